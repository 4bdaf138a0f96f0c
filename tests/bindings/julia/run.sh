#!/bin/sh
# Runs a program of Julia with this tree's package, as a test: skipped where there is no julia, which
# in CI is a failure.
#   run.sh FOLDER PACKAGE ARGUMENT...
set -u
folder=$1 package=$2
shift 2
if ! julia=$(sh "$(dirname "$0")/get_julia.sh" "$folder/julia"); then
  [ "${CI:-}" != true ] || exit 1
  exit 77
fi
# What Julia compiles and remembers stays here, too.
export JULIA_DEPOT_PATH="$folder/depot" JULIA_LOAD_PATH="$package:@stdlib" JULIA_HISTORY=/dev/null
exec "$julia" --startup-file=no --color=no "$@"
