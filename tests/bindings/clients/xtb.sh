#!/bin/sh
# The client of xtb at a small size: xtb's energies are its own and the same again, fits with and
# without them come out, and what is wrong is said.
#   xtb.sh PROGRAM DATA
set -eu
program=$1 data=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_NUM_THREADS=1
fail() {
  echo "$*"
  exit 1
}

mkdir "$work/first" "$work/second"
"$program" "$data" "$work/first" 10 1 10 > "$work/out" || fail "the client fails"
cat "$work/out"
grep -q "^xtb computed 10 of 10 solvation energies" "$work/out" || fail "xtb computed something else"
for method in scratch gaussian_process stacked finetune gate; do
  [ "$(grep -c "^  $method  *[0-9]" "$work/out")" = 2 ] || fail "$method is not compared twice"
done
grep -q "^  eucalyptol .* [0-9][0-9]* +- *[0-9]" "$work/out" || fail "named molecules are not predicted"
[ -s "$work/first/flash.graft" ] || fail "there is no model file"

# Energies of solvation in kcal/mol: each within reason, none that was never computed, not all the same.
awk -F, 'NR > 1 && ($2 < -40 || $2 > 10 || $2 == 0) { bad = 1 }
  NR > 2 && $2 != last { differ = 1 }
  { last = $2 }
  END { exit bad || !differ || NR != 11 }' "$work/first/solvation.csv" || {
  cat "$work/first/solvation.csv"
  fail "these are no solvation energies"
}

# A second run takes the table from there, and gives the same to the last digit.
cp "$work/first/solvation.csv" "$work/second"
"$program" "$data" "$work/second" 10 1 10 > "$work/again" || fail "the second run fails"
grep -q "xtb computed" "$work/again" && fail "the table was not used"
grep -v "xtb computed" "$work/out" | diff - "$work/again" || fail "the second run differs"
cmp "$work/first/flash.graft" "$work/second/flash.graft" || fail "the model files differ"

"$program" "$work/nowhere" "$work/first" > "$work/out" 2>&1 && fail "data that are not there"
grep -q "nowhere" "$work/out" || fail "the message does not say which"
exit 0
