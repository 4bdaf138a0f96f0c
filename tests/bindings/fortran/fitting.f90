! Fits with callbacks in Fortran: progress, log, cancelling, aborting, history.
module watching
  use graft
  implicit none
  type :: notes
    integer :: calls = 0, answer = 0, lines = 0, at_call = 0
    logical :: sound = .true.
    character(:), allocatable :: stages
    type(graft_fitter), pointer :: fitter => null()
    type(graft_model) :: inner
    integer :: inner_stat = 0
  end type
  integer :: calls_without_user = 0
contains

  integer function note(now, user)
    type(graft_progress), intent(in) :: now
    class(*), intent(inout), optional :: user
    note = 0
    if (.not. present(user)) then
      calls_without_user = calls_without_user + 1
      return
    end if
    select type (user)
    type is (notes)
      user%calls = user%calls + 1
      user%sound = user%sound .and. now%done >= 0 .and. now%done <= now%total .and. &
        now%member >= 0 .and. now%member <= now%members .and. len(now%stage) > 0 .and. &
        now%seconds >= 0
      if (user%calls >= user%at_call) note = user%answer
    end select
  end function

  integer function cancel(now, user)
    type(graft_progress), intent(in) :: now
    class(*), intent(inout), optional :: user
    cancel = note(now, user)
    select type (user)
    type is (notes)
      call user%fitter%cancel()
    end select
  end function

  ! What is at work may not be fitted or changed.
  integer function fit_inside(now, user)
    type(graft_progress), intent(in) :: now
    class(*), intent(inout), optional :: user
    fit_inside = note(now, user)
    select type (user)
    type is (notes)
      call user%fitter%fit(user%inner, progress=note, stat=user%inner_stat)
    end select
  end function

  subroutine hear(line, user)
    character(*), intent(in) :: line
    class(*), intent(inout), optional :: user
    if (.not. present(user)) return
    select type (user)
    type is (notes)
      user%lines = user%lines + 1
      user%sound = user%sound .and. len(line) > 0 .and. index(line, char(10)) == 0
    end select
  end subroutine
end module

program fitting
  use graft
  use checks
  use samples
  use watching
  implicit none
  character(400) :: message
  integer :: stat
  message = ""
  call progress_is_told()
  call answers_stop_and_abort()
  call cancelling()
  call a_fit_inside_a_fit()
  call logs()
  call histories()
  call what_a_fitter_takes()
  call what_cannot_be_fitted()
  call checks_done()

contains

  subroutine progress_is_told()
    type(graft_fitter) :: fitter
    type(graft_model) :: model
    type(notes) :: told
    call test("a progress callback is told of the fit, with its user data or without")
    call prepared(fitter)
    call fitter%fit(model, progress=note, user=told, stat=stat, errmsg=message)
    call ok(stat, message, "the fit")
    call check(told%calls > 0 .and. told%sound, "it was called with sound figures")
    call fitter%fit(model, progress=note, stat=stat, errmsg=message)
    call check(calls_without_user > 0, "without user data it is absent")
    told%calls = 0
    call fitter%fit(model)
    call check(told%calls == 0, "a fit without callback calls none")
  end subroutine

  subroutine answers_stop_and_abort()
    type(graft_fitter) :: fitter
    type(graft_model) :: model
    type(notes) :: told
    character(:), allocatable :: ended
    call test("a positive answer keeps the best model, a negative one is the fit's status")
    call prepared(fitter)
    told%answer = 1
    told%at_call = 4
    call fitter%fit(model, progress=note, user=told, stat=stat, errmsg=message)
    call ok(stat, message, "stopped after an epoch")
    call check(told%calls == 4, "it was not called again")
    call model%get("ended", ended)
    call check(ended /= "finished", "the model says so")
    told = notes(answer=-42)
    call fitter%fit(model, progress=note, user=told, stat=stat, errmsg=message)
    call check(stat == -42, "the callback's own number")
    call check(.not. model%exists(), "and no model")
    call check(graft_status_name(stat) == "callback", "its name")
    call fitter%fit(model, stat=stat, errmsg=message)
    call ok(stat, message, "the fitter serves as before")
  end subroutine

  subroutine cancelling()
    type(graft_fitter), target :: fitter
    type(graft_model) :: model
    type(notes) :: told
    call test("cancel stops the running fit, or the next one")
    call prepared(fitter)
    told%fitter => fitter
    call fitter%fit(model, progress=cancel, user=told, stat=stat, errmsg=message)
    call check(stat == graft_ok .or. stat == graft_stopped, "stopped, or the best so far")
    call check(model%exists() .eqv. stat == graft_ok, "a model in the one case only")
    call check(told%calls < 3, "at once")
    call fitter%cancel()
    call fitter%fit(model, stat=stat, errmsg=message)
    call refused(stat, message, graft_stopped, "cancelled")
    call fitter%fit(model, stat=stat, errmsg=message)
    call ok(stat, message, "the one after runs")
  end subroutine

  subroutine a_fit_inside_a_fit()
    type(graft_fitter), target :: fitter
    type(graft_model) :: model
    type(notes) :: told
    call test("a callback cannot fit what is at work, and the fit goes on")
    call prepared(fitter)
    told%fitter => fitter
    call fitter%fit(model, progress=fit_inside, user=told, stat=stat, errmsg=message)
    call ok(stat, message, "the outer fit")
    call check(told%inner_stat == graft_error_state, "the inner one was refused")
    call check(told%calls > 1, "the outer callback was kept")
  end subroutine

  subroutine logs()
    type(graft_context) :: context
    type(graft_fitter) :: fitter, silent
    type(graft_model) :: model
    type(notes), target :: told, of_context
    call test("a log receives lines: the fit's own in place of the context's")
    call context%create()
    call context%set_log(hear, of_context)
    call prepared(fitter, context)
    call context%set_log()
    call prepared(silent, context)
    call context%free()
    call fitter%fit(model)
    call check(of_context%lines > 0 .and. of_context%sound, "the context's, though it is freed")
    of_context%lines = 0
    call fitter%fit(model, log=hear, user=told)
    call check(told%lines > 0 .and. of_context%lines == 0, "the fit's own")
    told%lines = 0
    call fitter%fit(model)
    call check(told%lines == 0 .and. of_context%lines > 0, "afterwards the context's again")
    of_context%lines = 0
    call silent%fit(model)
    call check(of_context%lines == 0, "none where none was set")
  end subroutine

  subroutine histories()
    type(graft_fitter) :: fitter
    type(graft_model) :: model
    character(:), allocatable :: name
    real(c_double), allocatable :: values(:, :)
    integer(c_int64_t) :: epochs, cols
    integer :: col, epoch
    call test("the history has a column for each name")
    call prepared(fitter)
    call fitter%fit(model)
    epochs = fitter%history_rows()
    cols = fitter%history_cols()
    allocate (values(cols, epochs))
    call fitter%history(values, stat, message)
    call ok(stat, message, "reading it")
    epoch = 0
    do col = 1, int(cols)
      call fitter%history_name(col, name)
      if (name == "epoch") epoch = col
    end do
    call check(epoch > 0 .and. epochs == 6, "six epochs")
    if (epoch > 0 .and. epochs > 1) call check(values(epoch, 2) > values(epoch, 1), "in order")
    call fitter%history_name(int(cols) + 1, name, stat, message)
    call refused(stat, message, graft_error_argument, "col")
    call fitter%history(values(2:, :), stat, message)
    call refused(stat, message, graft_error_argument, "cols")
  end subroutine

  subroutine what_a_fitter_takes()
    type(graft_fitter) :: fitter
    type(graft_options) :: options
    type(graft_dataset) :: target, more
    type(graft_model) :: source, model
    call test("validation rows, unlabelled rows and a source's model")
    call tiny(options)
    call vectors(flash(:10), "flash point", target)
    call more%from_features(x(:, 11:), flash(11:))
    call prepared(fitter)
    call fitter%set_validation(more)
    call fitter%set_unlabelled(more)
    call fitter%fit(model, stat=stat, errmsg=message)
    call ok(stat, message, "a fit with both")
    call fitter%set_validation()
    call fitter%set_unlabelled()
    call fitter%fit(model, stat=stat, errmsg=message)
    call ok(stat, message, "and with neither")
    call vectors(boiling, "boiling point", more)
    call fitter%create("scratch", options)
    call fitter%set_target(more)
    call fitter%fit(source, stat=stat, errmsg=message)
    call ok(stat, message, "the source's model")
    call fitter%create("stacked", options)
    call fitter%set_target(target)
    call fitter%set_source_model(source)
    call fitter%fit(model, stat=stat, errmsg=message)
    call ok(stat, message, "a fit with it")
    call fitter%set_source_model()
    call fitter%fit(model, stat=stat, errmsg=message)
    call check(stat == graft_error_state, "without it there is no source")
  end subroutine

  subroutine what_cannot_be_fitted()
    type(graft_fitter) :: fitter
    type(graft_dataset) :: set
    type(graft_model) :: model
    call test("what cannot be fitted is said")
    call fitter%create("magic", stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "magic")
    call check(.not. fitter%exists(), "no fitter")
    call fitter%create("gate")
    call fitter%fit(model, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_state, "target")
    call set%from_features(x(:, :2), flash(:2))
    call fitter%create("scratch")
    call fitter%set_target(set)
    call fitter%fit(model, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_data, "2")
  end subroutine
end program
