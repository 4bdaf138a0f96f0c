# C programs by pkg-config and the static library: with the shared one beside it, and with it alone.
[ -e "$libraries/libgraft.a" ] || skip "this build has no static library"
# shellcheck disable=SC2046
${CC:-cc} -std=c99 -Wall -Werror $(pkg-config --cflags graft) "$here/program.c" -o chosen \
  $(pkg-config --static --libs graft | sed 's/-lgraft/-l:libgraft.a/') ||
  fail "-l:libgraft.a does not link"
rm "$libraries"/libgraft.so*
# shellcheck disable=SC2046
${CC:-cc} -std=c99 -Wall -Werror $(pkg-config --static --cflags graft) "$here/program.c" -o alone \
  $(pkg-config --static --libs graft) || fail "pkg-config --static does not link"
for program in chosen alone; do
  if readelf -d $program | grep -F libgraft; then fail "$program needs the shared library"; fi
  ./$program > printed || fail "$program fails: $(cat printed)"
  cat printed
  grep -q "^graft $version predicts" printed || fail "$program says something else"
done

# What a program brings along of the same names stays its own.
names=$(nm -g --defined-only "$libraries/libgraft.a" | awk 'NF == 3 && $3 !~ /^graft_/ { print $3 }')
[ -z "$names" ] || fail "the static library has global names besides graft_*:" $names
