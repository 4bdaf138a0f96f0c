#!/bin/sh
# Installs what is missing, builds Graft with warnings as errors and runs all tests.
#
#   tests/run.sh         the release build
#   tests/run.sh all     also clang, a build without RDKit, the C tests under valgrind, and suites under
#                        the address, undefined-behaviour and thread sanitizers
#
# Names the tests that were skipped and ends with the line "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/.."
. examples/packages.sh
# shellcheck disable=SC2086
install_missing $build_packages $test_packages || exit 1

passed=0
failed=0
skipped=0
cache=$(command -v ccache || true) # builds share what they have in common, and so do runs

# run_build NAME COMPILER TESTS [MESON OPTION...]: TESTS as `meson test` takes them.
run_build() {
  name=$1 compiler=$2 tests=$3
  shift 3
  folder=build/tests/$name
  echo "== $name"
  began=$(date +%s)
  if [ -f "$folder/build.ninja" ]; then set -- --reconfigure "$@"; fi
  if ! CXX="$cache $compiler" CC="$cache $(echo "$compiler" | sed 's/clang++/clang/; s/g++/gcc/')" \
      meson setup "$folder" -Dtests=enabled "$@" > "$folder.log" 2>&1 ||
      ! ninja -C "$folder" >> "$folder.log" 2>&1; then
    tail -n 40 "$folder.log"
    echo "   the build failed"
    failed=$((failed + 1))
    return
  fi
  built=$(date +%s)
  # shellcheck disable=SC2086
  run_tests "$name" "$folder" $tests
  echo "   built in $((built - began)) s, tested in $(($(date +%s) - built)) s"
}

# run_tests NAME FOLDER [ARGUMENT OF MESON TEST...]: adds up what meson prints.
run_tests() {
  log=build/tests/$1.tests folder=$2
  shift 2
  meson test -C "$folder" --no-rebuild --print-errorlogs "$@" > "$log" 2>&1
  grep -vE '^(ninja|Full log|$)' "$log" | grep -vE ' OK  |^(Ok|Expected Fail|Fail|Unexpected Pass|Skipped|Timeout):'
  count() { sed -n "s/^$1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
  ok=$(count Ok) fail=$(count Fail) late=$(count Timeout) left_out=$(count Skipped)
  unexpected=$(count 'Unexpected Pass')
  passed=$((passed + ${ok:-0}))
  failed=$((failed + ${fail:-0} + ${late:-0} + ${unexpected:-0}))
  skipped=$((skipped + ${left_out:-0}))
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
  # What one compiler's release build has shown once: statistics by every kernel, the study, the
  # command's reports.
  once="--no-suite slow --no-suite kernels --no-suite study"
  run_build clang clang++ "$once" -Dwerror=true -Dbenchmarks=false
  run_build no_rdkit g++ "$once" -Dwerror=true -Drdkit=disabled -Dbenchmarks=false -Dexamples=false
  echo "== valgrind"
  run_tests valgrind build/tests/release -t 20 \
    --wrapper "valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite" \
    options scores null_arguments bad_arrays bad_csv bad_molecules datasets inputs story formulas
  # gcc's warnings are not to be trusted in sanitized code: it raises false alarms there.
  sanitized="-Dbuildtype=debug -Doptimization=1 -Dbenchmarks=false -Dexamples=false"
  # shellcheck disable=SC2086
  run_build address g++ "--suite unit --suite capi --suite command" \
    -Db_sanitize=address,undefined $sanitized
  # What runs on threads.
  # shellcheck disable=SC2086
  run_build thread g++ "--suite threads" -Db_sanitize=thread $sanitized -Dcommand=false
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
