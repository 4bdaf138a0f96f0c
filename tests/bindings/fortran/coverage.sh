#!/bin/sh
# The module declares each function of graft.h and no other, and gives each status its number.
#   coverage.sh HEADER MODULE
set -eu
header=$1 module=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tr '\n' ' ' < "$header" | grep -o 'GRAFT_API [^(;]*graft_[a-z0-9_]* *(' |
  sed 's/.*[ *]\(graft_[a-z0-9_]*\) *(/\1/' | sort > "$work/header"
grep -o 'name="graft_[a-z0-9_]*")' "$module" | cut -d'"' -f2 | sort > "$work/module"
sed -n 's/^#define \(GRAFT_\(OK\|STOPPED\|UNCONVERGED\|ERROR_[A-Z]*\)\) \([0-9]*\).*/\1 \3/p' "$header" |
  sort > "$work/header_status"
sed -n 's/.*parameter, public :: \(graft_[a-z_]*\) = \([0-9]*\)$/\1 \2/p' "$module" |
  tr '[:lower:]' '[:upper:]' | sort > "$work/module_status"
for what in '' _status; do
  if ! diff "$work/header$what" "$work/module$what" > "$work/difference"; then
    echo "in graft.h (<) but not in the module (>), or the other way round:"
    grep '^[<>]' "$work/difference"
    exit 1
  fi
done
# What is declared is also called.
for name in $(cat "$work/module"); do
  short=c_${name#graft_}
  uses=$(grep -c "[^a-z_]$short(" "$module")
  [ "$uses" -gt 1 ] || { echo "$name is declared and not called"; exit 1; }
done
count=$(wc -l < "$work/header")
[ "$count" -ge 50 ] || { echo "only $count functions were found in $header"; exit 1; }
echo "$count functions declared and called, $(wc -l < "$work/header_status") status values"
