# The Debian packages that Graft needs, in one place; sourced by quickstart.sh and tests/run.sh.
build_packages="g++ meson ninja-build pkg-config libdnnl-dev libeigen3-dev librdkit-dev libboost-dev nlohmann-json3-dev"
test_packages="catch2 ccache python3 python3-numpy python3-sklearn gfortran cmake doxygen groff-base abigail-tools openmpi-bin libopenmpi-dev libxtb-dev"
check_packages="clang libomp-dev valgrind"

# install_missing PACKAGE...: installs those that are not there yet; asks for root only if it must.
install_missing() {
  missing=""
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" ||
      missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  echo "Installing:$missing"
  as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing \
    > /dev/null
}
