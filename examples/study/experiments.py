"""The sections of results.md behind the main comparison: one function an experiment of run.sh. The
runs that an experiment is compared with stand in main.csv."""

import glob
import os
import re

from cells import cells_of, methods_in, read_results
from comparison import compare, interval, number, of, significant, table
from paired import deviation, mean, wilcoxon

NAMES = ["controls", "leaky", "curves", "ablation", "noise", "extrapolation", "stopping"]


def only(cells, split=None, train_rows=None):
    return {cell: methods for cell, methods in cells.items()
            if split in (None, cell.split) and train_rows in (None, cell.train_rows)}


def merged(cells, base):
    """The methods of `cells` beside those that `base` has in the same cell."""
    return {cell: {**base.get(cell, {}), **methods} for cell, methods in cells.items()}


def against(cells, base, name, other, **where):
    return compare(only(merged(cells, base), **where), of(name), of(other))


def sizes(cells):
    found = {cell.train_rows for cell in cells}
    return sorted(found, key=lambda rows: (rows == "all", rows.zfill(9)))


def rows_text(rows):
    return "all rows" if rows == "all" else rows + " rows"


def by_setup(cells):
    return sorted({(c.split, c.train_rows) for c in cells}, key=lambda s: (s[0], s[1] == "all", s[1]))


def controls(cells, base):
    lines = []
    for cell, methods in sorted(cells.items(), key=lambda item: (item[0].pair.number, item[0][1:])):
        for name in methods:
            one = compare({cell: methods}, of(name), of("scratch"))
            lines.append([f"{cell.pair.source} -> {cell.pair.target}", cell.split, cell.train_rows,
                          name, number(one.ratio)])
    whole = [[name, *(interval(compare(only(cells, *setup), of(name), of("scratch")))
                      for setup in by_setup(cells))] for name in methods_in(cells)]
    return ("Sources that tell nothing of the target: error / scratch.\n\n" +
            table(["method", *(f"{s}, {rows_text(r)}" for s, r in by_setup(cells))], whole) + "\n" +
            table(["pair", "split", "rows", "method", "error / scratch"], lines))


def leaky(cells, base):
    lines = []
    for name in methods_in(cells):
        # The same method, its test molecules in the source and taken out.
        both = {cell: {"in": methods[name], "out": base[cell][name]} for cell, methods in cells.items()
                if name in methods and name in base.get(cell, {})}
        lines.append([name, interval(compare(both, of("in"), of("out")))])
    return ("Test molecules left in the source, error / that with them taken out, scaffold split, all "
            "rows.\n\n" + table(["method", "left in / taken out"], lines))


def curves(cells, base):
    where = {cell[0] for cell in cells}
    here = {**cells, **{c: m for c, m in base.items() if c.split == "scaffold" and c.pair in where}}
    names, text = methods_in(here), ""
    lines = [[name, *(number(compare(only(here, train_rows=rows), of(name), of("scratch")).ratio)
                      for rows in sizes(here))] for name in names]
    text += ("Learning curves, scaffold split: error / scratch with as many rows, geometric mean over "
             f"{len(where)} pairs.\n\n" + table(["method", *map(rows_text, sizes(here))], lines))
    for pair in sorted(where):
        lines = []
        for name in names:
            runs = [here.get((pair, "scaffold", rows), {}).get(name, {}) for rows in sizes(here)]
            errors = [list(of("x")({"x": seeds}).values()) for seeds in runs]
            lines.append([name, *(significant(sum(e) / len(e)) if e else "-" for e in errors)])
        text += (f"\n{pair.source} -> {pair.target}, mean error:\n\n" +
                 table(["method", *map(rows_text, sizes(here))], lines))
    return text


def ablation(cells, base):
    lines = [[name, *(interval(against(cells, base, name, "gate", train_rows=rows))
                      for rows in sizes(cells))] for name in methods_in(cells)]
    return ("Error of gate without one of its losses / that of the whole, scaffold split.\n\n" +
            table(["variant", *map(rows_text, sizes(cells))], lines))


def noise(cells, base):
    found = [re.fullmatch(r"(.+)\+([\d.]+)sd", name) for name in methods_in(cells)]
    found = [match for match in found if match]
    names = list(dict.fromkeys(match[1] for match in found))
    levels = sorted({match[2] for match in found}, key=float)
    worse, relative = [], []
    for name in names:
        worse.append([name, *(interval(against(cells, base, f"{name}+{k}sd", name)) for k in levels)])
        relative.append([name, *(interval(against(cells, base, f"{name}+{k}sd", f"multitask+{k}sd"))
                                 for k in levels)])
    head = ["method", *(f"{k} deviations" for k in levels)]
    return ("A twentieth of the training labels wrong by so many deviations, random split, all rows. "
            "Error / that with clean labels:\n\n" + table(head, worse) +
            "\nError / that of multitask with the same wrong labels:\n\n" + table(head, relative))


def extrapolation(cells, base):
    lines = []
    for name in methods_in(cells):
        to_scratch = compare(cells, of(name), of("scratch"))
        covered = [sum(v.values()) / len(v) for v in
                   (of(name, "coverage95")(m) for m in cells.values()) if v]
        lines.append([name, to_scratch.pairs, interval(to_scratch), significant(to_scratch.p, 2),
                      number(100 * sum(covered) / len(covered), 1) + " %" if covered else "-"])
    return ("The fifth of the rows with the highest values is tested, all other rows are learned "
            "from.\n\n" + table(["method", "pairs", "error / scratch", "p", "95 % intervals cover"],
                                lines))


def stopping(cells, base):
    what = {"last": "last state, no rows held out", "long": "three times the steps, best state",
            "long_last": "three times the steps, last state, no rows held out"}
    found = [name.partition("+") for name in methods_in(cells)]
    names = list(dict.fromkeys(name for name, _, _ in found))
    variants = [v for v in what if any(tail == v for _, _, tail in found)]
    own = [[name, *(interval(against(cells, base, f"{name}+{v}", name)) for v in variants)]
           for name in names]
    relative = [[name, *(interval(against(cells, base, f"{name}+{v}", f"scratch+{v}"))
                         for v in variants)] for name in names]
    head = ["method", *(what[v] for v in variants)]
    return ("Early stopping: the study keeps each member's best state by the rows that it holds out. "
            "Error / that of the study's run, scaffold split, 100 rows:\n\n" + table(head, own) +
            "\nError / that of scratch trained the same way:\n\n" + table(head, relative))


TITLES = {"controls": "Controls", "leaky": "Leak", "curves": "Learning curves",
          "ablation": "Ablation", "noise": "Label noise", "extrapolation": "Extrapolation",
          "stopping": "Early stopping"}


def same_seed(row):
    return row["seed_a"] == row["seed_b"]


def same_source(row):
    return row["source_a"] == row["source_b"]


def stability(rows):
    kinds = {"other source, same seed": lambda row: not same_source(row) and same_seed(row),
             "other source, other seed": lambda row: not same_source(row) and not same_seed(row),
             "same source, other seed": same_source}
    text = ("How alike the target's latent vectors of the same test rows are in two models: Pearson "
            "correlation of the distances between rows / linear CKA, means over pairs of models. Models "
            "of one seed start from the same weights; those of one source and two seeds are the noise "
            "that a change of the source is to be measured against.\n")
    for target in dict.fromkeys(row["target"] for row in rows):
        here = [row for row in rows if row["target"] == target]
        lines = []
        for method in dict.fromkeys(row["method"] for row in here):
            line = [method]
            for kind in kinds.values():
                these = [row for row in here if row["method"] == method and kind(row)]
                line.append(" / ".join(number(mean(float(row[figure]) for row in these))
                                       for figure in ("distances", "cka")) if these else "-")
            lines.append(line)
        text += f"\n{target} ({here[0]['options']}):\n\n" + table(["method", *kinds], lines)
    return text


def toy(rows):
    text = ("Two properties of points in a square, 800 points of the source everywhere, 30 of the "
            "target on the right side. Mean error and deviation over seeds where the target has labels "
            "and where it has none, and p of the signed-rank test of the latter against gate's.\n\n"
            "![Truth, points, predictions, errors and latent spaces](toy.svg)\n")
    for target in dict.fromkeys(row["target"] for row in rows):
        errors = {}
        for row in rows:
            if row["target"] == target:
                errors.setdefault(row["method"], []).append(row)
        lines = []
        for method, runs in errors.items():
            line = [method]
            for where in ("inside", "outside"):
                values = [float(run[where]) for run in runs]
                line.append(f"{number(mean(values), 2)} +- {number(deviation(values), 2)}")
            off = [float(a["outside"]) - float(b["outside"]) for a, b in zip(runs, errors["gate"])]
            lines.append(line + ["" if method == "gate" else significant(wilcoxon(off), 2)])
        text += (f"\nTarget {target}, {len(runs)} seeds:\n\n" +
                 table(["method", "with labels", "without", "p"], lines))
    return text


def sections(results, pairs, folder):
    """The sections of all experiments that have a CSV."""
    base = cells_of(results["main"], pairs)
    text = ""
    for name in NAMES:
        if not results[name]:
            continue
        cells = cells_of(results[name], pairs)
        failed = sum(row["rmse"] == "" for row in results[name])
        text += f"\n## {TITLES[name]}\n\n" + globals()[name](cells, base)
        if failed:
            text += f"\n{failed} of {len(results[name])} runs failed.\n"
    for title, pattern, section in (("Latent stability", "stability_*.csv", stability),
                                    ("A toy in two dimensions", "toy.csv", toy)):
        rows = [row for path in sorted(glob.glob(os.path.join(folder, pattern)))
                for row in read_results(path)]
        if rows:
            text += f"\n## {title}\n\n" + section(rows)
    return text
