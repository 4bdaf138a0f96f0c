"""report: the page holds together whatever it is given, and shows real runs and models."""

import json
import os
import re
import statistics

from pages import KEYS, ReportTest
from support import TINY, main, read, run, write

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "data")


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
            "scratch", "--set", "network=small", *TINY, "--out", small)
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
