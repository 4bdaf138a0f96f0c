#!/bin/sh
# The wheel is built without a network, installed in an environment of its own and used there.
#   wheel.sh PYTHON FOLDER_OF_THE_MODULE VERSION          GRAFT_LIBRARY names the library
set -eu
python=$1 folder=$2 version=$3
for module in mesonpy pip numpy; do
  "$python" -c "import $module" 2> /dev/null || { echo "there is no Python module $module"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly() { "$@" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }
export PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1

cp -R "$folder" "$work/source" # mesonpy builds beside its source
quietly "$python" -m pip wheel --no-build-isolation --no-deps -w "$work" "$work/source"
wheel=$work/graft_transfer-$version-py3-none-any.whl
[ -e "$wheel" ] || { ls "$work"; echo "the wheel has another name, version or platform"; exit 1; }
quietly "$python" -m venv --without-pip --system-site-packages "$work/env"
quietly "$python" -m pip --python "$work/env/bin/python" install --no-deps "$wheel"
cd "$work"
unset PYTHONPATH
env/bin/python - << 'PROGRAM'
import os
import graft, numpy as np
assert os.path.realpath(graft.__file__).startswith(os.path.realpath("env")), graft.__file__
x = np.arange(40.0).reshape(20, 2) % 7
mean, model_sd, noise_sd = graft.fit("ridge", graft.Dataset.from_features(x, x @ [1, 2])).predict(x[:3])
print("graft", graft.version(), "predicts", mean)
PROGRAM
# Without the library the module says what to do.
GRAFT_LIBRARY=/nowhere/libgraft.so env/bin/python -c 'import graft' 2> log && exit 1
grep -q "ImportError: .*GRAFT_LIBRARY" log || { cat log; exit 1; }
