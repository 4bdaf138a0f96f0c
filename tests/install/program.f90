! What a Fortran user of the installed module writes first.
program first
  use graft
  implicit none
  type(graft_options) :: options
  type(graft_dataset) :: target
  type(graft_fitter) :: fitter
  type(graft_model) :: model
  real(c_double) :: x(1, 40), mean(1)
  integer :: i
  x(1, :) = [(mod(i, 8), i = 1, 40)]
  call target%from_features(x, 2 * x(1, :))
  call fitter%create("ridge", options)
  call fitter%set_target(target)
  call fitter%fit(model)
  call model%predict(x(:, :1), mean)
  print "(3a, g0)", "graft ", graft_version(), " predicts ", mean
end program
