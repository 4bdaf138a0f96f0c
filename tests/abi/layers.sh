#!/bin/sh
# Each layer includes only itself and the layers to its left, and the two large dependencies are
# each known to one file.
#   layers.sh SOURCE_ROOT
set -eu
cd "$1"
layers="base tensor chem data nn bayes model transfer capi"
failed=0
complain() {
  echo "$*"
  failed=1
}

for folder in src/*/; do
  case " $layers " in
    *" $(basename "$folder") "*) ;;
    *) complain "$folder is not among the layers: $layers" ;;
  esac
done

seen=0
allowed=
for layer in $layers; do
  allowed="$allowed $layer"
  folder=src/$layer
  [ "$layer" = capi ] && folder=capi
  [ -d "$folder" ] || continue
  for file in $(find "$folder" -name '*.[chi]pp' -o -name '*.inc'); do
    seen=$((seen + 1))
    for included in $(sed -n 's|^ *# *include *"\([^"]*/\)[^"/]*".*|\1|p' "$file" | sort -u); do
      case "$allowed " in
        *" ${included%%/*} "*) ;;
        *) complain "$file includes from $included, which is not among:$allowed" ;;
      esac
    done
  done
done
# floors LAYER FLOOR...: the rooms of a layer. Each includes only those of its own floor, "a,b", and
# of the floors to its left.
floors() {
  layer=$1 allowed=
  shift
  for rooms in "$@"; do
    allowed="$allowed $(echo "$rooms" | tr , ' ')"
    for room in $(echo "$rooms" | tr , ' '); do
      [ -d "src/$layer/$room" ] || complain "src/$layer/$room is gone"
      for included in $(grep -hoE "^ *# *include *\"$layer/[a-z_]+/" "src/$layer/$room"/*.[chi]pp |
        sed "s|.*\"$layer/||; s|/||" | sort -u); do
        case "$allowed " in
          *" $included "*) ;;
          *) complain "src/$layer/$room includes from $layer/$included, which is not among:$allowed" ;;
        esac
      done
    done
  done
  for folder in "src/$layer"/*/; do
    case "$allowed " in
      *" $(basename "$folder") "*) ;;
      *) complain "$folder is on no floor:$allowed" ;;
    esac
  done
}
floors bayes math chains priors,weighing linear,networks
floors transfer fit networks posterior methods

[ "$seen" -gt 40 ] || complain "only $seen files were found"

# only FILE PATTERN: no other file includes what the pattern names.
only() {
  for file in $(grep -rlE "^ *# *include *[<\"]$2" src capi include); do
    [ "$file" = "$1" ] || complain "$file includes what only $1 may: $2"
  done
  grep -qE "^ *# *include *[<\"]$2" "$1" || complain "$1 no longer includes $2"
}
only src/chem/smiles_rdkit.cpp '(GraphMol|RDGeneral|RDKit)/'
only src/tensor/matmul.cpp '(oneapi|dnnl)'

[ "$failed" = 0 ] && echo "$seen files keep to their layers"
exit "$failed"
