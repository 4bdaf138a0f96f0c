# A Julia program with the installed package, by its path.
sh "$here/../bindings/julia/run.sh" "$build/tests/bindings/julia" "$place/share/graft/julia" \
  "$here/program.jl" > printed 2>&1 || {
  [ $? != 77 ] || skip "$(cat printed)"
  fail "the program fails: $(cat printed)"
}
cat printed
grep -q "^graft $version predicts" printed || fail "the program runs with another library"
