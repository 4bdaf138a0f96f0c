#!/bin/sh
# Settings for the study, chosen on the odd pairs and on validation rows alone: no row that the study
# tests is looked at. Each method has the same number of candidates.
#
#   examples/study/tune.sh GRAFT DATA OUT [METHOD]...
#
# Writes OUT/tune.csv; summarise.py --tune OUT/tune.csv says what is best. The choice goes into
# settings.sh, function tuned.
set -eu
[ $# -ge 3 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
graft=$1 data=$2 out=$3
shift 3
. "$(dirname "$0")/settings.sh"
mkdir -p "$out"
: "${TUNING:=1 3 5 7 9 11 13 15}"
[ $# -gt 0 ] || set -- scratch multitask finetune head_only distill gsp_distill gate

# Eight a method: four of the training, which all have, and four of its own kind.
candidates() {
  echo "defaults= slow=learning_rate=0.0005 fast=learning_rate=0.002 decay=weight_decay=0.01"
  case $1 in
    gate)
      echo "weak=consistency_weight=0.3,mapping_weight=0.3 strong=consistency_weight=3,mapping_weight=3"
      echo "near=perturbation_size=0.02 far=perturbation_size=0.2" ;;
    multitask)
      echo "few=source_batch=32 many=source_batch=128 small=latent=32 large=latent=128" ;;
    finetune | head_only)
      echo "graded=layer_decay=0.7 gradual=unfreeze=0.5 short=source_steps=$((STEPS / 2))"
      echo "long=source_steps=$((2 * STEPS))" ;;
    *)
      echo "few=batch=32 many=batch=128 small=latent=32 large=latent=128" ;;
  esac
}

evaluate tune "$TUNING" --validation --split scaffold --train-rows 100,all \
  $(for name in "$@"; do
      for candidate in $(candidates "$name"); do
        method "$name+${candidate%%=*}" "$name" "${candidate#*=}"
      done
    done)
