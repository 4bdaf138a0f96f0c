# What run.sh and tune.sh share: the pairs, the methods, and the settings that all methods have in
# common. Sourced by both, never run. Each variable can be set from outside.

: "${JOBS:=2}"
# Seeds (1: the seed 0; 0-1: these two) of the scaffold splits of all pairs, of the random ones, and of
# the further experiments.
: "${SEEDS:=0-1}" "${RANDOM_SEEDS:=1}" "${FURTHER_SEEDS:=1}"
# Networks: four members, each of which holds out another fourth of the training rows.
: "${MEMBERS:=4}" "${VALID_FRACTION:=0.25}" "${WIDTH:=128}" "${STEPS:=600}"
: "${LEARNING_RATE:=0.003}"
: "${SOURCE_ROWS:=5000}" "${TARGET_ROWS:=1000}"
: "${CONVENTIONAL:=scratch multitask finetune head_only distill gsp_distill}"
: "${OTHERS:=gate ridge gaussian_process stacked pc_prior select}"
methods="$CONVENTIONAL $OTHERS"

# What tuning chose for a method, "key=value,key=value"; nothing: the defaults.
tuned() {
  case $1 in
    finetune) echo layer_decay=0.5 ;;
    gate) echo layer_decay=0.7,source_batch=128,autoencoder_weight=0.1,consistency_weight=0.1,mapping_weight=0.1,distance_weight=0.1 ;;
    distill) echo distill_weight=10 ;;
    gsp_distill) echo distill_weight=0.1 ;;
    *) ;;
  esac
}

# number source value target value. The odd ones are for tuning, the even ones for confirming what was
# tuned. From 101 on sources that tell nothing of the target.
pairs='1 nist_tvap Tb_K chem_flash_serat Tflash_K
2 chem_crc_tb Tb_K chem_tc_iupac Tc_K
3 chem_hvap298 Hvap298_kJ_mol chem_hvap_tb HvapTb_kJ_mol
4 chem_crc_tb Tb_K chem_hvap_tb HvapTb_kJ_mol
5 nist_tvap Tb_K yaws_vp25 log10_P25_atm
6 nist_tvap Tb_K viscosity25 log10_eta25_mPas
7 nist_tvap Tb_K chem_hvap298 Hvap298_kJ_mol
8 chem_logp logP esol logS_mol_L
9 chem_logp logP freesolv dG_hyd_exp_kcal
10 henry log10_Hcp freesolv dG_hyd_exp_kcal
11 tddft_excitation E_exc_eV chromo_absmax_nm absmax_nm
12 pubchemqc_gap gap_eV tddft_excitation E_exc_eV
13 adme_HLM log_HLM adme_RLM log_RLM
14 chem_tm_open Tm_K esol logS_mol_L
15 ccs_MH CCS_A2 ccs_MNa CCS_A2
16 chem_logp logP lipophilicity logD74
101 chem_flash_serat Tflash_K chem_autoignition T_autoignition_K
102 pka_acidic pKa pka_basic pKa
103 lipophilicity logD74 pka_basic pKa'
# 12 and 16 have large molecules: they are left out to stay within hours.
: "${ALL:=1 2 3 4 5 6 7 8 9 10 11 13 14 15}"
: "${FOUR:=1 2 8 9}"  # of the experiments that are too many for all pairs
: "${CONTROLS:=101 102 103}"

# method NAME METHOD [key=value,...]: a method under a name, with what was tuned and then these.
method() {
  own=$(tuned "$2")
  printf ' --method %s=%s%s%s' "$1" "$2" "${own:+,$own}" "${3:+,$3}"
}
each_method() {
  for name in "$@"; do method "$name" "$name"; done
}

# evaluate FILE "NUMBERS" FLAGS...: these pairs, one after another, into $out/FILE. Runs that failed
# or have not converged are rows of the file; anything else ends the script.
evaluate() {
  file=$out/$1.csv numbers=$2
  shift 2
  for number in $numbers; do
    set_pair "$number"
    echo "== $file: $source -> $target" >&2
    code=0
    "$graft" evaluate --source "$data/molecules/$source.csv" --smiles smiles --value "$source_value" \
      --target "$data/molecules/$target.csv" --smiles smiles --value "$target_value" \
      --subsample-source "$SOURCE_ROWS" --subsample-target "$TARGET_ROWS" --test 0.2 \
      --seeds "$SEEDS" --jobs "$JOBS" --set "members=$MEMBERS" --set "valid_fraction=$VALID_FRACTION" \
      --set "width=$WIDTH" --set "steps=$STEPS" \
      --set "learning_rate=$LEARNING_RATE" --out "$file" "$@" || code=$?
    case $code in
      0 | 1 | 4) ;;
      *) exit "$code" ;;
    esac
  done
}

set_pair() {
  line=$(printf '%s\n' "$pairs" | grep "^$1 ") || { echo "there is no pair $1" >&2; exit 2; }
  IFS=' ' read -r number source source_value target target_value <<LINE
$line
LINE
}
