#!/usr/bin/env python3
"""The study's figures from its CSVs.

  summarise.py [FOLDER]                     writes FOLDER/results.md (FOLDER: this script's own)
  summarise.py [FOLDER] --readme README.md  writes the table between its study markers, too
  ... --check                               writes nothing; exits 1 when a file does not agree
  summarise.py --tune tune.csv              what tune.sh found

Ratios are those of mean errors (RMSE) over seeds in one pair, and their geometric mean over pairs. In
brackets the 95 % interval by bootstrap over the targets (pairs that share one are drawn together) and
over seeds within pairs; p is that of Wilcoxon's signed-rank test over pairs.
"""

import argparse
import os
import re
import sys

import experiments
from cells import HERE, cells_of, figures, finished, half, methods_in, read_pairs, read_results
from comparison import best_in, compare, interval, mean_of, number, of, significant, table
from paired import deviation, mean

CONVENTIONAL = ["scratch", "multitask", "finetune", "head_only", "distill", "gsp_distill"]
CHOOSERS = ["select"]  # these choose among methods: none of them is a single one
BEGIN, END = "<!-- study:begin -->", "<!-- study:end -->"


def setup_name(setup):
    split, rows = setup
    return f"{split}, " + ("all rows" if rows == "all" else f"{rows} rows")


def setups_of(cells):
    found = {(cell.split, cell.train_rows) for cell in cells}
    return sorted(found, key=lambda s: (s[0], s[1] == "all", s[1].zfill(9)))


def part(cells, setup, halves=("tuning", "confirming")):
    return {cell: methods for cell, methods in cells.items()
            if (cell.split, cell.train_rows) == setup and half(cell.pair) in halves}


def singles(cells):
    return [name for name in methods_in(cells) if name not in CHOOSERS]


def strongest(cells):
    """The one method, other than gate, that is best on the geometric mean of all pairs."""
    rivals = [name for name in singles(cells) if name not in ("gate", "scratch")]
    ratios = {name: compare(cells, of(name), of("scratch")) for name in rivals}
    whole = max((c.pairs for c in ratios.values()), default=0)
    known = {name: c.ratio for name, c in ratios.items() if c.pairs == whole}
    known["scratch"] = 1.0
    return min(known, key=known.get)


def shown(cells, names):
    return [name for name in names if name in methods_in(cells)]


def times(best):
    return f"{best[0]} of {best[1]}"


def headline(cells):
    """[(what, text)] for one split and number of rows."""
    conventional = shown(cells, CONVENTIONAL)
    rival = strongest(cells)
    lines = [("gate best among the conventional methods and itself, in pairs",
              times(best_in(cells, "gate", conventional))),
             ("gate best among all single methods, in pairs",
              times(best_in(cells, "gate", [n for n in singles(cells) if n != "gate"]))),
             ("gate / mean of the conventional methods",
              with_p(compare(cells, of("gate"), mean_of(conventional))))]
    for name in conventional:
        lines.append((f"gate / {name}", with_p(compare(cells, of("gate"), of(name)))))
    lines.append(("gate / strongest other single method",
                  f"{rival}: {with_p(compare(cells, of('gate'), of(rival)))}"))
    if "select" in methods_in(cells):
        lines.append(("select / scratch", with_p(compare(cells, of("select"), of("scratch")))))
    lines.append(("95 % intervals of gate cover", coverage(cells, "gate")))
    return lines


def with_p(comparison):
    return interval(comparison) + ("" if comparison.pairs < 2 else f", p {comparison.p:.2g}")


def coverage(cells, name):
    shares = [mean(of(name, "coverage95")(m).values()) for m in cells.values() if name in m]
    return number(100 * mean(shares), 1) + " %" if shares else "-"


def method_table(cells):
    rows = []
    for name in methods_in(cells):
        to_scratch = compare(cells, of(name), of("scratch"))
        to_gate = compare(cells, of("gate"), of(name))
        seconds = [s for m in cells.values() if name in m for s in of(name, "seconds")(m).values()]
        rows.append([name, to_scratch.pairs, number(to_scratch.ratio)] +
                    (["", "", ""] if name == "gate" else
                     [interval(to_gate), significant(to_gate.p, 2),
                      f"{to_gate.better} of {to_gate.pairs}"]) +
                    [coverage(cells, name), number(mean(seconds), 1)])
    return table(["method", "pairs", "error / scratch", "gate / method", "p", "gate better in",
                  "95 % intervals cover", "seconds a fit"], rows)


def pair_table(cells):
    names, rows = methods_in(cells), []
    for cell, methods in sorted(cells.items(), key=lambda item: item[0].pair.number):
        row = [cell.pair.number, f"{cell.pair.source} -> {cell.pair.target}"]
        for name in names:
            errors = list(figures(methods.get(name, {})).values())
            row.append("-" if not errors else significant(mean(errors)) +
                       ("" if len(errors) < 2 else f" +- {significant(deviation(errors), 2)}"))
        rows.append(row)
    return table(["", "pair"] + names, rows)


def settings(rows):
    """What all runs of networks have in common, from the options that their rows hold."""
    common = None
    for row in filter(finished, rows):
        words = set(row["options"].split(" target=")[0].split()[1:])
        common = words if common is None else common & words
    seeds = len({row["seed"] for row in rows})
    failed = sum(not finished(row) for row in rows)
    pairs = len({(row["source"], row["target"]) for row in rows if row["source"]})
    return (f"{len(rows)} runs over {pairs} pairs and {seeds} seeds, version "
            f"{', '.join(sorted({row['version'] for row in rows}))}, {' '.join(sorted(common or []))}; "
            f"{failed} failed, {sum(row['status'] == 'unconverged' for row in rows)} not converged.\n")


def main_section(rows, pairs):
    cells = cells_of(rows, pairs)
    text = "## All pairs\n\n" + settings(rows)
    for setup in setups_of(cells):
        here = part(cells, setup)
        text += f"\n### {setup_name(setup)}\n\n" + method_table(here)
        text += "\n" + "\n".join(f"- {what}: {value}" for what, value in headline(here)) + "\n"
        for name in ("tuning", "confirming"):
            these = part(cells, setup, [name])
            if not these:
                continue
            result = compare(these, of("gate"), mean_of(shown(these, CONVENTIONAL)))
            text += (f"- {name} half: gate / mean of the conventional methods {with_p(result)}, best "
                     f"of them in {times(best_in(these, 'gate', shown(these, CONVENTIONAL)))} pairs\n")
        text += "\nMean error and deviation over seeds, in each target's unit:\n\n" + pair_table(here)
    return text


def readme_table(rows, control_rows, pairs):
    cells = cells_of(rows, pairs)
    setups = setups_of(cells)
    columns = [dict(headline(part(cells, setup))) for setup in setups]
    controls = cells_of(control_rows, pairs)
    whats = list(dict.fromkeys(what for column in columns for what in column))
    lines = [[what] + [column.get(what, "-") for column in columns] for what in whats]

    def line(what, cells, halves, method, other):
        found = [compare(part(cells, setup, halves), of(method), other) for setup in setups]
        if any(comparison.pairs for comparison in found):
            lines.append([what, *map(with_p, found)])

    line("gate / mean of the conventional methods, pairs that were not used for tuning", cells,
         ["confirming"], "gate", mean_of(shown(cells, CONVENTIONAL)))
    for name in ("gate", "select"):
        line(f"sources that tell nothing: {name} / scratch", controls, ["controls"], name, of("scratch"))
    return settings(rows) + "\n" + table(["", *map(setup_name, setups)], lines)


def tune_table(rows, pairs):
    """Candidates NAME+CANDIDATE against NAME+defaults on the same validation rows."""
    cells = cells_of(rows, pairs)
    lines = []
    for name in methods_in(cells):
        base = name.split("+")[0] + "+defaults"
        lines.append([name, with_p(compare(cells, of(name), of(base)))])
    return table(["candidate", "error / defaults"], lines)


def with_block(readme, block):
    """The README with this text between its markers."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        sys.exit(f"the README wants one {BEGIN} and one {END}")
    return re.sub(re.escape(BEGIN) + ".*" + re.escape(END),
                  lambda _: f"{BEGIN}\n{block}{END}", readme, flags=re.DOTALL)


def settle(path, text, check):
    """Writes a file, or says whether it is this."""
    if check:
        with open(path) as file:
            same = file.read() == text
        if not same:
            print(f"{path} does not agree with the study's CSVs: run examples/study/summarise.py "
                  "--readme README.md", file=sys.stderr)
        return same
    with open(path, "w") as file:
        file.write(text)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=HERE)
    parser.add_argument("--readme")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--tune")
    options = parser.parse_args()
    pairs = read_pairs()
    if options.tune:
        print(tune_table(read_results(options.tune), pairs), end="")
        return 0
    results = {name: read_results(os.path.join(options.folder, name + ".csv"))
               for name in ["main", *experiments.NAMES]}
    if not results["main"]:
        sys.exit(f"{options.folder} has no main.csv")
    text = "# Results of the study\n\nWritten by summarise.py, which says what the figures are.\n\n"
    text += main_section(results["main"], pairs) + experiments.sections(results, pairs, options.folder)
    good = settle(os.path.join(options.folder, "results.md"), text, options.check)
    if options.readme:
        with open(options.readme) as file:
            readme = file.read()
        block = readme_table(results["main"], results["controls"], pairs)
        good = settle(options.readme, with_block(readme, block), options.check) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
