! A library that tells less, or more, of a fit than the module knows of.
module last_progress
  use graft
  implicit none
  type(graft_progress) :: last
  integer(c_int64_t), bind(c, name="told_bytes") :: told_bytes
contains
  integer function remember(now, user)
    type(graft_progress), intent(in) :: now
    class(*), intent(inout), optional :: user
    remember = merge(0, -1, .not. present(user))
    last = now
  end function
end module

program progress_size
  use graft
  use checks
  use last_progress
  implicit none
  call bytes_told()
  call checks_done()
contains
  subroutine bytes_told()
    type(graft_fitter) :: fitter
    type(graft_model) :: model
    call fitter%create("scratch")
    call test("only the fields that a library has are read")
    told_bytes = 40
    call fitter%fit(model, progress=remember)
    call check(last%stage == "stage of a stranger" .and. last%member == 2, "stage and member")
    call check(last%done == 5 .and. last%total == 0, "done, and not total behind it")
    call check(.not. last%seconds >= 0 .and. .not. last%seconds < 0, "the others are NaN")
    told_bytes = 16
    call fitter%fit(model, progress=remember)
    call check(last%member == 0 .and. last%members == 0, "no member")
    told_bytes = 80 + 64
    call fitter%fit(model, progress=remember)
    call check(last%total == 6 .and. abs(last%seconds_left - 3) <= 0, "all of a longer one")
  end subroutine
end program
