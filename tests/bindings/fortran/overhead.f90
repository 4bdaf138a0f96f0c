! What the module costs: the time of predicting one row of features by it, over that of the C call,
! in turns within one run; the median of many turns.
program overhead
  use, intrinsic :: iso_c_binding
  use, intrinsic :: iso_fortran_env, only: int64
  use graft
  use samples
  implicit none
  interface
    integer(c_int32_t) function load(context, path, out) bind(c, name="graft_model_load")
      import
      type(c_ptr), value :: context
      character(kind=c_char), intent(in) :: path(*)
      type(c_ptr), intent(out) :: out
    end function
    subroutine free(model) bind(c, name="graft_model_free")
      import
      type(c_ptr), value :: model
    end subroutine
    integer(c_int32_t) function predict(model, x, rows, cols, row_stride, col_stride, options, &
        mean, model_sd, noise_sd) bind(c, name="graft_model_predict_features")
      import
      type(c_ptr), value :: model, options
      real(c_double), intent(in) :: x(*)
      integer(c_int64_t), value :: rows, cols, row_stride, col_stride
      real(c_double), intent(out) :: mean, model_sd, noise_sd
    end function
  end interface
  integer, parameter :: turns = 401, calls = 100
  type(graft_model) :: model
  type(c_ptr) :: bare
  real(c_double) :: one(features, 1), mean(1), model_sd(1), noise_sd(1), ratios(turns), kept
  integer(int64) :: start, middle, finish
  integer :: turn, i, unit, place
  one = x(:, :1)
  call fitted(model)
  call model%save("fortran_overhead.graft")
  if (load(c_null_ptr, "fortran_overhead.graft" // c_null_char, bare) /= 0) error stop 1
  open (newunit=unit, file="fortran_overhead.graft")
  close (unit, status="delete")
  do turn = 1, turns
    call system_clock(start)
    do i = 1, calls
      call model%predict(one, mean, model_sd, noise_sd)
    end do
    call system_clock(middle)
    do i = 1, calls
      if (predict(bare, one, 1_c_int64_t, int(features, c_int64_t), int(features, c_int64_t), &
        1_c_int64_t, c_null_ptr, mean(1), model_sd(1), noise_sd(1)) /= 0) error stop 1
    end do
    call system_clock(finish)
    ratios(turn) = real(middle - start, c_double) / real(finish - middle, c_double)
  end do
  call free(bare)
  do turn = 2, turns
    kept = ratios(turn)
    place = turn
    do while (place > 1)
      if (ratios(place - 1) <= kept) exit
      ratios(place) = ratios(place - 1)
      place = place - 1
    end do
    ratios(place) = kept
  end do
  print "(a, f6.3, a, f6.3, a, f6.3)", "one row by Fortran over C: ", ratios((turns + 1) / 2), &
    ", quartiles ", ratios(nint(0.25 * turns)), " and ", ratios(nint(0.75 * turns))
end program
