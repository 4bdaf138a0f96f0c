# What is there, and that none of it speaks of the place where it was built or meant to be.
for file in include/graft.h include/graft.hpp include/graft/model.hpp share/man/man3/graft.3 \
    "$libdir/libgraft.so" "$libdir/libgraft.so.0" "$libdir/pkgconfig/graft.pc" \
    "$libdir/cmake/Graft/GraftConfig.cmake" "$libdir/cmake/Graft/GraftConfigVersion.cmake"; do
  [ -e "$place/$file" ] || fail "$file is not installed"
done
named=$(grep -rlF "$build" "$place" || true)
[ -z "$named" ] || fail "these name the build folder: $named"
named=$(grep -lF "$prefix" "$libraries/pkgconfig/graft.pc" "$libraries"/cmake/Graft/* 2> /dev/null || true)
[ -z "$named" ] || fail "these name the prefix, so that it cannot be moved: $named"
found=$(pkg-config --modversion graft)
[ "$found" = "$version" ] || fail "graft.pc says version $found where it is $version"
if pkg-config --print-requires graft | grep .; then fail "graft.pc asks its users for the above"; fi

# The command finds the library from where it stands.
if [ -e "$place/bin/graft" ]; then
  unset LD_LIBRARY_PATH
  said=$("$place/bin/graft" --version) || fail "the installed command fails"
  [ "$said" = "graft $version" ] || fail "the command says '$said'"
  [ -e "$place/share/man/man1/graft.1" ] || fail "the command has no manual"
fi
