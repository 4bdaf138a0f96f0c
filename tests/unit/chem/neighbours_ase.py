#!/usr/bin/env python3
"""Compares neighbours with those that ASE finds: neighbours_ase.py PROGRAM (neighbour_lists.cpp).

Crystals of ASE's own tables, slabs, molecules, and random cells of every periodicity with atoms
inside and outside. Ends with 77 (skipped) where there is no ASE.
"""

import subprocess
import sys

try:
    import numpy as np
    from ase import Atoms
    from ase.build import bulk, fcc111, molecule, nanotube
    from ase.neighborlist import primitive_neighbor_list
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)


def structures():
    yield bulk("Cu"), 6.0
    yield bulk("NaCl", "rocksalt", a=5.64, cubic=True), 5.5
    yield bulk("ZnO", "wurtzite", a=3.25, c=5.2), 5.0
    yield bulk("Si").repeat((2, 1, 3)), 6.0
    yield fcc111("Pt", (2, 2, 3), vacuum=8), 5.0
    yield nanotube(6, 0, length=2), 4.0
    yield molecule("C6H6"), 3.0
    rng = np.random.default_rng(0)
    for trial in range(60):
        atoms = int(rng.integers(1, 20))
        cell = rng.normal(size=(3, 3)) * 2 + np.diag(rng.uniform(1, 8, 3))
        if abs(np.linalg.det(cell)) < 5:
            continue
        positions = rng.uniform(-1.5, 2.5, (atoms, 3)) @ cell
        pbc = rng.integers(0, 2, 3).astype(bool)
        yield Atoms("H" * atoms, positions=positions, cell=cell, pbc=pbc), rng.uniform(1, 6)


def pairs_of_ase(atoms, cutoff):
    columns = primitive_neighbor_list("ijSd", atoms.pbc, atoms.cell.array, atoms.positions, cutoff)
    return {(int(i), int(j), *map(int, s)): d for i, j, s, d in zip(*columns)}


cases = list(structures())
lines = []
for atoms, cutoff in cases:
    lines.append(f"{len(atoms)} {cutoff!r}")
    lines += [" ".join(repr(float(v)) for v in row) for row in atoms.cell.array]
    lines.append(" ".join(str(int(p)) for p in atoms.pbc))
    lines += [" ".join(repr(float(v)) for v in row) for row in atoms.positions]
output = subprocess.run([sys.argv[1]], input="\n".join(lines) + "\n", text=True, check=True,
                        capture_output=True).stdout.split("\n")
at = failures = total = 0
for case, (atoms, cutoff) in enumerate(cases):
    count = int(output[at])
    found = {}
    for line in output[at + 1:at + 1 + count]:
        *pair, distance = line.split()
        found[tuple(map(int, pair))] = float(distance)
    at += 1 + count
    total += count
    expected = pairs_of_ase(atoms, cutoff)
    # Only pairs at the cutoff itself may differ, by rounding.
    different = [p for p in found.keys() ^ expected.keys()
                 if abs({**found, **expected}[p] - cutoff) > 1e-9]
    different += [p for p in found.keys() & expected.keys() if abs(found[p] - expected[p]) > 1e-9]
    if different:
        failures += 1
        print(f"structure {case} ({atoms.symbols}, pbc {atoms.pbc}, cutoff {cutoff}): "
              f"{len(different)} pairs differ, the first {sorted(different)[0]}")
print(f"{len(cases)} structures, {total} pairs, {failures} structures differ from ASE's")
sys.exit(failures > 0 or total == 0)
