# A Fortran program that compiles the module itself.
command -v gfortran > /dev/null || skip "there is no gfortran"
[ -e "$place/share/graft/fortran/graft.f90" ] || skip "this build is without Fortran"
# shellcheck disable=SC2046
gfortran -std=f2018 "$place/share/graft/fortran/graft.f90" "$here/program.f90" -o program \
  $(pkg-config --libs graft) || fail "the program does not compile"
./program > printed || fail "the program fails: $(cat printed)"
cat printed
grep -q "^ *graft $version predicts" printed || fail "the program runs with another library"
