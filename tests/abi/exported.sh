#!/bin/sh
# The library exports the functions that graft.h declares, each listed in the version script under
# its version, and nothing else.
#   exported.sh NM LIBRARY HEADER MAP
set -eu
nm=$1 library=$2 header=$3 map=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tr '\n' ' ' < "$header" | grep -o 'GRAFT_API [^(;]*graft_[a-z0-9_]* *(' |
  sed 's/.*[ *]\(graft_[a-z0-9_]*\) *(/\1/' | sort > "$work/declared"
sed -n 's/^ *\(graft_[a-z0-9_]*\);$/\1/p' "$map" | sort > "$work/listed"
"$nm" -D --defined-only "$library" | awk '{ print $NF }' > "$work/all"
# A version itself, GRAFT_0.2, stands in the table as an absolute symbol.
grep -v '^GRAFT_[0-9.]*$' "$work/all" | sed 's/@@GRAFT_[0-9.]*$//' | sort > "$work/exported"

count=$(wc -l < "$work/declared")
if [ "$count" -lt 50 ]; then
  echo "only $count functions were found in $header: this script no longer reads it"
  exit 1
fi
for other in listed exported; do
  if ! diff "$work/declared" "$work/$other" > "$work/difference"; then
    echo "declared in graft.h (<) but not $other (>), or the other way round:"
    grep '^[<>]' "$work/difference"
    exit 1
  fi
done
if grep -v '@@GRAFT_[0-9.]*$' "$work/all" | grep -v '^GRAFT_[0-9.]*$'; then
  echo "these symbols have no version"
  exit 1
fi
if grep -q '\*;' "$map" && ! grep -q 'local: \*;' "$map"; then
  echo "the version script exports by pattern"
  exit 1
fi
echo "$count functions declared, listed and exported"
