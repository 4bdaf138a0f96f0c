"""The study's statistics on tables small enough to work out by hand."""

import math
import os
import sys
import tempfile
import unittest

STUDY = sys.argv[1]
sys.path.insert(0, STUDY)

import cells  # noqa: E402
import experiments  # noqa: E402
import summarise  # noqa: E402
from cells import Pair, cells_of, half, read_pairs  # noqa: E402
from comparison import best_in, compare, mean_of, of  # noqa: E402
from paired import bootstrap, deviation, geometric_mean, wilcoxon  # noqa: E402

PAIRS = [Pair(1, "a", "x"), Pair(2, "b", "y"), Pair(3, "c", "x")]


def rows_of(errors, split="random", train_rows="100"):
    """Rows of results: {(source, target, method): [error of each seed]}."""
    return [{"source": source, "target": target, "method": method, "split": split, "seed": str(seed),
             "train_rows": train_rows, "rmse": "" if error is None else str(error),
             "coverage95": "0.9", "seconds": "2", "status": "ok", "version": "1",
             "options": f"method={method} steps=5 target=smiles:s:v"}
            for (source, target, method), all_seeds in errors.items()
            for seed, error in enumerate(all_seeds)]


# Means over seeds: pair 1 scratch 4, multitask 3, gate 2; pair 2 2, 4, 2.5; pair 3 4, 1, 2.
ROWS = rows_of({("", "x", "scratch"): [3, 5], ("", "y", "scratch"): [1, 3],
                ("a", "x", "multitask"): [3, 3], ("b", "y", "multitask"): [4, 4],
                ("c", "x", "multitask"): [1, 1], ("a", "x", "gate"): [1, 3],
                ("b", "y", "gate"): [2, 3], ("c", "x", "gate"): [2, 2]})


class Statistics(unittest.TestCase):
    def test_the_signed_rank_test_is_exact(self):
        self.assertEqual(wilcoxon([]), 1)
        self.assertEqual(wilcoxon([0, 0]), 1)
        self.assertEqual(wilcoxon([0.1, 0.2, 0.3]), 2 / 8)
        self.assertEqual(wilcoxon([1, 2, 3, 4, 5, 6]), 2 / 64)
        # Ranks 1, 2, 3, 4, the second negative: 8 against 2. At most 2: sums 0, 1, 2 of 16 ways.
        self.assertEqual(wilcoxon([1, -2, 3, 4]), 2 * 3 / 16)
        # Ranks 1.5, 1.5, 3 with a tie: +, -, +: 4.5 of 0, 1.5, 1.5, 3, 3, 4.5, 4.5, 6.
        self.assertEqual(wilcoxon([1, -1, 2]), 2 * 3 / 8)
        self.assertEqual(wilcoxon([0, 1, -1, 2]), wilcoxon([1, -1, 2]))

    def test_means(self):
        self.assertAlmostEqual(geometric_mean([0.5, 2]), 1)
        self.assertAlmostEqual(geometric_mean([1, 8]), math.sqrt(8))
        self.assertAlmostEqual(deviation([1, 3]), math.sqrt(2))
        self.assertTrue(math.isnan(deviation([1])))

    def test_an_interval_of_constant_ratios_is_a_point_and_one_target_has_none(self):
        same = ({"0": 1.0, "1": 2.0}, {"0": 2.0, "1": 4.0})
        for bound in bootstrap([[same], [same, same]]):
            self.assertAlmostEqual(bound, 0.5)
        self.assertTrue(all(map(math.isnan, bootstrap([[same, same]]))))
        low, high = bootstrap([[({"0": 1.0}, {"0": 2.0})], [({"0": 2.0}, {"0": 1.0})]])
        self.assertAlmostEqual(low, 0.5)  # both draws the same pair: one time in four
        self.assertAlmostEqual(high, 2)

    def test_methods_are_compared_by_their_mean_errors_in_each_pair(self):
        table = cells_of(ROWS, PAIRS)
        self.assertEqual(len(table), 3)
        found = compare(table, of("gate"), of("scratch"))
        self.assertEqual((found.pairs, found.better), (3, 2))
        self.assertAlmostEqual(found.ratio, (2 / 4 * 2.5 / 2 * 2 / 4) ** (1 / 3))
        self.assertEqual(found.p, wilcoxon([math.log(0.5), math.log(1.25), math.log(0.5)]))
        self.assertEqual(len(found.clusters), 2)  # pairs 1 and 3 share the target x

    def test_the_mean_of_several_methods_is_that_of_their_errors(self):
        found = compare(cells_of(ROWS, PAIRS), of("gate"), mean_of(["scratch", "multitask"]))
        self.assertAlmostEqual(found.ratio, (2 / 3.5 * 2.5 / 3 * 2 / 2.5) ** (1 / 3))

    def test_best_of_counts_pairs_that_have_all_rivals(self):
        table = cells_of(ROWS, PAIRS)
        self.assertEqual(best_in(table, "gate", ["scratch"]), (2, 3))
        self.assertEqual(best_in(table, "gate", ["scratch", "multitask"]), (1, 3))
        without = cells_of([r for r in ROWS if (r["source"], r["method"]) != ("a", "multitask")], PAIRS)
        self.assertEqual(best_in(without, "gate", ["scratch", "multitask"]), (0, 2))

    def test_only_seeds_that_both_have_are_compared(self):
        rows = rows_of({("", "x", "scratch"): [4, 100], ("a", "x", "gate"): [2, None]})
        found = compare(cells_of(rows, PAIRS), of("gate"), of("scratch"))
        self.assertAlmostEqual(found.ratio, 0.5)

    def test_the_strongest_method_is_one_for_all_pairs(self):
        self.assertEqual(summarise.strongest(cells_of(ROWS, PAIRS)), "multitask")

    def test_a_pair_that_was_not_run_has_no_cell(self):
        table = cells_of([row for row in ROWS if row["source"] != "c"], PAIRS)
        self.assertEqual({cell.pair.number for cell in table}, {1, 2})

    def test_an_experiment_is_compared_with_the_runs_of_main(self):
        base = cells_of(ROWS, PAIRS)
        noisy = cells_of(rows_of({("a", "x", "gate+5sd"): [3, 3], ("b", "y", "gate+5sd"): [5, 5]}), PAIRS)
        found = experiments.against(noisy, base, "gate+5sd", "gate")
        self.assertAlmostEqual(found.ratio, (3 / 2 * 5 / 2.5) ** 0.5)

    def test_the_pairs_are_those_of_the_settings(self):
        pairs = read_pairs()
        self.assertEqual([p.number for p in pairs if p.number < 100], list(range(1, len(
            [p for p in pairs if p.number < 100]) + 1)))
        self.assertGreaterEqual(len([p for p in pairs if p.number < 100]), 14)
        self.assertEqual([half(Pair(n, "", "")) for n in (1, 2, 101)],
                         ["tuning", "confirming", "controls"])
        with open(os.path.join(STUDY, "settings.sh")) as file:
            lines = [line for line in file if len(line.replace("pairs='", "").split()) == 5
                     and line.replace("pairs='", "").split()[0].isdigit()]
        self.assertEqual(len(pairs), len(lines))

    def test_the_readme_is_written_between_its_markers_and_checked(self):
        readme = f"above\n{summarise.BEGIN}\nold\n{summarise.END}\nbelow\n"
        block = summarise.readme_table(ROWS, [], PAIRS)
        text = summarise.with_block(readme, block)
        self.assertTrue(text.startswith("above\n") and text.endswith("\nbelow\n"))
        self.assertNotIn("old", text)
        self.assertIn("| gate / scratch | 0.679 [", text)
        self.assertIn("methods and itself, in pairs | 1 of 3 |", text)
        self.assertEqual(summarise.with_block(text, block), text)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "README.md")
            summarise.settle(path, text, check=False)
            self.assertTrue(summarise.settle(path, text, check=True))
            sys.stderr = open(os.devnull, "w")
            try:
                self.assertFalse(summarise.settle(path, text.replace("0.679", "0.678"), check=True))
            finally:
                sys.stderr.close()
                sys.stderr = sys.__stderr__


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
