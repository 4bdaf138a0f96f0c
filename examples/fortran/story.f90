! Band gaps that were measured are scarce, computed ones abundant. This program reads both, fits
! GATE with a progress callback, cancels a fit, saves the model, loads it, predicts a few materials
! that are in neither table, with intervals, and fits the Bayesian pc_prior. Its settings are small,
! so that it takes seconds; the defaults learn more.
!
!     story DATA_DIRECTORY OUTPUT_DIRECTORY
program story
  use graft
  implicit none
  integer, parameter :: computed_rows = 400, measured_rows = 120
  type(graft_options) :: options
  type(graft_dataset) :: computed, measured, named
  type(graft_fitter) :: fitter
  type(graft_model) :: model, loaded, bayesian
  character(:), allocatable :: data_directory, output_directory, ended
  character(200) :: message
  integer :: stat, calls

  data_directory = argument(1)
  output_directory = argument(2)
  print "(2a)", "graft ", graft_version()

  call read_csv("computed_band_gaps.csv", "computed band gap", computed, computed_rows)
  call read_csv("measured_band_gaps.csv", "measured band gap", measured, measured_rows)
  call read_csv("named_materials.csv", "measured band gap", named)

  call options%set("members", 2)
  call options%set("steps", 300)
  call options%set("source_steps", 300)
  call options%set("width", 32)
  call options%set("encoder_width", 32)
  call options%set("latent", 16)
  call options%set("valid_fraction", 0.2d0)

  ! 1. GATE, telling how far it is.
  call fitter%create("gate", options)
  call fitter%add_source(computed)
  call fitter%set_target(measured)
  calls = 0
  call fitter%fit(model, progress=show)
  print "(a, i0, a)", "gate: fitted, ", calls, " calls of the progress callback"

  ! 2. The same, cancelled: what comes back is the best model so far, or none.
  calls = 0
  call fitter%fit(loaded, progress=cancel_soon, stat=stat, errmsg=message)
  select case (stat)
  case (graft_ok)
    call loaded%get("ended", ended)
    print "(2a)", "gate, again: ended as ", ended
  case (graft_stopped)
    print "(2a)", "gate, again: ", trim(message)
  case default
    error stop "a cancelled fit is neither stopped nor has it a model"
  end select

  ! 3. A file, and predictions with 95 % intervals.
  call model%save(output_directory // "/story.graft")
  call loaded%load(output_directory // "/story.graft")
  print "(/, a)", "gate"
  call predict(loaded)

  ! 4. The prior that holds the measured gaps near the computed ones. A warning that the chains have
  ! not mixed does not stop the program; the diagnostics say more.
  call options%set("source_members", 1)
  call fitter%create("pc_prior", options)
  call fitter%add_source(computed)
  call fitter%set_target(measured)
  call fitter%fit(bayesian)
  print "(/, a, f4.2)", "pc_prior: weight of the transfer ", diagnostic(bayesian, "transfer.weight")
  call predict(bayesian)

contains

  function argument(number) result(text)
    integer, intent(in) :: number
    character(:), allocatable :: text
    integer :: length
    call get_command_argument(number, length=length)
    if (length == 0) error stop "usage: story DATA_DIRECTORY OUTPUT_DIRECTORY"
    allocate (character(length) :: text)
    call get_command_argument(number, text)
  end function

  ! The first rows of a table, or all.
  subroutine read_csv(name, property, set, rows)
    character(*), intent(in) :: name, property
    type(graft_dataset), intent(inout) :: set
    integer, intent(in), optional :: rows
    type(graft_dataset) :: all
    integer :: i
    call all%from_csv(data_directory // "/" // name, "formulas", "formula", target="band_gap_eV")
    if (.not. present(rows)) then
      call all%select([(i, i=1, int(all%rows()))], set)
    else
      call all%select([(i, i=1, rows)], set)
    end if
    call set%set_property(property, "eV")
  end subroutine

  integer function show(now, user)
    type(graft_progress), intent(in) :: now
    class(*), intent(inout), optional :: user
    calls = calls + 1
    show = 0
    if (present(user)) error stop "no user data was given: the program's variables are at hand"
    if (now%done == now%total) print "(2x, a, f5.1, a)", now%stage, now%seconds, " s"
  end function

  integer function cancel_soon(now, user)
    type(graft_progress), intent(in) :: now
    class(*), intent(inout), optional :: user
    cancel_soon = show(now, user)
    if (calls == 3) call fitter%cancel()
  end function

  subroutine predict(by)
    type(graft_model), intent(in) :: by
    real(c_double) :: mean(named%rows()), ends(2, named%rows()), known(named%rows())
    character(:), allocatable :: formula
    integer :: i
    call named%targets(known)
    call by%predict(named, mean)
    call by%quantiles(named, [0.025d0, 0.975d0], ends)
    print "(a)", "  material     predicted   95 % interval   known (eV)"
    do i = 1, size(mean)
      call named%id(i, formula)
      print "(2x, a12, f8.2, 4x, f6.2, a, f6.2, f10.2)", formula // repeat(" ", 12), mean(i), &
        ends(1, i), " ..", ends(2, i), known(i)
    end do
  end subroutine

  real(c_double) function diagnostic(of, wanted)
    type(graft_model), intent(in) :: of
    character(*), intent(in) :: wanted
    character(:), allocatable :: name
    integer :: i
    do i = 1, int(of%diagnostic_count())
      call of%diagnostic(i, name, diagnostic)
      if (name == wanted) return
    end do
    error stop "no such diagnostic"
  end function
end program
