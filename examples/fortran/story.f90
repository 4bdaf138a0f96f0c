! Band gaps that were measured are scarce, computed ones abundant. This program reads both, fits
! GATE with a progress callback, cancels a fit, saves the model, loads it, predicts a few materials
! that are in neither table, with intervals, and fits the Bayesian pc_prior. Its settings are small,
! so that it takes seconds; the defaults learn more.
!
!     story DATA_DIRECTORY OUTPUT_DIRECTORY
module story_callbacks
  use graft
  implicit none
  private
  public :: watch

  ! What the callback is to know, and to remember: its user data.
  type, public :: watcher
    integer :: calls = 0
    character(:), allocatable :: stage
    type(graft_fitter), pointer :: to_cancel => null()
  end type

contains

  ! Tells the stages of a fit. 0 goes on.
  integer function watch(now, user)
    type(graft_progress), intent(in) :: now
    class(*), intent(inout), optional :: user
    watch = 0
    if (.not. present(user)) return
    select type (user)
    type is (watcher)
      user%calls = user%calls + 1
      if (.not. allocated(user%stage)) user%stage = ""
      if (now%stage /= user%stage) print "(2x, 2a, i0, a, i0)", now%stage, ", step ", now%done, &
        " of ", now%total
      user%stage = now%stage
      ! Once there is something to keep.
      if (associated(user%to_cancel) .and. now%stage == "target" .and. now%done > now%total / 2) &
        call user%to_cancel%cancel()
    end select
  end function
end module

program story
  use graft
  use story_callbacks
  implicit none
  integer, parameter :: computed_rows = 1000, measured_rows = 120
  type(graft_options) :: options
  type(graft_dataset) :: computed, measured, named
  type(graft_fitter), target :: fitter
  type(watcher) :: telling
  type(graft_model) :: model, loaded, bayesian
  character(:), allocatable :: data_directory, output_directory, ended
  character(200) :: message
  integer :: stat

  data_directory = argument(1)
  output_directory = argument(2)
  print "(2a)", "graft ", graft_version()

  call read_csv("computed_band_gaps.csv", "computed band gap", computed, computed_rows)
  call read_csv("measured_band_gaps.csv", "measured band gap", measured, measured_rows)
  call read_csv("named_materials.csv", "measured band gap", named)

  call options%set("members", 2)
  call options%set("steps", 300)
  call options%set("source_steps", 1000)
  call options%set("width", 32)
  call options%set("encoder_width", 32)
  call options%set("latent", 16)
  call options%set("valid_fraction", 0.2d0)

  ! 1. GATE, telling how far it is.
  call fitter%create("gate", options)
  call fitter%add_source(computed)
  call fitter%set_target(measured)
  call fitter%fit(model, progress=watch, user=telling)
  print "(a, i0, a)", "gate: fitted, ", telling%calls, " calls of the progress callback"

  ! 2. The same, cancelled: what comes back is the best model so far, or none.
  telling%to_cancel => fitter
  call fitter%fit(loaded, progress=watch, user=telling, stat=stat, errmsg=message)
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
  print "(/, a, 4(a, f4.2))", "pc_prior, a mixture:", &
    " transfer ", diagnostic(bayesian, "transfer.weight"), &
    ", source ", diagnostic(bayesian, "source.weight"), &
    ", tuned ", diagnostic(bayesian, "tuned.weight"), &
    ", alone ", diagnostic(bayesian, "alone.weight")
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
