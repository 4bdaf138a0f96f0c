#!/bin/sh
# Installs the build into a folder that is not the prefix it was configured for, as if the prefix had
# been moved, and lets a stranger use it.
#   install.sh BUILD PREFIX LIBDIR VERSION FEATURES CONSUMER.sh MESON...
# CONSUMER.sh is sourced by a shell in an empty folder, with $place (the moved prefix), $libraries,
# $build, $version, $features and $here (tests/install); it calls `fail REASON` or `skip REASON`. pkg-config finds
# graft.pc, and programs find the shared library.
set -eu
build=$1 prefix=$2 libdir=$3 version=$4 features=$5 consumer=$6
shift 6
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$*"
  exit 1
}
skip() {
  echo "skipped: $*"
  exit 77
}

"$@" install -C "$build" --no-rebuild --quiet --destdir "$work/root" > "$work/log" 2>&1 || {
  cat "$work/log"
  fail "the installation failed"
}
mv "$work/root$prefix" "$work/place"
place=$work/place
libraries=$place/$libdir
export PKG_CONFIG_PATH="$libraries/pkgconfig" LD_LIBRARY_PATH="$libraries"
mkdir "$work/program"
cd "$work/program"
. "$consumer"
