#!/bin/sh
# The simulation gives the same bits on any number of ranks and threads as on one of each.
#   simulation.sh MPIRUN PROGRAM
set -eu
mpirun=$1 program=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A container's root, and more ranks than cores, by the variables of Open MPI 4 and 5.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe

for ranks in 1 2 4; do
  for threads in 1 3; do
    folder=$work/$ranks.$threads
    mkdir "$folder"
    OMP_NUM_THREADS=$threads "$mpirun" -n $ranks "$program" "$folder" > "$folder/out" 2>&1 || {
      cat "$folder/out"
      echo "$ranks ranks of $threads threads fail"
      exit 1
    }
    grep -q "^ranks $ranks, threads $threads each" "$folder/out" || {
      cat "$folder/out"
      echo "$ranks ranks of $threads threads were wanted"
      exit 1
    }
    for file in trajectory.txt three_body.graft; do
      cmp "$work/1.1/$file" "$folder/$file" || exit 1
    done
  done
done
cat "$work/1.1/out"

# It has learned something: its error is less than the deviation of what it predicts.
awk '/exact, deviation/ { deviation = $3 } /predicted, error/ { error = $3 }
  END { exit !(error > 0 && error < deviation / 2) }' "$work/1.1/out" || {
  echo "nothing was learned"
  exit 1
}
# A model file that is not there ends all ranks.
if "$mpirun" -n 2 "$program" "$work/nowhere" > "$work/out" 2>&1; then
  echo "a folder that is not there was no error"
  exit 1
fi
grep -q "nowhere" "$work/out"
