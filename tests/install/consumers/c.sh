# A C program by pkg-config and the shared library.
# shellcheck disable=SC2046
${CC:-cc} -std=c99 -Wall -Werror $(pkg-config --cflags graft) "$here/program.c" -o program \
  $(pkg-config --libs graft) || fail "the program does not compile"
./program > printed || fail "the program fails: $(cat printed)"
cat printed
grep -q "^graft $version predicts" printed || fail "the program runs with another library"
