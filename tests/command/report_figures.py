"""report: its statistics and what it makes of predictions, against known values."""

import math
import statistics

from pages import KEYS, ReportTest
from support import main, write


class Statistics(ReportTest):
    def against(self, *logs_of_methods):
        """The table of ratios of methods b, c, ... whose errors are 2^d times those of a, one seed
        for each d. Powers of two, so that equal d give equal logarithms to the last bit."""
        rows = []
        for m, logs in enumerate(logs_of_methods):
            for seed, d in enumerate(logs):
                rows += [["s", "t", "a", seed, 1.0]] * (m == 0)
                rows.append(["s", "t", "bcd"[m], seed, 2.0 ** d])
        return self.report("--results", self.results(rows)).table("ratios", "split random")

    # python3 -c "from scipy.stats import *; print(wilcoxon([1.5, -.3, 2.2, .7, -1.1, 3, .4]).pvalue)"
    def test_a_small_signed_rank_test_is_exact(self):
        row = self.against([1.5, -0.3, 2.2, 0.7, -1.1, 3.0, 0.4])["b"]
        self.assertEqual(row["p"][1], [0.15625])
        self.assertEqual(row["better in"][0], "2 of 7")

    # wilcoxon(d, method=PermutationMethod(n_resamples=10**6)).pvalue, which is exact for 9
    def test_it_is_exact_with_equal_differences_too(self):
        row = self.against([1, 1, -1, 2, 2, 2, 3, -3, 4])["b"]
        self.assertEqual(row["p"][1], [0.1484375])

    # wilcoxon([i * 7 % 11 - 3 for i in range(1, 41)], correction=True, method="asymptotic").pvalue
    def test_a_large_one_is_corrected_for_ties_and_continuity_and_leaves_zeros_out(self):
        row = self.against([i * 7 % 11 - 3 for i in range(1, 41)])["b"]
        self.assertAlmostEqual(row["p"][1][0], 0.0002981925139634512, places=14)
        self.assertEqual(row["p"][0], "< 0.001")

    def test_no_difference_at_all_is_no_finding(self):
        row = self.against([0, 0, 0])["b"]
        self.assertEqual(row["p"][1], [1])
        self.assertEqual(row["ratio"][1], [1])

    # scipy.stats.t.ppf(0.975, [1, 2, 3, 9, 30])
    def test_intervals_of_errors_are_student_s(self):
        for n, t in [(2, 12.706204736174698), (3, 4.302652729696142), (4, 3.182446305284263),
                     (10, 2.2621571628540993), (31, 2.042272456301238)]:
            errors = [20 + (i * i) % 7 for i in range(n)]
            page = self.report("--results", self.results([["s", "t", "a", i, e]
                                                          for i, e in enumerate(errors)]))
            row = page.table("errors", "s -> t")["a"]
            mean = statistics.fmean(errors)
            half = t * statistics.stdev(errors) / math.sqrt(n)
            self.assertAlmostEqual(row["RMSE"][1][0], mean, places=9)
            self.assertAlmostEqual(row["95 %"][1][0], mean - half, places=7)
            self.assertAlmostEqual(row["95 %"][1][1], mean + half, places=7)

    def test_holm_s_correction_steps_down(self):
        table = self.against([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, -5, 6, 7, 8],
                             [-1, 2, -3, 4, -5, 6, -7, 8])
        p = [table[name]["p"][1][0] for name in "bcd"]
        self.assertEqual(p, sorted(p))
        self.assertEqual([table[name]["p corrected"][1][0] for name in "bcd"],
                         [min(1, 3 * p[0]), min(1, max(3 * p[0], 2 * p[1])),
                          min(1, max(3 * p[0], 2 * p[1], p[2]))])
        self.assertEqual(table["b"]["error"][0], "more")
        self.assertEqual(table["d"]["error"][0], "not clear")

    def test_over_pairs_the_ratio_is_a_geometric_mean_in_which_each_pair_counts_the_same(self):
        # A pair at 1/2 with two seeds, a pair at 1 with three.
        rows = [["s", "one", method, seed, error] for method, error in [("a", 4), ("b", 2)]
                for seed in range(2)]
        rows += [["s", "two", method, seed, 4] for method in "ab" for seed in range(3)]
        row = self.report("--results", self.results(rows)).table("ratios", "split random")["b"]
        self.assertAlmostEqual(row["ratio"][1][0], math.sqrt(0.5))
        self.assertEqual(row["pairs"][0], "2")
        # Two pairs drawn again are both the first, or both the second, a quarter of the time each.
        for end, exact in zip(row["95 % by bootstrap"][1], [0.5, 1]):
            self.assertAlmostEqual(end, exact)
        half = 12.706204736174698 * math.log(2) / 2
        for end, sign in zip(row["95 % by t"][1], [-1, 1]):
            self.assertAlmostEqual(math.log(end), -math.log(2) / 2 + sign * half, places=7)

    def test_methods_of_the_target_alone_count_once_for_each_target(self):
        rows = [["", "t", method, seed, 1 + m + 0.1 * seed]
                for m, method in enumerate(["scratch", "target_only"]) for seed in range(4)]
        rows += [[s, "t", "gate", seed, 2] for s in ("s1", "s2") for seed in range(4)]
        page = self.report("--results", self.results(rows))
        table = page.table("ratios", "split random")
        self.assertEqual(table["target_only"]["better in"][0], "0 of 4")
        self.assertEqual(table["gate"]["better in"][0], "0 of 8")
        for source in ("s1", "s2"):
            self.assertEqual(set(page.table("errors", source + " -> t")),
                             {"scratch", "target_only", "gate"})

    def test_three_digits_count(self):
        shown = {"0.9996": "1.00", "0.01234": "0.0123", "12345.6": "12346", "0": "0", "2.5": "2.50",
                 "0.00001234": "1.23e-05", "999999.6": "1.00e+06"}
        rows = [["s", "t", "a" + text, 0, 1, text, "-" + text] for text in shown]
        table = self.report("--results", self.results(rows, ["rmse", "mae", "log_density"])).table("errors")
        for text, digits in shown.items():
            self.assertEqual(table["a" + text]["MAE"], [digits, [float(text)]])
            self.assertEqual(table["a" + text]["log density"][0], digits if text == "0" else "−" + digits)

    def test_a_baseline_may_be_chosen(self):
        rows = [["s", "t", method, 0, error] for method, error in [("a", 2), ("b", 1)]]
        page = self.report("--results", self.results(rows), "--baseline", "b")
        self.assertEqual(page.table("ratios", "split random")["a"]["ratio"][1], [2])
        self.assertEqual(page.table("errors", "s -> t")["a"]["ratio"][1], [2])


class Predictions(ReportTest):
    COLUMNS = [*KEYS, "id", "y", "mean", "model_sd", "noise_sd", "low", "high"]

    def predicted(self, rows, columns=()):
        """A report on one run of method a, and its predictions."""
        results = self.results([["s", "t", "a", 0, 1.0]])
        path = self.at("predictions.csv")
        write(path, [*self.COLUMNS, *columns],
              [["s", "t", "a", "random", 0, "all", f"r{i}", *row] for i, row in enumerate(rows)])
        return self.report("--results", results, "--predictions", path)

    def test_normal_errors_have_the_coverage_that_they_promise(self):
        normal = statistics.NormalDist()
        z = [normal.inv_cdf((i + 0.5) / 2000) for i in range(2000)]
        # The whole deviation is 5: 3 of the model, 4 of the noise.
        page = self.predicted([[10, 10 + 5 * e, 3, 4, 5 + 5 * e, 15 + 5 * e] for e in z])
        row = page.table("calibration", "split random")["a"]
        for level in (50, 80, 90, 95):
            self.assertAlmostEqual(row[f"{level} %"][1][0], level / 100, delta=0.0011)
        self.assertAlmostEqual(row["[low, high]"][1][0], 0.6827, delta=0.0011)
        self.assertIn("over 2000 predictions, of which 400 are drawn", page.text())

    def test_without_deviations_or_distances_these_sections_say_so(self):
        page = self.predicted([[1, 1.5, "", "", "", ""], [2, "nan", "", "", "", ""]])
        self.assertIn("hold no deviations", page.text())
        self.assertIn("no column 'distance'", page.text())
        self.assertIn("over 1 predictions", page.text())

    def test_error_by_distance_is_that_of_groups_of_rows_with_a_distance(self):
        near = [[0, (-1) ** i, 3, 4, -9, 9, 0] for i in range(30)]  # off by 1, 5 predicted
        far = [[0, 7 * (-1) ** i, 0, 2, -4, 4, 0.5 + i / 100] for i in range(20)]
        page = self.predicted(far + near + [[0, 1000, 1, 1, -2, 2, ""]], ["distance"])
        self.assertIn("Error and predicted deviation by distance from the training rows, a",
                      page.titles)
        rows = page.rows("distance", "The same in numbers")[1:]
        self.assertEqual([row[2][0] for row in rows], ["30", "20"])
        self.assertEqual([[cell[1] for cell in row[3:]] for row in rows], [[[1], [5]], [[7], [2]]])
        self.assertAlmostEqual(rows[1][1][1][0], 0.595)

    def test_predictions_of_other_runs_are_counted_and_left_out(self):
        results = self.results([["s", "t", "a", 0, 1.0]])
        path = self.at("p.csv")
        write(path, self.COLUMNS, [["s", "t", "a", "random", seed, "all", "r", 1, 2, 1, 1, 0, 4]
                                   for seed in (0, 1)])
        page = self.report("--results", results, "--predictions", path)
        self.assertIn("1 predictions belong to no run", page.text())

    def test_many_predictions_give_a_small_page(self):
        runs = [["s", f"t{t}", m, 0, 1.0] for t in range(60) for m in "abcd"]
        path = self.at("p.csv")
        write(path, self.COLUMNS,
              [["s", t, m, "random", 0, "all", f"r{i}", i * 0.37, i * 0.41, 1, 1, i * .3, i * .5]
               for _, t, m, _, _ in runs for i in range(300)])
        page = self.report("--results", self.results(runs), "--predictions", path)
        self.assertLess(len(page.source), 5_000_000)
        self.assertIn("left out, to keep the file small", page.text())


main()
