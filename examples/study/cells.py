"""The results of the study as they are compared: {method: {seed: row}} of each cell, which is a pair of
properties, a split and a number of training rows."""

import csv
import os
import re
from collections import namedtuple

Pair = namedtuple("Pair", "number source target")
Cell = namedtuple("Cell", "pair split train_rows")

HERE = os.path.dirname(os.path.abspath(__file__))


def read_pairs(path=os.path.join(HERE, "settings.sh")):
    """The pairs of settings.sh, in its order."""
    line = re.compile(r"^(?:pairs=')?(\d+) (\S+) \S+ (\S+) [^\s']+'?$", re.MULTILINE)
    with open(path) as file:
        return [Pair(int(n), s, t) for n, s, t in line.findall(file.read())]


def half(pair):
    return "controls" if pair.number > 100 else "tuning" if pair.number % 2 else "confirming"


def read_results(path):
    """The rows of a CSV of graft evaluate; [] when there is none."""
    if not os.path.exists(path):
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def finished(row):
    return row["rmse"] != ""


def cells_of(rows, pairs):
    """{Cell: {method: {seed: row}}}. Rows without a source belong to every pair of their target."""
    table = {}
    for row in filter(finished, rows):
        for pair in pairs:
            if row["target"] != pair.target or row["source"] not in ("", pair.source):
                continue
            cell = Cell(pair, row["split"], row["train_rows"])
            table.setdefault(cell, {}).setdefault(row["method"], {})[row["seed"]] = row
    # A pair of whose target alone something is known is none that was compared.
    sourced = {(row["source"], row["target"]) for row in rows}
    alone = {row["target"] for row in rows} - {row["target"] for row in rows if row["source"]}
    return {cell: methods for cell, methods in table.items()
            if (cell.pair.source, cell.pair.target) in sourced or cell.pair.target in alone}


def figures(runs, column="rmse"):
    """{seed: figure} of {seed: row}."""
    return {seed: float(row[column]) for seed, row in runs.items() if row[column] != ""}


def methods_in(cells):
    """Their names in the order in which they occur."""
    names = {}
    for methods in cells.values():
        names.update(dict.fromkeys(methods))
    return list(names)
