# A Python program with the module beside it.
python=/usr/bin/python3
"$python" -c 'import numpy' 2> /dev/null || python=python3
"$python" -c 'import numpy' 2> /dev/null || skip "there is no NumPy"
cp "$here/../../bindings/python/graft.py" .
PYTHONPATH=$PWD "$python" -B "$here/program.py" > printed 2>&1 || fail "the program fails: $(cat printed)"
cat printed
grep -q "^graft $version predicts" printed || fail "the program runs with another library"
