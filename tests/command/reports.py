"""report: its statistics against known values, and that the page holds together whatever it is given."""

import json
import math
import os
import re
import statistics
from html.parser import HTMLParser

from support import TINY, CommandTest, main, read, run, write

KEYS = ["source", "target", "method", "split", "seed", "train_rows"]
VOID = {"meta", "br", "link", "img", "hr", "input"}
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "data")


class Page(HTMLParser):
    """The titles of drawings, and the tables of each section with the heading before them: rows of
    cells, each its text and its numbers. Elements must be closed in the order of their opening."""

    def __init__(self, text):
        super().__init__()
        self.source, self.open, self.ids, self.tables, self.texts = text, [], [], [], []
        self.section, self.heading, self.titles = "", "", []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "section":
            self.section = attributes["id"]
        if tag in ("h2", "h3"):
            self.heading = ""
        if tag == "table":
            self.tables.append((self.section, self.heading, []))
        if tag == "tr":
            self.tables[-1][2].append([])
        if tag in ("td", "th"):
            self.tables[-1][2][-1].append(["", []])
        if tag == "title":
            self.titles.append("")
        if tag == "data" and "tr" in self.open:
            self.tables[-1][2][-1][-1][1].append(float(attributes["value"]))

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, text):
        self.texts.append(text)
        if "title" in self.open:
            self.titles[-1] += text
        if {"h2", "h3"} & set(self.open):
            self.heading += text
        if {"td", "th"} & set(self.open):
            self.tables[-1][2][-1][-1][0] += text

    def text(self):
        return " ".join(" ".join(self.texts).split())

    def rows(self, section, heading=""):
        """Those of the first table there, behind its header."""
        for where, name, rows in self.tables:
            if where == section and name.startswith(heading):
                return rows[1:]
        raise AssertionError((section, heading))

    def table(self, section, heading=""):
        """{first cell: {column: cell}}."""
        rows = self.rows(section, heading)
        columns = next(table[0] for _, _, table in self.tables if table[1:] == rows)
        return {row[0][0].removesuffix(" ★"): {name[0]: cell for name, cell in zip(columns, row)}
                for row in rows}


class ReportTest(CommandTest):
    def report(self, *words, code=0):
        out = self.at("report.html")
        run("report", *words, "--out", out, code=code)
        with open(out, encoding="utf-8", newline="") as file:
            return Page(file.read())

    def results(self, rows, columns=("rmse",), name="results.csv"):
        """Rows of (source, target, method, seed, figures...)."""
        path = self.at(name)
        write(path, [*KEYS, *columns],
              [[s, t, m, "random", seed, "all", *figures] for s, t, m, seed, *figures in rows])
        return path

    def against(self, *logs_of_methods):
        """The table of ratios of methods b, c, ... whose errors are 2^d times those of a, one seed
        for each d. Powers of two, so that equal d give equal logarithms to the last bit."""
        rows = []
        for m, logs in enumerate(logs_of_methods):
            for seed, d in enumerate(logs):
                rows += [["s", "t", "a", seed, 1.0]] * (m == 0)
                rows.append(["s", "t", "bcd"[m], seed, 2.0 ** d])
        return self.report("--results", self.results(rows)).table("ratios", "split random")


class Statistics(ReportTest):
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
        rows = page.rows("distance", "The same in numbers")
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


class Robustness(ReportTest):
    def test_names_are_text_whatever_they_hold(self):
        odd = "<b>&\"'</section>\x07é"
        rows = [["s<", "t&", m, seed, 1 + seed] for m in (odd, "plain") for seed in range(3)]
        page = self.report("--results", self.results(rows), "--title", odd)
        self.assertEqual(page.source.count("</section>"), len(page.ids))
        self.assertIn(odd.replace("\x07", " "), page.table("errors", "s< -> t&"))
        self.assertTrue(page.text().startswith("<b>&\"'</section> é"))

    def test_failed_runs_are_counted_and_their_messages_shown(self):
        rows = [["s", "t", "a", 0, 1, "ok"], ["s", "t", "a", 1, "", "broken <pipe>"],
                ["s", "t", "b", 0, "", "broken <pipe>"], ["s", "t", "b", 1, "nan", "ok"]]
        page = self.report("--results", self.results(rows, ["rmse", "status"]))
        self.assertIn("4 runs, of which 3 failed", page.text())
        self.assertEqual(page.table("overview", "Failed runs")["a"]["message"][0], "broken <pipe>")
        self.assertEqual(page.table("errors", "s -> t")["a"]["runs"][0], "1 (1 failed)")
        self.assertEqual(page.table("errors", "s -> t")["b"]["RMSE"][0], "–")

    def test_nothing_but_failures_is_a_report_all_the_same(self):
        page = self.report("--results", self.results([["s", "t", m, 0, ""] for m in "ab"]))
        self.assertIn("2 runs, of which 2 failed", page.text())

    def test_columns_may_be_missing_or_in_another_order(self):
        path = self.at("r.csv")
        write(path, ["rmse", *reversed(KEYS), "extra"],
              [[4, "all", seed, "column:f=" + str(seed), "a", "t", "s", "x"] for seed in range(2)])
        row = self.report("--results", path).table("errors", "s -> t, split column:f")["a"]
        self.assertEqual((row["RMSE"][1], row["MAE"][0], row["runs"][0]), ([4], "–", "2"))

    def test_a_line_that_was_not_finished_is_passed_over(self):
        path = self.results([["s", "t", "a", 0, 1], ["s", "t", "a", 1, 3]])
        with open(path, "a") as file:
            file.write("s,t,a,random,2,al")
        row = self.report("--results", path).table("errors", "s -> t")["a"]
        self.assertEqual(row["RMSE"][1], [2])

    def test_wrong_usage_and_foreign_files(self):
        out, results = ["--out", self.at("no.html")], self.results([["s", "t", "a", 0, 1]])
        good = ["report", "--results", results, *out]
        for words, says, code in [
            (["report", *out], "--results", 2),
            (["report", "--results", results], "--out", 2),
            ([*good, "--baseline", "b"], "the methods of the results: a", 2),
            ([*good, "--target", self.target, "--formula", "formula"], "--model first", 2),
            ([*good, "--model", "m", "--target", self.target], "--formula COLUMN", 2),
            ([*good, "--method", "a"], "the nearest is", 2),
            (["report", "--results", "-", "--predictions", "-", *out], "only once", 2),
            (["report", "--results", self.target, *out], "no column 'source'", 3),
            ([*good, "--predictions", results], "no column 'y'", 3),
            (["report", "--results", self.at("absent.csv"), *out], "absent.csv", 3),
            ([*good, "--model", self.at("absent.graft")], "absent.graft", 3),
            ([*good, "--model", results], "model", 1),
            (["report", "--results", results, "--out", self.at("no/such/r.html")], "cannot write", 3),
        ]:
            self.assertIn(says, run(*words, code=code).stderr)
        self.assertFalse(os.path.exists(self.at("no.html")))
        write(self.at("ragged.csv"), [*KEYS, "rmse"], [["s", "t"]])
        run("report", "--results", self.at("ragged.csv"), *out, code=3)
        write(self.at("empty.csv"), [*KEYS, "rmse"], [])
        self.assertIn("no runs", run("report", "--results", self.at("empty.csv"), *out, code=3).stderr)


class RealRuns(ReportTest):
    def setUp(self):
        super().setUp()
        at = lambda name: os.path.join(EXAMPLES, name)
        flags = ["--formula", "formula", "--value", "band_gap_eV"]
        self.measured = ["--target", at("measured_band_gaps.csv"), *flags, "--name", "measured"]
        self.computed = ["--source", at("computed_band_gaps.csv"), *flags, "--name", "computed"]

    def test_a_study_becomes_one_page_that_needs_nothing_else(self):
        results, predictions = self.at("r.csv"), self.at("p.csv")
        run("evaluate", *self.measured, *self.computed, *TINY, "--methods", "scratch,finetune,pc_prior",
            "--subsample-target", "150", "--subsample-source", "300", "--seeds", "2",
            "--train-rows", "30,all", "--out", results, "--predictions", predictions)
        words = ["--results", results, "--predictions", predictions]
        page = self.report(*words)
        for foreign in ("http:", "https:", "//", "<script", "@import", "url(", "<img", "<link"):
            self.assertFalse(foreign in page.source, foreign)
        self.assertLess(len(page.source), 400_000)
        self.assertEqual(len(page.ids), len(set(page.ids)))
        for section in ("overview", "errors", "ratios", "parity", "calibration", "distance", "learning",
                        "cost"):
            self.assertIn(section, page.ids)
            self.assertTrue(f'href="#{section}"' in page.source, section)
        for method in ("scratch", "finetune", "pc_prior"):
            self.assertIn(method, page.table("errors", "computed -> measured, split random, 30"))
            self.assertIn("Predicted against measured values, " + method, page.titles)
        self.assertIn("RMSE by number of training rows, computed -> measured, split random",
                      page.titles)
        rows = [r for r in read(results) if r["method"] == "scratch" and r["train_rows"] == "30"]
        shown = page.table("errors", "computed -> measured, split random, 30")["scratch"]
        for column, key in [("RMSE", "rmse"), ("MAE", "mae"), ("coverage", "coverage95"),
                            ("width", "width95"), ("CRPS", "crps"), ("log density", "log_density"),
                            ("seconds", "seconds")]:
            self.assertAlmostEqual(shown[column][1][0],
                                   statistics.fmean(float(r[key]) for r in rows), places=12)
        self.assertTrue(self.report(*words).source == page.source)
        with open(results) as file:
            piped = run("report", "--results", "-", "--predictions", predictions, "--out", "-",
                        text=file.read())
        self.assertTrue(piped.stdout == page.source)

    def test_models_show_their_maps_and_distances(self):
        paths = {}
        for method in ("gate", "pc_prior", "scratch"):
            paths[method] = self.at(method + ".graft")
            source = [] if method == "scratch" else self.source_flags
            run("fit", *self.target_flags, *source, *TINY, "--method", method, "--out", paths[method])
        small = self.at("small.graft")
        run("fit", *self.target_flags[:2], "--features", "cheap,fold", "--value", "gap", "--method",
            "target_only", "--set", "samples=20", "--set", "adaptation=20", "--out", small, code=4)
        results = self.results([["s", "t", "a", 0, 1.0]])
        data = [*self.target_flags, *self.source_flags]
        page = self.report("--results", results, "--model", paths["gate"], "--model", paths["scratch"],
                           *data, "--model", paths["pc_prior"], *data, "--model", small,
                           *self.target_flags)
        self.assertEqual(page.titles.count("Latent space z of each task"), 3)
        self.assertEqual(page.titles.count("Common locally flat frame u"), 1)
        self.assertIn("has no latent space", page.text())
        known = json.loads(run("info", "--model", paths["pc_prior"], "--json").stdout)["diagnostics"]
        means = {key: value for key, value in known.items()
                 if ".distance." in key and key.endswith(".mean")}
        self.assertTrue(means)
        shown = {}
        for section, _, rows in page.tables:
            if section == "models" and rows[0][0][0] == "candidate and part":
                shown.update({row[0][0]: row[1][1] for row in rows[1:]})
        for key, value in means.items():
            self.assertEqual(shown[key.removesuffix(".mean")], [value])
        # Rows that are both the target's and the source's stand where each task's own network puts
        # them; a model of one task puts them at one place.
        same = [*self.target_flags, *["--source", *self.target_flags[1:]]]
        for method, alike in [("gate", False), ("scratch", True)]:
            page = self.report("--results", results, "--model", paths[method], *same)
            dots = {i: re.findall(f'class="dots s{i}" d="(M[^"]{{40,}})"', page.source)[0] for i in (0, 1)}
            self.assertEqual(dots[0] == dots[1], alike)

    def test_a_model_without_data_sets_has_no_map(self):
        model = self.at("m.graft")
        run("fit", *self.target_flags, *TINY, "--method", "scratch", "--out", model)
        page = self.report("--results", self.results([["s", "t", "a", 0, 1.0]]), "--model", model)
        self.assertIn("no data sets were named", page.text())


main()
