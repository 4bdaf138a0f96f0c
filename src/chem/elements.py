#!/usr/bin/env python3
"""Writes the table of facts about the elements: python3 elements.py > elements_table.inc

Needs the package mendeleev (made with version 1.3.0), which gathers the facts and names their
sources; elements.hpp repeats the sources and the rules for what is unknown.
"""

import re
import warnings

warnings.filterwarnings("ignore")
from mendeleev import element  # noqa: E402

COUNT = 103
CAPACITY = {"s": 2, "p": 6, "d": 10, "f": 14}
NOBLE_GASES = {2, 10, 18, 36, 54, 86}
# No stable negative ion is known of these: their affinity is 0, not unknown.
NO_ANION = {"He", "Be", "N", "Ne", "Mg", "Ar", "Mn", "Zn", "Kr", "Cd", "Xe", "Yb", "Hg", "Rn"}
ALLOTROPE = {"P": "white", "S": "monoclinic", "Se": "gray", "Sn": "white"}

elements = [element(z) for z in range(1, COUNT + 1)]


def in_f_row(e):
    return 57 <= e.atomic_number <= 71 or 89 <= e.atomic_number <= 103


def group(e):
    return 3 if in_f_row(e) else e.group_id


def fill(values):
    """Values for the unknown ones (None), from the known ones nearest in group or f row."""
    filled = []
    for e, value in zip(elements, values):
        if value is None:
            same = [
                (o.atomic_number, v)
                for o, v in zip(elements, values)
                if v is not None and in_f_row(o) == in_f_row(e)
                and (o.period == e.period if in_f_row(e) else group(o) == group(e))
            ]
            below = [pair for pair in same if pair[0] < e.atomic_number][-1:]
            above = [pair for pair in same if pair[0] > e.atomic_number][:1]
            if below and above:
                (z0, v0), (z1, v1) = below[0], above[0]
                share = (e.atomic_number - z0) / (z1 - z0) if in_f_row(e) else 0.5
                value = v0 + share * (v1 - v0)
            else:
                value = (below + above)[0][1]
        filled.append(value)
    return filled


def valence(e):
    """Electrons outside of the noble gas core, by kind of shell."""
    counts = dict.fromkeys(CAPACITY, 0)
    for shell, n in re.findall(r"\d([spdf])(\d*)", re.sub(r"\[.*\]", "", e.econf)):
        counts[shell] += int(n or 1)
    assert sum(counts.values()) == e.atomic_number - max(
        [z for z in NOBLE_GASES if z < e.atomic_number], default=0
    )
    return counts


def unfilled(e):
    return {s: CAPACITY[s] - n if n else 0 for s, n in valence(e).items()}


def melting_point(e):
    if e.symbol in ALLOTROPE:
        return next(p.melting_point for p in e.phase_transitions if p.allotrope == ALLOTROPE[e.symbol])
    if e.symbol in ("He", "C"):  # do not melt at normal pressure: where they boil or sublime
        return e.phase_transitions[0].boiling_point
    return e.melting_point


def electron_affinity(e):
    return 0 if e.symbol in NO_ANION else e.electron_affinity


def atomisation(e):
    return 0 if e.atomic_number in NOBLE_GASES else e.heat_of_formation


columns = [
    [e.atomic_number for e in elements],
    [e.mendeleev_number for e in elements],
    [e.atomic_weight for e in elements],
    [group(e) for e in elements],
    [e.period for e in elements],
    [melting_point(e) for e in elements],
    [e.covalent_radius_cordero for e in elements],
    [e.dipole_polarizability for e in elements],
    [e.en_pauling for e in elements],
    [e.ionenergies[1] for e in elements],
    [electron_affinity(e) for e in elements],
    [atomisation(e) for e in elements],
    *[[valence(e)[s] for e in elements] for s in CAPACITY],
    [sum(valence(e).values()) for e in elements],
    *[[unfilled(e)[s] for e in elements] for s in CAPACITY],
    [sum(unfilled(e).values()) for e in elements],
]

print("// Written by elements.py: symbol, values in the order of Property, bits of the filled ones.")
whole = [fill(column) for column in columns]
for i, e in enumerate(elements):
    mask = sum(1 << p for p, column in enumerate(columns) if column[i] is None)
    values = ", ".join(f"{column[i]:.7g}" for column in whole)
    print(f'{{"{e.symbol}", {{{values}}}, {mask:#x}}},')
