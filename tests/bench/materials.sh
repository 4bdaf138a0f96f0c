#!/bin/sh
# The material studies of the PC prior: each prints its table and appends to a CSV in the folder OUT.
#
#   tests/bench/materials.sh GRAFT DATA OUT [fidelity|fidelity_pbe|hoip|expt|controls]...
#
# GRAFT: the command; DATA: the folder with materials/*.csv and molecules/*.csv; a study that is
# started again goes on where it was stopped.
set -eu
graft=$1 data=$2 out=$3
shift 3
m=$data/materials
mkdir -p "$out"
one_network="--set members=1 --set valid_fraction=0.1"
pbe="--source $m/fidelity_pbe.csv --formula formula --value gap_pbe_eV"

fidelity() {  # 100 rows of HSE06, shared compositions taken out of the source
  "$graft" evaluate $pbe \
    --target "$m/fidelity_hse06.csv" --formula formula --value gap_hse06_eV \
    --methods pc_prior,scratch,target_only,finetune,source_only --split random --test 0.2 \
    --train-rows 100 --seeds 0-9 --set source_steps=3000 $one_network --out "$out/fidelity.csv"
}

fidelity_pbe() {  # the same with each material's own PBE value as one more feature
  python3 - "$m" "$out/hse06_with_pbe.csv" <<'PY'
import csv, sys
folder, out = sys.argv[1:]
pbe = {row["mp_id"]: row["gap_pbe_eV"] for row in csv.DictReader(open(folder + "/fidelity_pbe.csv"))}
with open(out, "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["mp_id", "formula", "gap_hse06_eV", "gap_pbe_eV"])
    for row in csv.DictReader(open(folder + "/fidelity_hse06.csv")):
        if row["mp_id"] in pbe:
            writer.writerow([row["mp_id"], row["formula"], row["gap_hse06_eV"], pbe[row["mp_id"]]])
PY
  "$graft" evaluate $pbe \
    --target "$out/hse06_with_pbe.csv" --formula formula --value gap_hse06_eV --extra gap_pbe_eV \
    --methods pc_prior --split random --test 0.2 --train-rows 100 --seeds 0-9 \
    --set source_steps=3000 $one_network --out "$out/fidelity_pbe.csv"
}

hoip() {  # 30 descriptors, 20 and 40 rows of HSE06, 50 draws
  columns=$(head -n 1 "$m/hoip_pbe_descriptors.csv" | cut -d, -f4-33)
  "$graft" evaluate \
    --source "$m/hoip_pbe_descriptors.csv" --features "$columns" --value gap_pbe_eV \
    --target "$m/hoip_hse06_descriptors.csv" --features "$columns" --value gap_hse06_eV \
    --methods pc_prior,target_only,finetune,head_only --split random --test 0.3 \
    --train-rows 20,40 --seeds 0-49 --set chains=2 --set finetune:network=small \
    --set head_only:network=small $one_network --out "$out/hoip.csv"
}

expt() {  # the five matbench folds; steps were chosen by held-out rows of fold 1's training part
  "$graft" evaluate --source "$m/mp_gap.csv" --formula formula --value gap_pbe_eV \
    --target "$m/expt_gap.csv" --formula formula --value gap_expt_eV \
    --methods pc_prior --split column:matbench_fold --seeds 1 --set members=8 \
    --set source_members=2 --set steps=4000 --set source_steps=6000 --set batch=128 --set valid_fraction=0.1 \
    --out "$out/expt.csv"
}

controls() {  # sources that tell nothing
  "$graft" evaluate --source "$m/log_gvrh.csv" --formula formula --value log10_G_GPa \
    --target "$m/phonons.csv" --formula formula --value last_phdos_peak_cm1 \
    --methods scratch,target_only,pc_prior --split random --test 0.2 --seeds 0-4 \
    --set source_steps=3000 $one_network --set scratch:members=4 --out "$out/control_phonons.csv"
  "$graft" evaluate --source "$data/molecules/chem_flash_serat.csv" --smiles smiles --value Tflash_K \
    --target "$data/molecules/chem_autoignition.csv" --smiles smiles --value T_autoignition_K \
    --methods scratch,target_only,pc_prior --split random --test 0.2 --seeds 0-4 \
    $one_network --set scratch:members=4 --out "$out/control_autoignition.csv"
}

for study in "${@:-fidelity fidelity_pbe hoip expt controls}"; do
  for one in $study; do
    echo "== $one"
    $one
  done
done
