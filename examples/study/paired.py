"""Statistics of methods compared on the same pairs and seeds. Ratios of errors are averaged as
logarithms, so that a half and a double cancel."""

import math
import random


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else math.nan


def deviation(values):
    """That of a sample; nan for fewer than two."""
    values = list(values)
    if len(values) < 2:
        return math.nan
    middle = mean(values)
    return math.sqrt(sum((v - middle) ** 2 for v in values) / (len(values) - 1))


def geometric_mean(ratios):
    return math.exp(mean(math.log(r) for r in ratios)) if ratios else math.nan


def wilcoxon(differences):
    """Two-sided p of the signed-rank test, exact also with ties: the sum of the ranks of the positive
    differences among all 2^n ways to give them signs. Zeros are dropped."""
    values = sorted((d for d in differences if d != 0), key=abs)
    if not values:
        return 1.0
    doubled = []  # ranks times two, so that the middle of tied ranks is a whole number
    for value in values:
        tied = [i + 1 for i, other in enumerate(values) if abs(other) == abs(value)]
        doubled.append(tied[0] + tied[-1])
    ways = {0: 1}
    for rank in doubled:
        more = dict(ways)
        for total, count in ways.items():
            more[total + rank] = more.get(total + rank, 0) + count
        ways = more
    positive = sum(rank for rank, value in zip(doubled, values) if value > 0)
    below = sum(count for total, count in ways.items() if total <= positive)
    above = sum(count for total, count in ways.items() if total >= positive)
    return min(1.0, 2 * min(below, above) / 2 ** len(values))


def ratio(errors, others, seeds=None):
    """Of the mean errors over seeds. Both are {seed: error}."""
    seeds = seeds or sorted(set(errors) & set(others))
    return mean(errors[s] for s in seeds) / mean(others[s] for s in seeds)


def bootstrap(clusters, draws=2000, seed=0):
    """The 95 % interval of the geometric mean ratio over pairs. clusters: lists of pairs (errors,
    others) that are no independent evidence, such as those of one target. Clusters are drawn with
    replacement and, within each pair, seeds."""
    clusters = [[(a, b, sorted(set(a) & set(b))) for a, b in cluster] for cluster in clusters]
    if len(clusters) < 2:
        return math.nan, math.nan
    source = random.Random(seed)
    means = []
    for _ in range(draws):
        logs = []
        for cluster in source.choices(clusters, k=len(clusters)):
            for errors, others, seeds in cluster:
                logs.append(math.log(ratio(errors, others, source.choices(seeds, k=len(seeds)))))
        means.append(mean(logs))
    means.sort()
    return tuple(math.exp(means[round(level * (draws - 1))]) for level in (0.025, 0.975))
