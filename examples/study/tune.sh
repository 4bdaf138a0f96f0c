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
[ $# -gt 0 ] || set -- $CONVENTIONAL gate ridge gaussian_process stacked pc_prior

# Eight a method. What trains networks has four of training in common and four of its own kind.
training="defaults= slow=learning_rate=0.0005 fast=learning_rate=0.002 decay=weight_decay=0.01"
candidates() {
  case $1 in
    gate) own="weak=consistency_weight=0.3,mapping_weight=0.3 fade=source_fade=0.5
               strong=consistency_weight=3,mapping_weight=3 joint=source_start=0" ;;
    multitask) own="few=source_batch=32 many=source_batch=128 small=latent=32 large=latent=128" ;;
    finetune) own="graded=layer_decay=0.7 gradual=unfreeze=0.5
               short=source_steps=$((STEPS / 2)) long=source_steps=$((2 * STEPS))" ;;
    head_only) own="few=batch=32 many=batch=128
               short=source_steps=$((STEPS / 2)) long=source_steps=$((2 * STEPS))" ;;
    distill | gsp_distill) own="lightest=distill_weight=0.1 light=distill_weight=0.3
               heavy=distill_weight=3 heaviest=distill_weight=10" ;;
    pc_prior) own="near=pc_limit=1 far=pc_limit=10 chosen=pc_limit=0 shaped=pc_head=g_prior" ;;
    *) own="few=batch=32 many=batch=128 small=latent=32 large=latent=128" ;;
  esac
  case $1 in
    ridge | gaussian_process | stacked)
      echo "defaults= atoms=radius=0 r1=radius=1 r3=radius=3 r4=radius=4 r5=radius=5 r6=radius=6" \
        "linear=kernel=linear" ;;
    *) echo $training $own ;;
  esac
}

evaluate tune "$TUNING" --validation --split scaffold --train-rows 100,all \
  $(for name in "$@"; do
      for candidate in $(candidates "$name"); do
        method "$name+${candidate%%=*}" "$name" "${candidate#*=}"
      done
    done)
