#!/bin/sh
# graft.hpp calls each function of graft.h and no other.
#   coverage.sh INCLUDE_FOLDER
set -eu
include=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tr '\n' ' ' < "$include/graft.h" | grep -o 'GRAFT_API [^(;]*graft_[a-z0-9_]* *(' |
  sed 's/.*[ *]\(graft_[a-z0-9_]*\) *(/\1/' | sort > "$work/header"
# Called, or given to what calls it; types and what a comment names do not count.
sed 's|//.*||' "$include"/graft.hpp "$include"/graft/*.hpp | grep -o 'graft_[a-z0-9_]*' | sort -u |
  grep -vxE 'graft_(api|status|progress|context|options|dataset|fitter|model)' > "$work/called"
if ! diff "$work/header" "$work/called" > "$work/difference"; then
  echo "in graft.h (<) but not called in graft.hpp, or the other way round (>):"
  grep '^[<>]' "$work/difference"
  exit 1
fi
count=$(wc -l < "$work/header")
[ "$count" -ge 50 ] || { echo "only $count functions were found in $include/graft.h"; exit 1; }
echo "$count functions, each called"
