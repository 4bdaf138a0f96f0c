#!/bin/sh
# Installs what is missing, builds Graft with warnings as errors and runs all tests.
#
#   tests/run.sh         the release build
#   tests/run.sh all     also clang, a build without RDKit, the C tests under valgrind, and the suite
#                        under the address, undefined-behaviour and thread sanitizers
#
# Ends with the line "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
. examples/packages.sh
# shellcheck disable=SC2086
install_missing $build_packages $test_packages || exit 1

passed=0
failed=0

# run_build NAME COMPILER SUITES [MESON OPTION...]
run_build() {
  name=$1 compiler=$2 suites=$3
  shift 3
  folder=build/tests/$name
  echo "== $name"
  if [ -f "$folder/build.ninja" ]; then set -- --reconfigure "$@"; fi
  if ! CXX=$compiler CC=$(echo "$compiler" | sed 's/clang++/clang/; s/g++/gcc/') \
      meson setup "$folder" -Dtests=enabled "$@" > "$folder.log" 2>&1 ||
      ! ninja -C "$folder" >> "$folder.log" 2>&1; then
    tail -n 40 "$folder.log"
    echo "   the build failed"
    failed=$((failed + 1))
    return
  fi
  # shellcheck disable=SC2086
  meson test -C "$folder" --print-errorlogs $suites > "$folder.tests" 2>&1
  count_tests "$folder.tests"
}

# run_valgrind NAME: the quick C tests of a build that stands, with leaks as errors.
run_valgrind() {
  echo "== valgrind"
  meson test -C "build/tests/$1" --print-errorlogs --no-rebuild -t 20 \
    --wrapper "valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite" \
    options scores null_arguments bad_arrays bad_csv bad_molecules datasets inputs story formulas \
    > build/tests/valgrind.tests 2>&1
  count_tests build/tests/valgrind.tests
}

# Adds up what meson printed.
count_tests() {
  grep -vE '^(ninja|Full log|$)' "$1"
  count() { sed -n "s/^$1: *\([0-9]*\).*/\1/p" "$2" | tail -n 1; }
  ok=$(count Ok "$1") fail=$(count Fail "$1") late=$(count Timeout "$1")
  unexpected=$(count 'Unexpected Pass' "$1")
  passed=$((passed + ${ok:-0}))
  failed=$((failed + ${fail:-0} + ${late:-0} + ${unexpected:-0}))
  if [ -z "$ok" ]; then
    echo "   no test ran"
    failed=$((failed + 1))
  fi
}

mkdir -p build/tests
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export TSAN_OPTIONS="halt_on_error=1 suppressions=$PWD/tests/tsan.supp"

run_build release g++ "" -Dwerror=true
if [ "${1:-}" = all ]; then
  # shellcheck disable=SC2086
  install_missing $check_packages || exit 1
  run_build clang clang++ "" -Dwerror=true
  run_build no_rdkit g++ "" -Dwerror=true -Drdkit=disabled -Dexamples=false
  run_valgrind release
  # gcc's warnings are not to be trusted in sanitized code: it raises false alarms there.
  for sanitizer in address,undefined thread; do
    run_build "$(echo $sanitizer | cut -d, -f1)" g++ "--no-suite slow --no-suite install" \
      -Db_sanitize=$sanitizer -Dbuildtype=debug -Doptimization=1 -Dbenchmarks=false -Dexamples=false
  done
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
