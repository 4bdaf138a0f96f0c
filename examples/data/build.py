#!/usr/bin/env python3
"""Rebuilds the example tables of this directory.

    python3 -m pip install chemicals==1.5.2 rdkit==2026.3.6
    python3 examples/data/build.py

Writes boiling_points.csv, flash_points.csv and named_molecules.csv next to
this file.  All numbers come from tables inside the `chemicals` package, and so
do the structures, which the package lists by CAS number.  With the versions
above two runs give the same bytes; another RDKit may write some SMILES
differently, and another `chemicals` may hold other rows.

An optional argument names another directory to write to.
"""

import csv
import re
import statistics
import sys
from collections import Counter
from pathlib import Path

from chemicals import miscdata, phase_change, safety
from chemicals.identifiers import pubchem_db
from rdkit import Chem, RDLogger

ELEMENTS = {"H", "B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Br", "I"}

# Kelvin; what lies outside is a gas hard to liquefy, or a reading nobody took
# at normal pressure.
BOILING_RANGE = (180.0, 720.0)
FLASH_RANGE = (180.0, 530.0)

# How far (K) a boiling point may lie from the median of the other tables in
# the package, and, where no other table has the compound, from Joback's
# estimate.
BOILING_DISAGREEMENT = 25.0
BOILING_IMPLAUSIBLE = 100.0
OTHER_BOILING_TABLES = ("HEOS", "COMMON_CHEMISTRY", "WEBBOOK", "YAWS", "WIKIDATA")

# Flash points come from four tables.  Where more than one has a compound the
# median is taken, and at least two must lie this near (K) to it.  Flash point
# over boiling point is 0.69 to 0.88 for nineteen compounds of twenty; far
# outside, one of the two is a misprint or was read at reduced pressure.
FLASH_TABLES = (safety.SERAT, safety.IEC, safety.NFPA, miscdata.WIKIDATA)
FLASH_AGREEMENT = 8.0
FLASH_OVER_BOILING = (0.60, 0.90)

# For the last step of the quick start: liquids many people know, none of them
# in flash_points.csv (checked below, with and without stereochemistry).
NAMED = [
    ("eucalyptol (eucalyptus oil)", "CC1(C)OC2(C)CCC1CC2"),
    ("eugenol (clove oil)", "C=CCc1ccc(O)c(OC)c1"),
    ("linalool (lavender)", "C=CC(C)(O)CCC=C(C)C"),
    ("geraniol (rose)", "CC(C)=CCC/C(C)=C/CO"),
    ("carvone (spearmint)", "C=C(C)C1CC=C(C)C(=O)C1"),
    ("alpha-pinene (turpentine)", "CC1=CCC2CC1C2(C)C"),
    ("benzyl acetate (jasmine)", "CC(=O)OCc1ccccc1"),
    ("DEET (insect repellent)", "CCN(CC)C(=O)c1cccc(C)c1"),
]

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon",
    "ω": "omega", "Δ": "Delta", "±": "+/-", "′": "'", "–": "-",
}


def structure(cas, why):
    """The molecule listed under a CAS number, or None and the reason counted."""
    entry = pubchem_db.search_CAS(cas)
    if not entry or not entry.smiles:
        why["no structure listed"] += 1
        return None
    mol = Chem.MolFromSmiles(entry.smiles)
    if mol is None:
        why["structure not readable"] += 1
        return None
    atoms = list(mol.GetAtoms())
    symbols = {a.GetSymbol() for a in atoms}
    if len(Chem.GetMolFrags(mol)) > 1:
        why["salt, complex or mixture"] += 1
    elif "C" not in symbols:
        why["no carbon"] += 1
    elif not symbols <= ELEMENTS:
        why["metal or other rare element"] += 1
    elif Chem.GetFormalCharge(mol) != 0:
        why["charged"] += 1
    elif any(a.GetNumRadicalElectrons() for a in atoms):
        why["radical, or hydrogens missing"] += 1
    elif any(a.GetIsotope() for a in atoms):
        why["isotope labelled"] += 1
    else:
        return mol
    return None


def clean(name):
    for greek, latin in GREEK.items():
        name = name.replace(greek, latin)
    name = " ".join(name.split())
    return name.encode("ascii", "ignore").decode()


def from_capitals(name):
    """'N,N-DIETHYLANILINE' -> 'N,N-diethylaniline'."""
    name = re.sub(r"[A-Z]{2,}", lambda m: m.group().lower(), clean(name))
    return re.sub(r"(?<![A-Za-z])([A-Z])(?=[a-z])", lambda m: m.group().lower(), name)


def found_in(lookup, cas, tables):
    values = {t: lookup(cas, method=t) for t in tables}
    return {t: float(v) for t, v in values.items() if v is not None and v == v}


def is_estimate(table, value):
    """Does a flash point look computed rather than read?

    In the Serat table readings have two decimals at most.  Another 380 values
    have eight or more, and lie on average 11 K below the readings that the other
    tables hold for the same compounds (ethanol 260.0 K, read: 286 K): they
    look like the output of a formula.  In Wikidata nearly all values are whole
    degrees Fahrenheit or Celsius; the few others are mostly for large solids
    and look computed too.
    """
    if table == safety.SERAT:
        return abs(value - round(value, 2)) > 1e-7
    if table == miscdata.WIKIDATA:
        celsius = value - 273.15
        fahrenheit = celsius * 1.8 + 32
        return min(abs(t - round(t)) for t in (celsius, fahrenheit)) > 1e-3
    return False


def as_cas(index):
    """A CAS number as text; some of the tables hold it as an integer."""
    text = str(index)
    return text if "-" in text else f"{text[:-3]}-{text[-3:-1]}-{text[-1]}"


def cas_order(cas):
    return tuple(int(part) for part in cas.split("-"))


def merge(rows):
    """One row per structure: the median value, name and CAS of the first CAS."""
    groups = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row)
    merged = []
    for smiles, group in groups.items():
        group.sort(key=lambda r: cas_order(r[2]))
        value = statistics.median(r[3] for r in group)
        merged.append((smiles, group[0][1], group[0][2], value))
    # By size, then by SMILES: alike molecules stand together when one looks.
    merged.sort(key=lambda r: (Chem.MolFromSmiles(r[0]).GetNumHeavyAtoms(), r[0]))
    return merged


def boiling_points(why):
    table = miscdata.CRC_organic_data
    for cas, name, melting, value in zip(table.index, table.Name, table.Tm, table.Tb):
        if value != value:
            continue
        mol = structure(cas, why)
        if mol is None:
            continue
        if not BOILING_RANGE[0] <= value <= BOILING_RANGE[1]:
            why["out of range"] += 1
            continue
        if melting >= value:
            why["melts above its boiling point"] += 1
            continue
        others = found_in(phase_change.Tb, cas, OTHER_BOILING_TABLES)
        if not others:
            joback = phase_change.Tb(cas, method="JOBACK")
            if joback is not None and abs(value - joback) > BOILING_IMPLAUSIBLE:
                why["unconfirmed and implausible"] += 1
                continue
        elif abs(value - statistics.median(others.values())) > BOILING_DISAGREEMENT:
            why["other tables disagree"] += 1
            continue
        yield Chem.MolToSmiles(mol), clean(name), cas, float(value)


def flash_points(why):
    crc = miscdata.CRC_organic_data
    serat = safety.DIPPR_SERAT_data
    candidates = set()
    for table in FLASH_TABLES:
        frame = safety.Tflash_sources[table]
        candidates.update(as_cas(i) for i in frame.index[frame.T_flash.notna()])
    for cas in sorted(candidates, key=cas_order):
        found = found_in(safety.T_flash, cas, FLASH_TABLES)
        found = {t: v for t, v in found.items() if not is_estimate(t, v)}
        if not found:
            why["estimated value only"] += 1
            continue
        mol = structure(cas, why)
        if mol is None:
            continue
        value = statistics.median(found.values())
        if not FLASH_RANGE[0] <= value <= FLASH_RANGE[1]:
            why["out of range"] += 1
            continue
        near = [v for v in found.values() if abs(v - value) <= FLASH_AGREEMENT]
        if len(found) > 1 and len(near) < 2:
            why["tables disagree"] += 1
            continue
        boiling = found_in(phase_change.Tb, cas, ("CRC_ORG",) + OTHER_BOILING_TABLES)
        if boiling:
            ratio = value / statistics.median(boiling.values())
            if not FLASH_OVER_BOILING[0] <= ratio <= FLASH_OVER_BOILING[1]:
                why["implausible beside its boiling point"] += 1
                continue
        if cas in crc.index:
            name = clean(crc.Name[cas])
        elif cas in serat.index:
            name = from_capitals(serat.Name[cas])
        else:
            name = clean(pubchem_db.search_CAS(cas).common_name)
        yield Chem.MolToSmiles(mol), name, cas, value


def write(path, header, rows):
    with open(path, "w", newline="", encoding="ascii") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def build(path, column, source):
    why = Counter()
    kept = list(source(why))
    rows = merge(kept)
    write(path, ("smiles", "name", "cas", column),
          [(s, n, c, f"{v:.2f}") for s, n, c, v in rows])
    values = [r[3] for r in rows]
    print(f"{path.name}: {len(rows)} rows, {min(values):.2f} to {max(values):.2f} K, "
          f"median {statistics.median(values):.2f} K")
    print(f"  merged with another row of the same structure: {len(kept) - len(rows)}")
    for reason, count in sorted(why.items()):
        print(f"  left out, {reason}: {count}")
    return rows


def flat(smiles):
    return Chem.MolToSmiles(Chem.MolFromSmiles(smiles), isomericSmiles=False)


def main():
    RDLogger.DisableLog("rdApp.*")
    here = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    # The large identifier table up front: which entry a CAS number finds must
    # not hang on what was asked before.
    pubchem_db.autoload_main_db()
    build(here / "boiling_points.csv", "boiling_point_K", boiling_points)
    flash = build(here / "flash_points.csv", "flash_point_K", flash_points)

    known = {flat(r[0]) for r in flash}
    named = []
    for name, smiles in NAMED:
        if flat(smiles) in known:
            sys.exit(f"{name} is in flash_points.csv")
        named.append((Chem.MolToSmiles(Chem.MolFromSmiles(smiles)), name))
    write(here / "named_molecules.csv", ("smiles", "name"), named)
    print(f"named_molecules.csv: {len(named)} rows, none of them in flash_points.csv")


if __name__ == "__main__":
    main()
