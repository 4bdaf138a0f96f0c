"""Writes the golden files of the library's present format, once, when the format is new:

    PYTHONPATH=bindings/python GRAFT_LIBRARY=build/capi/libgraft.so \
      python3 tests/unit/model/golden/write.py

Files that are there are never written again.
"""
import csv
import os

import numpy as np

import graft

FOLDER = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(FOLDER, "../../../../examples/data")
SMALL = dict(seed=5, depth=2, width=2, encoder_width=3, latent=3, members=2, steps=60, epoch_steps=10,
             batch=8, source_batch=8, source_steps=60, source_members=1, draws=20, chains=2,
             adaptation=40, samples=40, max_depth=5, hidden="3")


def molecules(name, column, rows, property, unit):
    whole = graft.Dataset.from_csv(os.path.join(DATA, name), smiles="smiles", target=column)
    return whole[rows].set_property(property, unit)


def vectors(rows, seed, shift, property, unit):
    x = np.round(np.random.default_rng(seed).normal(size=(rows, 3)) * 64) / 64
    y = np.sin(x[:, 0]) + x[:, 1] * x[:, 2] + shift * x[:, 0] + 3
    s = graft.Dataset.from_features(x, y, columns=["alpha", "beta", "gamma"])
    return s.set_property(property, unit)


def write(kind, model, asked, header, cells):
    version = model["format"]
    path = os.path.join(FOLDER, f"v{version}_{kind}")
    if os.path.exists(path + ".graft"):
        return
    model.save(path + ".graft")
    mean, model_sd, _ = model.predict(asked)
    low, high = model.quantiles(asked, [0.1, 0.9]).T
    with open(path + ".csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header + ["mean", "model_sd", "q10", "q90"])
        for cell, *values in zip(cells, mean, model_sd, low, high):
            table.writerow(list(cell) + [f"{v:.12g}" for v in values])


def main():
    target = molecules("boiling_points.csv", "boiling_point_K", slice(100, 124), "boiling point", "K")
    source = molecules("flash_points.csv", "flash_point_K", slice(0, 40), "flash point", "K")
    smiles = ["CCCCCO", "Nc1ccccc1", "CC(C)=O", "C1CCCCC1", "ClCCl", "OCCO"]
    for method, sources in (("scratch", []), ("pc_prior", source), ("stacked", source)):
        write(f"smiles_{method}", graft.fit(method, target, sources, **SMALL), smiles, ["smiles"],
              [[s] for s in smiles])
    target = vectors(24, 1, 0.2, "boiling point", "K")
    source = vectors(60, 2, 0, "polarity", "")
    asked = vectors(6, 3, 0, "", "")
    for method, sources in (("gate", source), ("pc_prior", source), ("gaussian_process", [])):
        write(f"features_{method}", graft.fit(method, target, sources, **SMALL), asked,
              ["alpha", "beta", "gamma"], asked.features.tolist())


main()
