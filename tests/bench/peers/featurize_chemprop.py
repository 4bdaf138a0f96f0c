#!/usr/bin/env python3
"""Times reading SMILES and making molecule graphs with RDKit and chemprop.

Microseconds per molecule on one core, median over --repeat passes over the
file, for

    rdkit_parse     Chem.MolFromSmiles, called from Python
    chemprop        Chem.MolFromSmiles and SimpleMoleculeMolGraphFeaturizer
                    with the atom features of chemprop's first version
    chemprop_cuik   the same features from chemprop's C++ featuriser, SMILES
                    handed over 64 at a time, where that is installed

Example:

    python3 featurize_chemprop.py esol.csv lipophilicity.csv
"""

import argparse
import csv
import statistics
import time

import torch
from chemprop.featurizers import MultiHotAtomFeaturizer, SimpleMoleculeMolGraphFeaturizer
from rdkit import Chem, RDLogger


def read_smiles(path, column):
    with open(path, newline="", encoding="utf-8") as stream:
        smiles = [row[column] for row in csv.DictReader(stream)]
    return [s for s in smiles if Chem.MolFromSmiles(s) is not None]


def cuik(batch):
    """chemprop's featuriser in C++, or the reason why there is none."""
    try:
        from chemprop.featurizers import CuikmolmakerMolGraphFeaturizer
        featurizer = CuikmolmakerMolGraphFeaturizer(atom_featurizer_mode="V1")
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"

    def run(smiles):
        for start in range(0, len(smiles), batch):
            featurizer(smiles[start:start + batch])

    return run, None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("csv", nargs="+")
    parser.add_argument("--smiles-column", default="smiles")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--batch", type=int, default=64, help="for chemprop_cuik")
    args = parser.parse_args()
    torch.set_num_threads(1)
    RDLogger.DisableLog("rdApp.*")

    featurizer = SimpleMoleculeMolGraphFeaturizer(
        atom_featurizer=MultiHotAtomFeaturizer.v1())

    def parse(smiles):
        for s in smiles:
            Chem.MolFromSmiles(s)

    def chemprop(smiles):
        for s in smiles:
            featurizer(Chem.MolFromSmiles(s))

    jobs = {"rdkit_parse": parse, "chemprop": chemprop}
    in_cpp, reason = cuik(args.batch)
    if in_cpp:
        jobs["chemprop_cuik"] = in_cpp
    else:
        print(f"chemprop_cuik left out: {reason}")

    for path in args.csv:
        smiles = read_smiles(path, args.smiles_column)
        atoms = statistics.fmean(Chem.MolFromSmiles(s).GetNumAtoms() for s in smiles)
        print(f"{path}: {len(smiles)} molecules, {atoms:.1f} atoms on average")
        for name, job in jobs.items():
            job(smiles[:200])
            times = []
            for _ in range(args.repeat):
                start = time.perf_counter()
                job(smiles)
                times.append((time.perf_counter() - start) * 1e6 / len(smiles))
            print(f"{name} us_per_molecule median={statistics.median(times):.1f} "
                  f"min={min(times):.1f}", flush=True)


if __name__ == "__main__":
    main()
