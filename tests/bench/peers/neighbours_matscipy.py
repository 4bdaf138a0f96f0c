#!/usr/bin/env python3
"""Finds the neighbours of the atoms that tests/bench/neighbours.cpp wrote, with matscipy (and ASE).

    neighbours --write atoms.txt
    python3 neighbours_matscipy.py atoms.txt --cutoff 6

Times are the processor's. matscipy gives pairs, distances, vectors and images by atom, as Graft does; it does not sort them by
distance. --ase times ASE's own list, written in NumPy, beside it.
"""

import argparse
import statistics
import time

import numpy as np
from matscipy.neighbours import neighbour_list


def timed(what, repeats, run):
    times = []
    for _ in range(repeats + 1):
        begin = time.process_time()
        pairs = len(run()[0])
        times.append(1e3 * (time.process_time() - begin))
    print(f"{what}: pairs {pairs}\nfirst_ms {times[0]:.0f}\nagain_ms {statistics.median(times[1:]):.0f}")


parser = argparse.ArgumentParser()
parser.add_argument("atoms")
parser.add_argument("--cutoff", type=float, default=6)
parser.add_argument("--repeats", type=int, default=5)
parser.add_argument("--ase", action="store_true")
arguments = parser.parse_args()
rows = np.loadtxt(arguments.atoms)
cell, positions = rows[:3], rows[3:]
pbc = [True] * 3
timed("matscipy", arguments.repeats,
      lambda: neighbour_list("ijDdS", positions=positions, cell=cell, pbc=pbc,
                             cutoff=arguments.cutoff))
if arguments.ase:
    from ase.neighborlist import primitive_neighbor_list

    timed("ase", 1, lambda: primitive_neighbor_list("ijDdS", pbc, cell, positions, arguments.cutoff))
