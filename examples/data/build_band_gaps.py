#!/usr/bin/env python3
"""Rebuilds the tables of band gaps of this directory.

    python3 -m pip download --no-deps --ignore-requires-python crabnet==2.0.8
    python3 examples/data/build_band_gaps.py crabnet-2.0.8-py3-none-any.whl

Writes computed_band_gaps.csv and measured_band_gaps.csv next to this file.  Both come from
benchmark tables that the `crabnet` package (MIT licence) ships; the wheel is read as the zip
archive that it is, since the package itself asks for an old Python.  named_materials.csv is
written by hand and only checked: none of its materials may be in the measured table.

An optional second argument names another directory to write to.
"""

import csv
import io
import re
import sys
import zipfile
import zlib
from collections import defaultdict
from functools import reduce
from math import gcd
from pathlib import Path

COMPUTED = [f"crabnet/data/benchmark_data/aflow__Egap/{part}.csv" for part in ("train", "val", "test")]
MEASURED = ["crabnet/data/matbench/expt_gap.csv"]

# eV.  Below, a material conducts: metals are another question than the size of a gap.
LEAST_GAP = 0.1

# The first so many compositions in the order of the CRC-32 of their formulas: a sample that is the
# same everywhere.
COMPUTED_ROWS = 6500

# Entries of the measured table that are misprints of selenides and tellurides, by their gaps and
# by compounds that there are: GaTe, CdSe, HgSe, Sm2Se3, FeSe2, ZnTe.
MISPRINTS = ("GaTc", "CdSc", "HgSc", "Sm2Sc3", "FeSc2", "ZnTc")

NOBLE_GASES = {"He", "Ne", "Ar", "Kr", "Xe"}

TOKEN = re.compile(r"([A-Z][a-z]?)|(\()|(\))|(\d+(?:\.\d+)?)")


def composition(formula):
    """'Ag(AuS)2' -> {'Ag': 1, 'Au': 2, 'S': 2}."""
    tokens = [m.groups() for m in TOKEN.finditer(formula)]
    if "".join("".join(filter(None, t)) for t in tokens) != formula:
        sys.exit(f"cannot read the formula {formula}")

    def group(i):
        amounts = defaultdict(float)
        while i < len(tokens) and not tokens[i][2]:
            element, opens = tokens[i][:2]
            inner, i = group(i + 1) if opens else ({element: 1.0}, i)
            i += 1
            factor = 1.0
            if i < len(tokens) and tokens[i][3]:
                factor, i = float(tokens[i][3]), i + 1
            for symbol, amount in inner.items():
                amounts[symbol] += factor * amount
        return amounts, i

    return group(0)[0]


def reduced(formula):
    """The formula unit, elements in alphabetic order: 'Cu2O2' -> 'CuO'; None for a fraction."""
    amounts = composition(formula)
    if any(amount != int(amount) for amount in amounts.values()):
        return None
    divisor = reduce(gcd, map(int, amounts.values()))
    unit = sorted((symbol, int(amount) // divisor) for symbol, amount in amounts.items())
    return "".join(symbol + (str(n) if n > 1 else "") for symbol, n in unit)


def read(wheel, paths, what):
    """Gaps by formula unit, and what was left out, printed."""
    misprints = {reduced(f) for f in MISPRINTS}
    gaps, why = {}, defaultdict(int)
    for path in paths:
        with wheel.open(path) as stream:
            for row in csv.DictReader(io.TextIOWrapper(stream, "utf-8")):
                unit, gap = reduced(row["formula"]), float(row["target"])
                if unit is None:
                    why["fractions, alloys mostly"] += 1
                elif gap < LEAST_GAP:
                    why["no gap, or nearly none"] += 1
                elif NOBLE_GASES & composition(unit).keys():
                    why["noble gases"] += 1
                elif what == "measured" and unit in misprints:
                    why["misprints"] += 1
                elif unit in gaps:
                    why["the same composition again"] += 1
                else:
                    gaps[unit] = gap
    print(f"{what}: {len(gaps)} compositions")
    for reason, count in sorted(why.items()):
        print(f"  left out, {reason}: {count}")
    return gaps


def write(path, column, gaps):
    with open(path, "w", newline="", encoding="ascii") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("formula", column))
        out.writerows((unit, f"{gaps[unit]:.4g}") for unit in sorted(gaps))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    source = Path(__file__).resolve().parent
    here = Path(sys.argv[2]) if len(sys.argv) > 2 else source
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        computed = read(wheel, COMPUTED, "computed")
        measured = read(wheel, MEASURED, "measured")
    sample = sorted(computed, key=lambda unit: (zlib.crc32(unit.encode()), unit))[:COMPUTED_ROWS]
    write(here / "computed_band_gaps.csv", "band_gap_eV", {unit: computed[unit] for unit in sample})
    write(here / "measured_band_gaps.csv", "band_gap_eV", measured)
    print(f"in both files: {len(set(sample) & set(measured))} compositions")
    with open(source / "named_materials.csv", encoding="ascii") as stream:
        for row in csv.DictReader(stream):
            if reduced(row["formula"]) in measured:
                sys.exit(f"{row['formula']} is in measured_band_gaps.csv")


if __name__ == "__main__":
    main()
