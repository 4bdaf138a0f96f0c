! Checks for the tests of the Fortran module: a failed one is printed and counted and the test goes
! on, so that one run tells all.
module checks
  use graft
  implicit none
  private
  public :: check, ok, refused, same_bits, test, checks_done
  integer :: made = 0, failed = 0, failed_before = 0
  character(:), allocatable :: running
contains

  ! Begins a test, whose name is a sentence.
  subroutine test(name)
    character(*), intent(in) :: name
    call end_test()
    running = name
    failed_before = failed
  end subroutine

  subroutine end_test()
    if (allocated(running)) print "(3a)", merge("FAIL", "ok  ", failed > failed_before), "  ", running
  end subroutine

  subroutine check(holds, what)
    logical, intent(in) :: holds
    character(*), intent(in) :: what
    made = made + 1
    if (holds) return
    failed = failed + 1
    print "(2a)", "  does not hold: ", what
  end subroutine

  subroutine ok(stat, errmsg, what)
    integer, intent(in) :: stat
    character(*), intent(in) :: errmsg, what
    call check(stat == graft_ok, what)
    if (stat /= graft_ok) print "(5a)", "    ", graft_status_name(stat), ": ", trim(errmsg), &
      " (of this call or one before)"
  end subroutine

  ! The call was refused with this status, and the message holds this text.
  subroutine refused(stat, errmsg, expected, text)
    integer, intent(in) :: stat, expected
    character(*), intent(in) :: errmsg, text
    call check(stat == expected, graft_status_name(expected) // " with " // text)
    if (stat /= expected) then
      print "(4a)", "    got ", graft_status_name(stat), ": ", trim(errmsg)
      return
    end if
    call check(index(errmsg, text) > 0, "a message with " // text)
    if (index(errmsg, text) == 0) print "(2a)", "    the message: ", trim(errmsg)
  end subroutine

  elemental logical function same_bits(a, b)
    real(c_double), intent(in) :: a, b
    same_bits = transfer(a, 0_c_int64_t) == transfer(b, 0_c_int64_t)
  end function

  subroutine checks_done()
    call end_test()
    print "(i0, a, i0, a)", made, " checks, ", failed, " failed"
    if (failed > 0) error stop 1
  end subroutine
end module
