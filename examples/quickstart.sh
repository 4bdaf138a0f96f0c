#!/bin/sh
# Installs what is missing, builds Graft and runs the main job on real data: flash points predicted
# with the help of boiling points. "quickstart.sh band_gap" runs another: measured band gaps with
# the help of computed ones, with intervals. Results go to build/quickstart.
set -eu
cd "$(dirname "$0")/.."
. examples/packages.sh
install_missing $build_packages

program=${1:-quickstart}
case $program in
  quickstart | band_gap) ;;
  *) echo "usage: quickstart.sh [quickstart | band_gap]" >&2; exit 2 ;;
esac

mkdir -p build/quickstart
log=build/quickstart/build.log
echo "Building ..."
{ [ -f build/build.ninja ] || meson setup build; } > "$log" 2>&1 &&
  ninja -C build "examples/$program" >> "$log" 2>&1 ||
  { tail -n 40 "$log"; exit 1; }
exec "build/examples/$program" examples/data build/quickstart "$(nproc)"
