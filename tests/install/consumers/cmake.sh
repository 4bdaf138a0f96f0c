# C and C++ programs by CMake's find_package, with the shared library and the static one.
command -v cmake > /dev/null || skip "there is no cmake"
configured() {
  cmake -S "$here/consumers/cmake" -B "$1" -DCMAKE_PREFIX_PATH="$place" -DWANTED="$2" \
    -DCMAKE_BUILD_TYPE=Release > log 2>&1
}
configured build 0.2 || { cat log; fail "find_package fails"; }
cmake --build build >> log 2>&1 || { cat log; fail "the programs do not build"; }
unset LD_LIBRARY_PATH # CMake's programs know where the library is
for program in shared c_program static; do
  [ -e "build/$program" ] || { [ ! -e "$libraries/libgraft.a" ] && continue; fail "no $program"; }
  "build/$program" > printed || fail "$program fails: $(cat printed)"
  cat printed
  grep -q "^graft $version predicts" printed || fail "$program runs with another library"
done

configured older 0.1 && fail "find_package takes this for 0.1, which has another interface"
configured newer 99 && fail "find_package takes this for version 99"
rm "$libraries"/libgraft.*
configured gone 0.2 && fail "find_package finds what is not there"
exit 0
