! Small real data and tiny fits: the counts of atoms and rings of 16 molecules, with their boiling
! and flash points in kelvin.
module samples
  use graft
  implicit none
  private
  public :: tiny, vectors, fitted, prepared, nan
  integer, parameter, public :: features = 4, rows = 16

  character(9), parameter, public :: smiles(rows) = [character(9) :: "CCO", "CCCO", "CCCCO", &
    "CCCCCO", "CCCCCC", "CCCCCCC", "CC(C)=O", "CC(=O)O", "c1ccccc1", "Cc1ccccc1", "Oc1ccccc1", &
    "Nc1ccccc1", "c1ccncc1", "C1CCCCC1", "CCNCC", "OCCO"]
  ! x(feature, sample): carbon, nitrogen, oxygen, rings.
  real(c_double), parameter, public :: x(features, rows) = reshape(real([ &
    2, 0, 1, 0, 3, 0, 1, 0, 4, 0, 1, 0, 5, 0, 1, 0, 6, 0, 0, 0, 7, 0, 0, 0, 3, 0, 1, 0, 2, 0, 2, 0, &
    6, 0, 0, 1, 7, 0, 0, 1, 6, 0, 1, 1, 6, 1, 0, 1, 5, 1, 0, 1, 6, 0, 0, 1, 4, 1, 0, 0, 2, 0, 2, 0], &
    c_double), [features, rows])
  real(c_double), parameter, public :: boiling(rows) = [351.39d0, 370.19d0, 390.75d0, 410.75d0, &
    341.87d0, 371.53d0, 329.23d0, 391.05d0, 353.23d0, 383.75d0, 454.95d0, 457.25d0, 388.35d0, &
    353.85d0, 328.55d0, 470.65d0]
  real(c_double), parameter, public :: flash(rows) = [285.93d0, 288.15d0, 308.15d0, 310.65d0, &
    250.65d0, 269.07d0, 253.15d0, 312.15d0, 262.15d0, 277.37d0, 350.37d0, 343.15d0, 293.15d0, &
    256.15d0, 246.09d0, 384.26d0]
contains

  subroutine tiny(options)
    type(graft_options), intent(inout) :: options
    call options%create()
    call options%set("width", 16)
    call options%set("encoder_width", 16)
    call options%set("latent", 8)
    call options%set("steps", 60)
    call options%set("epoch_steps", 10)
    call options%set("batch", 8)
    call options%set("source_batch", 8)
    call options%set("source_start", .false.)
    call options%set("members", 1)
    call options%set("valid_fraction", 0.1d0)
  end subroutine

  subroutine vectors(targets, name, set)
    real(c_double), intent(in) :: targets(:)
    character(*), intent(in) :: name
    type(graft_dataset), intent(inout) :: set
    call set%from_features(x(:, :size(targets)), targets)
    call set%set_property(name, "K")
  end subroutine

  ! A fitter of flash points with boiling points as its source.
  subroutine prepared(fitter, context)
    type(graft_fitter), intent(inout) :: fitter
    type(graft_context), intent(in), optional :: context
    type(graft_options) :: options
    type(graft_dataset) :: source, target
    call tiny(options)
    call vectors(boiling, "boiling point", source)
    call vectors(flash(:12), "flash point", target)
    call fitter%create("gate", options, context)
    call fitter%add_source(source)
    call fitter%set_target(target)
  end subroutine

  subroutine fitted(model)
    type(graft_model), intent(inout) :: model
    type(graft_fitter) :: fitter
    call prepared(fitter)
    call fitter%fit(model)
  end subroutine

  real(c_double) function nan()
    nan = transfer(int(z"7FF8000000000000", c_int64_t), nan)
  end function
end module
