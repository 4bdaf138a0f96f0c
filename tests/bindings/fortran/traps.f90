! A host that traps invalid operations, division by zero and overflow fits and predicts as usual, and
! finds its traps as they were.
program traps
  use, intrinsic :: ieee_exceptions
  use graft
  use checks
  use samples
  implicit none
  type(graft_model) :: model
  type(graft_dataset) :: set
  real(c_double) :: mean(rows), value
  logical :: before(size(ieee_usual)), after(size(ieee_usual))
  call test("a host that traps floating-point exceptions fits and predicts")
  call ieee_get_halting_mode(ieee_usual, before)
  call check(all(before), "the host traps")
  call fitted(model)
  call model%predict(x, mean)
  call vectors(flash, "flash point", set)
  call model%evaluate(set, "crps", value)
  call check(all(mean > 0) .and. value > 0, "sound predictions")
  call ieee_get_halting_mode(ieee_usual, after)
  call check(all(before .eqv. after), "the traps are as they were")
  call checks_done()
end program
