#!/bin/sh
# Installs what is missing, builds Graft and runs the main job on real data: flash points predicted
# with the help of boiling points. Results go to build/quickstart.
set -eu
cd "$(dirname "$0")/.."
. examples/packages.sh
install_missing $build_packages

mkdir -p build/quickstart
log=build/quickstart/build.log
echo "Building ..."
{ [ -f build/build.ninja ] || meson setup build; } > "$log" 2>&1 &&
  ninja -C build examples/quickstart >> "$log" 2>&1 ||
  { tail -n 40 "$log"; exit 1; }
exec build/examples/quickstart examples/data build/quickstart "$(nproc)"
