#!/bin/sh
# Installs what is missing, builds Graft and runs the main job on real data: flash points predicted
# with the help of boiling points. Results go to build/quickstart.
set -eu
cd "$(dirname "$0")/.."
. examples/packages.sh
install_missing $build_packages

[ -f build/build.ninja ] || meson setup build > /dev/null
ninja -C build examples/quickstart | tail -n 1
mkdir -p build/quickstart
exec build/examples/quickstart examples/data build/quickstart "$(nproc)"
