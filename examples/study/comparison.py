"""Comparisons of methods over the cells of the study, and how they are written."""

import math
from collections import namedtuple

from cells import figures
from paired import bootstrap, geometric_mean, mean, ratio, wilcoxon

# Over pairs: their number, the geometric mean ratio, p of the signed-rank test on the logarithms, in
# how many pairs the first is the better one, and the errors of both, the pairs of a target together.
Comparison = namedtuple("Comparison", "pairs ratio p better clusters")


def of(method, column="rmse"):
    """Reads {seed: error} of one method from a cell."""
    return lambda methods: figures(methods.get(method, {}), column)


def mean_of(names):
    """The mean error of several methods, for the seeds that all of them have."""

    def read(methods):
        each = [figures(methods.get(name, {})) for name in names]
        seeds = set.intersection(*map(set, each)) if each else set()
        return {seed: mean(errors[seed] for errors in each) for seed in seeds}

    return read


def compare(cells, errors, others):
    clusters, ratios = {}, []
    for cell, methods in cells.items():
        a, b = errors(methods), others(methods)
        if not set(a) & set(b):
            continue
        ratios.append(ratio(a, b))
        clusters.setdefault(cell.pair.target, []).append((a, b))
    return Comparison(len(ratios), geometric_mean(ratios), wilcoxon([math.log(r) for r in ratios]),
                      sum(r < 1 for r in ratios), list(clusters.values()))


def best_in(cells, method, rivals):
    """(pairs in which the method's mean error is the least, pairs that have the method and all
    rivals)."""
    best = whole = 0
    for methods in cells.values():
        all_errors = [of(name)(methods) for name in [method, *rivals]]
        seeds = set.intersection(*map(set, all_errors))
        if not seeds:
            continue
        means = [mean(errors[seed] for seed in seeds) for errors in all_errors]
        whole += 1
        best += all(means[0] < other for other in means[1:])
    return best, whole


def number(value, digits=3):
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def significant(value, digits=3):
    return "-" if math.isnan(value) else f"{value:.{digits}g}"


def interval(comparison):
    """"0.86 [0.81, 0.92]"."""
    if math.isnan(comparison.ratio):
        return "-"
    low, high = bootstrap(comparison.clusters)
    if math.isnan(low):
        return number(comparison.ratio)
    return f"{comparison.ratio:.3f} [{low:.3f}, {high:.3f}]"


def table(header, rows):
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"
