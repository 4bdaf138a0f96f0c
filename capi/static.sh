#!/bin/sh
# Makes the static library: one object in which every name is local but those of the version script,
# so that a program's own copies of Eigen or the JSON library, of other versions or for other
# instruction sets, are never taken for ours. A plain archive would leave that choice to the linker.
#   static.sh MAP NM OBJCOPY AR OUTPUT ARCHIVE OBJECT... -- COMPILER...
set -eu
map=$1 nm=$2 objcopy=$3 ar=$4 output=$5 archive=$6
shift 6
objects=
while [ "$1" != -- ]; do
  objects="$objects $1"
  shift
done
shift
# Groups are what the linker would merge by name, whatever is local.
# shellcheck disable=SC2086
"$@" -r -nostdlib -Wl,--force-group-allocation -o "$output.o" \
  -Wl,--whole-archive "$archive" -Wl,--no-whole-archive $objects
sed -n 's/^ *\(graft_[a-z0-9_]*\);$/\1/p' "$map" > "$output.names"
# Statics of inline functions, which GNU calls unique, only become local by way of weak.
"$nm" "$output.o" | awk '$2 == "u" { print $3 }' > "$output.unique"
"$objcopy" --weaken-symbols="$output.unique" "$output.o"
"$objcopy" --keep-global-symbols="$output.names" "$output.o"
rm -f "$output"
"$ar" rcs "$output" "$output.o"
rm "$output.o" "$output.names" "$output.unique"
