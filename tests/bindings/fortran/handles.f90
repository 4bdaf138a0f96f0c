! Handles free themselves, once; what is freed or copied is an error to use and does no harm.
program handles
  use graft
  use checks
  use samples
  implicit none
  character(400) :: message
  integer :: stat

  message = ""
  call handles_that_hold_nothing()
  call freed_twice_and_used_afterwards()
  call copies_hold_nothing()
  call scopes_free_what_they_made()
  call filled_again()
  call freed_in_any_order()
  call checks_done()

contains

  subroutine handles_that_hold_nothing()
    type(graft_options) :: options
    type(graft_dataset) :: set, other
    type(graft_fitter) :: fitter
    type(graft_model) :: model
    type(graft_context) :: context
    real(c_double) :: mean(3)
    character(:), allocatable :: text
    call test("a handle that holds nothing is an error that says so")
    call check(.not. set%exists() .and. .not. model%exists(), "nothing exists")
    call model%predict(x(:, :3), mean, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "model: is NULL")
    call model%predict(set, mean, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "is NULL")
    call model%save("nowhere", stat, message)
    call refused(stat, message, graft_error_argument, "model: is NULL")
    call set%id(1, text, stat, message)
    call refused(stat, message, graft_error_argument, "dataset: is NULL")
    call check(text == "", "no text")
    call set%without(other, set, stat, message)
    call refused(stat, message, graft_error_argument, "is NULL")
    call fitter%fit(model, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "fitter: is NULL")
    call fitter%cancel(stat, message)
    call refused(stat, message, graft_error_argument, "fitter: is NULL")
    call context%set_log(stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "context: is NULL")
    call check(set%rows() == 0, "rows of nothing are 0")
    call check(fitter%history_rows() == 0, "epochs of nothing are 0")
    call test("options that hold nothing are all defaults")
    call options%get_text("members", text, stat, message)
    call ok(stat, message, "the default")
    call check(text == "4", "members is 4")
    call check(.not. options%exists(), "asking creates nothing")
    call options%set("members", 7, stat, message)
    call ok(stat, message, "the first set creates the options")
    call options%get_text("members", text)
    call check(text == "7", "members is 7")
  end subroutine

  subroutine freed_twice_and_used_afterwards()
    type(graft_options) :: options
    type(graft_dataset) :: set
    type(graft_fitter) :: fitter
    type(graft_model) :: model
    type(graft_context) :: context
    real(c_double) :: mean(3)
    call test("a handle freed twice does no harm, and is an error to use")
    call context%create()
    call tiny(options)
    call vectors(flash, "flash point", set)
    call fitted(model)
    call fitter%create("scratch", options, context)
    call fitter%free()
    call fitter%free()
    call context%free()
    call context%free()
    call options%free()
    call options%free()
    call set%free()
    call set%free()
    call model%free()
    call model%free()
    call model%predict(x(:, :3), mean, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "model: is NULL")
    call set%set_property("a", "b", stat, message)
    call refused(stat, message, graft_error_argument, "dataset: is NULL")
    call fitter%set_target(set, stat, message)
    call refused(stat, message, graft_error_argument, "is NULL")
    call fitter%set_validation(set, stat, message)
    call refused(stat, message, graft_error_argument, "dataset: holds nothing")
  end subroutine

  subroutine copies_hold_nothing()
    type :: simulation
      type(graft_model) :: model
      integer :: step = 0
    end type
    type(graft_model), target :: model
    type(graft_model), allocatable :: copy
    type(graft_model), pointer :: same
    type(simulation) :: first, second
    real(c_double) :: mean(3), again(3)
    call test("a bitwise copy holds nothing, and its end does not end the original")
    call fitted(model)
    call model%predict(x(:, :3), mean)
    allocate (copy, source=model)
    call check(.not. copy%exists(), "the copy holds nothing")
    call copy%predict(x(:, :3), again, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "model: is NULL")
    call copy%free()
    deallocate (copy)
    call model%predict(x(:, :3), again)
    call check(all(same_bits(mean, again)), "the original predicts as before")
    same => model
    call same%predict(x(:, :3), again)
    call check(all(same_bits(mean, again)), "a pointer to it does, too")
    call test("structures with handles that hold nothing may be assigned")
    first%step = 3
    second = first
    call check(second%step == 3, "the rest was assigned")
  end subroutine

  subroutine scopes_free_what_they_made()
    type(graft_dataset), allocatable :: sets(:)
    integer :: i
    call test("arrays of handles are freed with their array")
    allocate (sets(3))
    do i = 1, 3
      call sets(i)%from_features(x(:, :i))
    end do
    call check(all([(sets(i)%rows() == i, i=1, 3)]), "each has its own rows")
    deallocate (sets)
    allocate (sets(2))
    call check(.not. sets(1)%exists(), "new ones hold nothing")
  end subroutine

  subroutine filled_again()
    type(graft_dataset) :: set
    call test("a handle that is filled again frees what it held")
    call set%from_features(x)
    call set%from_features(x(:, :5))
    call check(set%rows() == 5, "the second set")
    call set%from_features(x, targets=flash(:3), stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "targets: 3 given where there are 16")
    call check(.not. set%exists(), "after a failure it holds nothing")
  end subroutine

  subroutine freed_in_any_order()
    type(graft_context) :: context
    type(graft_options) :: options
    type(graft_dataset) :: set, part
    type(graft_fitter) :: fitter
    type(graft_model) :: model
    real(c_double) :: mean(2)
    call test("handles may be freed in any order")
    call context%create()
    call tiny(options)
    call set%from_features(x, flash, context=context)
    call set%select([3, 1], part)
    call fitter%create("scratch", options, context)
    call options%free()
    call context%free()
    call fitter%set_target(set)
    call set%free()
    call fitter%fit(model)
    call fitter%free()
    call model%predict(part, mean, stat=stat, errmsg=message)
    call ok(stat, message, "the model needs none of them")
  end subroutine
end program
