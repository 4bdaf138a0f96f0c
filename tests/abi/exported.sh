#!/bin/sh
# The library exports the functions that graft.h declares, each under its version, and nothing else.
#   exported.sh NM LIBRARY HEADER
set -eu
nm=$1 library=$2 header=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tr '\n' ' ' < "$header" | grep -o 'GRAFT_API [^(;]*graft_[a-z0-9_]* *(' |
  sed 's/.*[ *]\(graft_[a-z0-9_]*\) *(/\1/' | sort > "$work/declared"
"$nm" -D --defined-only "$library" | awk '{ print $NF }' > "$work/all"
# The version itself, GRAFT_0.1, stands in the table as an absolute symbol.
grep -v '^GRAFT_[0-9.]*$' "$work/all" | sed 's/@@GRAFT_[0-9.]*$//' | sort > "$work/exported"

count=$(wc -l < "$work/declared")
if [ "$count" -lt 50 ]; then
  echo "only $count functions were found in $header: this script no longer reads it"
  exit 1
fi
if ! diff "$work/declared" "$work/exported" > "$work/difference"; then
  echo "declared in graft.h (<) but not exported (>), or the other way round:"
  grep '^[<>]' "$work/difference"
  exit 1
fi
if grep -v '@@GRAFT_[0-9.]*$' "$work/all" | grep -v '^GRAFT_[0-9.]*$'; then
  echo "these symbols have no version"
  exit 1
fi
echo "$count functions declared and exported"
