#!/bin/sh
# The study: methods of transfer compared over pairs of molecular properties.
#
#   examples/study/run.sh GRAFT DATA OUT [PART]...
#
# GRAFT: the command in its build folder; DATA: the folder with molecules/*.csv; OUT: where the results
# are written. Parts: main leaky curves ablation noise extrapolation stopping controls stability toy report;
# all unless some are named. A part that is started again goes on where it was stopped. Pairs, methods,
# seeds and settings: settings.sh.
set -eu
[ $# -ge 3 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
graft=$1 data=$2 out=$3
shift 3
. "$(dirname "$0")/settings.sh"
programs=$(dirname "$graft")/..  # where the examples are built
mkdir -p "$out"

main() {
  evaluate main "$ALL" $(each_method $methods) --split scaffold --train-rows 100,all
  SEEDS=$RANDOM_SEEDS
  evaluate main "$ALL" $(each_method $methods) --split random --train-rows 100,all
}

leaky() {  # test molecules stay in the source
  evaluate leaky "$ALL" $(each_method multitask finetune gate) --split scaffold --train-rows all \
    --keep-test-in-source
}

curves() {  # main.csv has 100 and all rows
  evaluate curves "$FOUR" $(each_method $methods) --split scaffold --train-rows 30,300
}

ablation() {  # main.csv has the whole gate
  none=autoencoder_weight=0,consistency_weight=0,mapping_weight=0,distance_weight=0
  evaluate ablation "$FOUR" --split scaffold --train-rows 100,all \
    $(for loss in autoencoder consistency mapping distance; do
        method "no_$loss" gate "${loss}_weight=0"
      done) \
    $(method no_consistency_distance gate consistency_weight=0,distance_weight=0) \
    $(method regression_only gate "$none") $(method untied gate tied_start=0) \
    $(method joint gate source_start=0) \
    $(method own_route gate routes=own) $(method unbounded gate overshoot=1e9) \
    $(method mean_pooling gate pooling=mean)
}

noise() {  # main.csv has the clean labels
  for deviations in 2 5 10; do
    evaluate noise "$FOUR" --split random --train-rows all --label-noise "0.05:$deviations" \
      $(for name in scratch multitask finetune gate; do
          method "$name+${deviations}sd" "$name"
        done)
  done
}

extrapolation() {  # the top fifth of the property held out
  evaluate extrapolation "$FOUR" $(each_method $methods) --split top --train-rows all
}

stopping() {  # is it early stopping that helps? main.csv has the best state of each member
  longer=steps=$((3 * STEPS))
  evaluate stopping "$FOUR" --split scaffold --train-rows 100 \
    $(for name in scratch multitask finetune gate; do
        method "$name+last" "$name" valid_fraction=0
        method "$name+long" "$name" "$longer"
        method "$name+long_last" "$name" "$longer,valid_fraction=0"
      done)
}

controls() {  # sources that tell nothing
  # With the same settings for all: select gives its own to each candidate.
  evaluate controls "$CONTROLS" --methods scratch,select --split random,scaffold --train-rows 100
}

latents() {  # TARGET:VALUE SOURCE:VALUE...: finished when its file is there
  file=$out/stability_${1%%:*}.csv
  [ ! -e "$file" ] || { echo "$file is there" >&2; return; }
  for word in "$@"; do
    set -- "$@" "$data/molecules/${word%%:*}.csv:${word#*:}"
    shift
  done
  "$programs/stability" "$file.part" "$@" "valid_fraction=$VALID_FRACTION" "width=$WIDTH" \
    "steps=$STEPS" "learning_rate=$LEARNING_RATE" "source_rows=$SOURCE_ROWS" "target_rows=$TARGET_ROWS"
  mv "$file.part" "$file"
}

stability() {  # does the target's latent geometry stay when the source is another?
  latents chem_flash_serat:Tflash_K nist_tvap:Tb_K chem_crc_tb:Tb_K chem_logp:logP \
    chem_hvap298:Hvap298_kJ_mol
  latents esol:logS_mol_L chem_logp:logP nist_tvap:Tb_K chem_tm_open:Tm_K lipophilicity:logD74
}

report() {  # one page: main and curves, predictions and two models of the first pair
  evaluate predicted 1 $(each_method scratch multitask finetune gate stacked) --split random,scaffold \
    --train-rows all --predictions "$out/predictions.csv"
  set_pair 1
  graft=$(realpath "$graft") data=$(realpath "$data")
  set -- --target "$data/molecules/$target.csv" --smiles smiles --value "$target_value" \
    --source "$data/molecules/$source.csv" --smiles smiles --value "$source_value"
  for name in gate pc_prior; do
    [ -e "$out/$name.graft" ] || "$graft" fit --method "$name" "$@" --set "members=$MEMBERS" \
      --set "width=$WIDTH" --set "steps=$STEPS" --set "learning_rate=$LEARNING_RATE" \
      --out "$out/$name.graft"
  done
  # Models are named as they lie in this folder: the page is to hold no path.
  (cd "$out" && awk 'FNR > 1 || NR == 1' $(ls main.csv curves.csv 2> /dev/null) > report.csv &&
    "$graft" report --results report.csv --predictions predictions.csv \
    --title "Transfer between molecular properties" --model gate.graft --model pc_prior.graft "$@" \
    --out report.html)
}

toy() {  # in two dimensions
  "$programs/toy" "$out/toy.svg" "$out/toy.csv"
}

[ $# -gt 0 ] ||
  set -- main leaky curves ablation noise extrapolation stopping controls stability toy report
scaffold_seeds=$SEEDS
for part in "$@"; do
  SEEDS=$FURTHER_SEEDS
  case $part in main | controls) SEEDS=$scaffold_seeds ;; esac
  case $part in
    main | leaky | curves | ablation | noise | extrapolation | stopping | controls) "$part" ;;
    stability | toy | report) "$part" ;;
    *) echo "there is no part '$part'" >&2; exit 2 ;;
  esac
done
