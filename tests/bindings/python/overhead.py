"""What the module costs: the time of predicting one row of features by it, over that of the C call,
in turns within one run; the median of many turns. Time of this thread: others may be at work.

    overhead.py LIBRARY_WITH_THE_C_LOOP
"""
import ctypes
import statistics
import sys
import time

import graft
import numpy as np

TURNS, CALLS = 401, 100

rng = np.random.default_rng(1)
x = rng.normal(size=(16, 4))
model = graft.fit("scratch", graft.Dataset.from_features(x, x[:, 0] + np.sin(x[:, 1])), members=1,
                  steps=60, epoch_steps=10, width=16, encoder_width=16, latent=8, batch=8,
                  valid_fraction=0.1)
in_c = ctypes.CDLL(sys.argv[1]).seconds_in_c
in_c.restype = ctypes.c_double
in_c.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64]
one, out = x[:1].copy(), np.empty((3, 1))


def by_module():
    model.predict(one)


def into_an_array():
    model.predict(one, out=out)


def seconds(call):
    start = time.thread_time()
    for _ in range(CALLS):
        call()
    return time.thread_time() - start


for name, call in (("one row", by_module), ("one row into an array of the caller's", into_an_array)):
    ratios, bare = [], []
    for _ in range(TURNS):
        by_python = seconds(call)
        bare.append(in_c(model, one.ctypes.data, one.shape[1], CALLS))
        ratios.append(by_python / bare[-1])
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(f"{name} by Python over C: {middle:.3f}, quartiles {low:.3f} and {high:.3f}; "
          f"C {1e6 * statistics.median(bare) / CALLS:.2f} us")
