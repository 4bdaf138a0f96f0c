#!/bin/sh
# Products are exact to f32 whatever the host or its user has chosen for all of oneDNN: by its own
# account no product has a mathematics mode of the process's.
#   math_mode.sh PROGRAM    one that computes some products
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for mode in BF16 F16 ANY; do
  ONEDNN_VERBOSE=1 DNNL_VERBOSE=1 \
    ONEDNN_DEFAULT_FPMATH_MODE=$mode DNNL_DEFAULT_FPMATH_MODE=$mode "$1" > "$work/told" 2>&1
  products=$(grep -c '_verbose,.*exec,cpu,matmul' "$work/told" || true)
  if [ "$products" = 0 ]; then
    echo "this oneDNN tells nothing"
    exit 77
  fi
  if grep '_verbose,.*exec,cpu,matmul' "$work/told" | grep -m 3 fpmath; then
    echo "with $mode products are computed in another mode than strict"
    exit 1
  fi
done
echo "$products products, all of them strict"
