! What happens without stat=: the program stops. The argument says on what.
program stopped
  use graft
  implicit none
  type(graft_dataset) :: set, copy
  character(20) :: what
  call get_command_argument(1, what)
  select case (what)
  case ("library")
    call set%from_csv("no such file", "features", "*")
  case ("module")
    call set%from_features(reshape([1d0, 2d0], [1, 2]), targets=[1d0])
  case ("assignment")
    call set%from_features(reshape([1d0, 2d0], [1, 2]))
    copy = set
  end select
  print "(a)", "went on"
end program
