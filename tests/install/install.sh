#!/bin/sh
# Installs the build into a folder of its own and uses it as a stranger would: pkg-config, a C
# compiler, a program.
#   install.sh BUILD PREFIX LIBDIR VERSION PROGRAM.c MESON...
set -eu
build=$1 prefix=$2 libdir=$3 version=$4 program=$5
shift 5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$*"
  exit 1
}

"$@" install -C "$build" --no-rebuild --quiet --destdir "$work/root" > "$work/log" 2>&1 || {
  cat "$work/log"
  fail "the installation failed"
}
libraries=$work/root$prefix/$libdir
[ -f "$work/root$prefix/include/graft.h" ] || fail "graft.h is not installed"
[ -e "$libraries/libgraft.so.0" ] || fail "libgraft.so.0 is not installed"
[ -e "$libraries/libgraft.so" ] || fail "libgraft.so is not installed"

# The package file speaks of the installed place and asks nothing of a user's system.
package=$libraries/pkgconfig/graft.pc
[ -f "$package" ] || fail "graft.pc is not installed"
grep -q "$build" "$package" && fail "graft.pc names the build folder"
grep -qi '^Requires:.*eigen' "$package" && fail "graft.pc asks its users for Eigen"

# A prefix such as /usr would be left out of the flags, though it lies elsewhere here.
export PKG_CONFIG_LIBDIR="$libraries/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$work/root"
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
found=$(pkg-config --modversion graft)
[ "$found" = "$version" ] || fail "graft.pc says version $found where it is $version"
# shellcheck disable=SC2046
${CC:-cc} -std=c99 -Wall -Werror $(pkg-config --cflags graft) "$program" -o "$work/program" \
  $(pkg-config --libs graft) || fail "the program does not compile"
printed=$(LD_LIBRARY_PATH=$libraries "$work/program") || fail "the program fails: $printed"
echo "$printed"
case $printed in
  "graft $version "*) ;;
  *) fail "the program runs with another library" ;;
esac

# The command finds the library from where it stands.
if [ -e "$work/root$prefix/bin/graft" ]; then
  version_line=$("$work/root$prefix/bin/graft" --version) || fail "the installed command fails"
  [ "$version_line" = "graft $version" ] || fail "the command says '$version_line'"
fi

# Only the installed library was used: it carries no path of the build.
if command -v readelf > /dev/null; then
  readelf -d "$libraries/libgraft.so" | grep -E 'RPATH|RUNPATH' | grep "$build" &&
    fail "the library looks for others in the build folder"
fi
exit 0
