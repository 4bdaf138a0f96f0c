"""evaluate: what it runs, that it goes on after a kill, that threads change nothing."""

import os
import subprocess
import time

from support import COMMAND, TINY, CommandTest, main, read, run, write

KEYS = ["source", "target", "method", "split", "seed", "train_rows"]


def without_seconds(path):
    return [{key: value for key, value in row.items() if key != "seconds"} for row in read(path)]


class Studies(CommandTest):
    def evaluate(self, *words, out="results.csv", code=0):
        path = self.at(out)
        done = run("evaluate", *self.target_flags, *self.source_flags, *TINY, *words, "--out", path,
                   code=code)
        return path, done

    def test_every_combination_has_a_row_and_methods_without_a_source_one_a_target(self):
        second = ["--source", self.source, "--formula", "formula", "--value", "gap", "--name", "same"]
        path, done = self.evaluate(*second, "--methods", "scratch,finetune", "--seeds", "0-1",
                                   "--train-rows", "10,all", "--split", "random,column:fold")
        rows = read(path)
        # (random + 3 folds) x 2 seeds x 2 sizes x (scratch + finetune from each of two sources)
        self.assertEqual(len(rows), 4 * 2 * 2 * 3)
        self.assertEqual(len({tuple(row[key] for key in KEYS) for row in rows}), len(rows))
        for row in rows:
            self.assertEqual(row["status"], "ok")
            self.assertEqual(row["source"] == "", row["method"] == "scratch")
            self.assertEqual(row["train"], "10" if row["train_rows"] == "10" else
                             "24" if row["split"] == "random" else "20")
        self.assertEqual({row["split"] for row in rows},
                         {"random", "column:fold=0", "column:fold=1", "column:fold=2"})
        self.assertIn("source -> target, split column:fold, 10 training rows:", done.stdout)
        self.assertIn("same -> target, split random, all training rows:", done.stdout)

    def test_tested_rows_are_taken_out_of_the_source_unless_they_are_to_stay(self):
        taken, _ = self.evaluate("--methods", "source_only", "--seeds", "1")
        kept, _ = self.evaluate("--methods", "source_only", "--seeds", "1", "--keep-test-in-source",
                                out="kept.csv")
        self.assertEqual(read(taken)[0]["source_rows"], str(60 - 6))
        self.assertEqual(read(kept)[0]["source_rows"], "60")
        extra, _ = self.evaluate("--subsample-source", "20", "--methods", "source_only", "--seeds", "1",
                                 out="few.csv")
        self.assertEqual(read(extra)[0]["source_rows"], "20")

    def test_extra_columns_do_not_hide_a_material_that_is_in_the_source(self):
        self.target_flags += ["--extra", "cheap"]
        path, _ = self.evaluate("--methods", "pc_prior", "--seeds", "1")
        self.assertEqual(read(path)[0]["source_rows"], str(60 - 6))

    def test_jobs_change_nothing_but_the_time(self):
        words = ["--methods", "scratch,finetune,pc_prior", "--seeds", "3", "--train-rows", "12,all"]
        one, first = self.evaluate(*words, "--predictions", self.at("p1.csv"), out="one.csv")
        two, second = self.evaluate(*words, "--predictions", self.at("p2.csv"), "--jobs", "3",
                                    out="two.csv")
        self.assertEqual(without_seconds(one), without_seconds(two))
        self.assertEqual(read(self.at("p1.csv")), read(self.at("p2.csv")))
        self.assertEqual(len(read(self.at("p1.csv"))), 18 * 6)

    def test_a_study_killed_at_any_moment_goes_on_where_it_was(self):
        words = ["--methods", "scratch,finetune", "--seeds", "8", "--train-rows", "12,all"]
        whole, _ = self.evaluate(*words, "--predictions", self.at("whole_p.csv"), out="whole.csv")
        out, predictions = self.at("killed.csv"), self.at("killed_p.csv")
        words += ["--predictions", predictions]
        for rows in (3, 9):
            with subprocess.Popen([COMMAND, "evaluate", *self.target_flags, *self.source_flags, *TINY,
                                   *words, "--jobs", "2", "--out", out],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                while process.poll() is None and lines_of(out) <= rows:
                    time.sleep(0.005)
                process.kill()
            self.assertGreater(lines_of(out), rows)
            # As if killed within a row of either.
            for path in (out, predictions):
                os.truncate(path, os.path.getsize(path) - 30)
        _, done = self.evaluate(*words, out="killed.csv")
        self.assertIn("stand in", done.stderr)
        self.assertEqual(without_seconds(out), without_seconds(whole))
        self.assertEqual(read(predictions), read(self.at("whole_p.csv")))

    def test_without_a_source_the_default_chooses_among_what_needs_none(self):
        out = self.at("alone.csv")
        subprocess.run([COMMAND, "evaluate", *self.target_flags, *TINY, "--seeds", "1", "--out", out],
                       check=True, capture_output=True)
        self.assertEqual([(row["source"], row["method"], row["status"]) for row in read(out)],
                         [("", "scratch", "ok"), ("", "select", "ok")])

    def test_a_finished_study_is_not_run_again_and_a_larger_one_adds_to_it(self):
        path, _ = self.evaluate("--methods", "scratch", "--seeds", "2")
        with open(path) as file:
            before = file.read()
        self.evaluate("--methods", "scratch", "--seeds", "2")
        with open(path) as file:
            self.assertEqual(file.read(), before)
        self.evaluate("--methods", "scratch", "--seeds", "3")
        self.assertEqual([row["seed"] for row in read(path)], ["0", "1", "2"])

    def test_the_same_run_with_other_options_is_refused(self):
        self.evaluate("--methods", "scratch", "--seeds", "1")
        done = self.evaluate("--methods", "scratch", "--seeds", "1", "--set", "depth=2", code=2)[1]
        self.assertIn("other options", done.stderr)
        path, _ = self.evaluate("--method", "flat=scratch,depth=2", "--seeds", "1")
        self.assertEqual([row["method"] for row in read(path)], ["scratch", "flat"])

    def test_options_reach_the_method_they_name(self):
        path, _ = self.evaluate("--method", "a=scratch,hidden=4,4,samples=10",
                                "--method", "b=scratch", "--seeds", "1", "--set", "b:depth=1")
        a, b = read(path)
        self.assertIn("hidden=4,4 samples=10", a["options"])
        self.assertNotIn("depth", a["options"])
        self.assertIn("depth=1", b["options"])
        self.assertEqual(b["status"], "ok")

    def test_the_top_split_tests_the_highest_values_and_of_equal_ones_the_first(self):
        rows = read(self.target)
        values = [float(row["gap"]) for row in rows]
        lowest_of_test = sorted(values, reverse=True)[5]
        # Three rows share the value at the border, where one is wanted.
        equal = [i for i, value in enumerate(values) if value < lowest_of_test][:2]
        for i in equal:
            values[i] = lowest_of_test
        write(self.target, ["name", "formula", "gap"],
              [[row["name"], row["formula"], value] for row, value in zip(rows, values)])
        self.target_flags += ["--id", "name"]
        predictions = self.at("p.csv")
        path, _ = self.evaluate("--methods", "scratch", "--split", "top", "--seeds", "2",
                                "--predictions", predictions)
        ordered = sorted(range(30), key=lambda i: (-values[i], i))
        for seed in ("0", "1"):
            tested = {row["id"] for row in read(predictions) if row["seed"] == seed}
            self.assertEqual(tested, {rows[i]["name"] for i in ordered[:6]})
        self.assertEqual([row["split"] for row in read(path)], ["top", "top"])
        few, _ = self.evaluate("--methods", "scratch", "--split", "top", "--seeds", "1", "--test",
                               "0.1", out="few.csv")
        self.assertEqual(read(few)[0]["test"], "3")

    def test_noise_in_labels_leaves_what_is_tested_as_it_is(self):
        words = ["--methods", "scratch,finetune", "--seeds", "2"]
        clean, _ = self.evaluate(*words, "--predictions", self.at("clean_p.csv"), out="clean.csv")
        noise = ["--label-noise", "0.2:5", "--predictions", self.at("noisy_p.csv")]
        noisy, _ = self.evaluate(*words, *noise, out="noisy.csv")

        def tested(name):
            return [[row[key] for key in [*KEYS, "id", "y"]] for row in read(self.at(name))]

        self.assertEqual(tested("clean_p.csv"), tested("noisy_p.csv"))
        for before, after in zip(read(clean), read(noisy)):
            self.assertEqual(before["train"], after["train"])
            self.assertNotEqual(before["rmse"], after["rmse"])
            self.assertNotIn("label_noise", before["options"])
            self.assertIn("label_noise=0.2:5", after["options"].split())
        finished = read(noisy)
        _, done = self.evaluate(*words, *noise, out="noisy.csv")
        self.assertIn("4 of 4 runs stand in", done.stderr)
        self.assertEqual(read(noisy), finished)
        _, done = self.evaluate(*words, "--label-noise", "0.2:2", out="noisy.csv", code=2)
        self.assertIn("other options", done.stderr)

    def test_options_name_all_that_a_run_depends_on(self):
        self.target_flags += ["--unit", "e V%", "--extra", "cheap"]
        path, _ = self.evaluate("--methods", "pc_prior", "--seeds", "1", "--subsample-source", "40",
                                "--subsample-target", "20", "--lenient", "--test", "0.3")
        words = read(path)[0]["options"].split(" ")
        for word in ["method=pc_prior", "target=formulas:formula:gap", "target_unit=e%20V%25",
                     "extra=cheap", "subsample_target=20", "lenient=1", "test=0.3",
                     "source=formulas:formula:cheap", "subsample_source=40"]:
            self.assertIn(word, words)

    def test_the_metrics_are_those_of_the_predictions(self):
        predictions = self.at("p.csv")
        path, _ = self.evaluate("--methods", "scratch", "--seeds", "1", "--predictions", predictions)
        rows, result = read(predictions), read(path)[0]
        y, mean, low, high = ([float(row[key]) for row in rows] for key in ("y", "mean", "low", "high"))
        rmse = (sum((a - b) ** 2 for a, b in zip(y, mean)) / len(y)) ** 0.5
        self.assertAlmostEqual(rmse, float(result["rmse"]), places=12)
        covered = sum(a <= v <= b for a, v, b in zip(low, y, high)) / len(y)
        self.assertAlmostEqual(covered, float(result["coverage95"]), places=12)
        width = sum(b - a for a, b in zip(low, high)) / len(y)
        self.assertAlmostEqual(width, float(result["width95"]), places=12)
        self.assertTrue(all(float(row["distance"]) >= 0 for row in rows))
        self.assertTrue(any(float(row["distance"]) > 0 for row in rows))

    def test_a_run_that_fails_says_why_and_the_others_go_on(self):
        path, done = self.evaluate("--methods", "scratch", "--seeds", "1", "--train-rows", "10,50",
                                   code=1)
        ok, failed = read(path)
        self.assertEqual(ok["status"], "ok")
        self.assertIn("fewer than 50", failed["status"])
        self.assertEqual(failed["rmse"], "")
        self.assertIn("1 of 2 runs failed; the first, scratch (target, split random, seed 0, 50 training "
                      "rows): ", done.stderr)

    def test_a_source_that_is_the_target_is_refused_under_whatever_name(self):
        copy = self.at("copy.csv")
        write(copy, ["formula", "gap"], [[row["formula"], row["gap"]] for row in read(self.target)])
        write(self.target, ["formula", "gap"], [[r["formula"], r["gap"]] for r in read(self.target)])
        for path in (self.target, copy):
            words = ["--source", path, "--formula", "formula", "--value", "gap", "--name", "s"]
            done = run("evaluate", *self.target_flags, *words, *TINY, "--methods", "finetune",
                       "--train-rows", "10", code=1)
            self.assertIn("the source 's' is the target 'target' itself", done.stderr)

    def test_wrong_usage_and_foreign_files(self):
        target = ["evaluate", *self.target_flags]
        for words, says in [
            (["evaluate", "--methods", "scratch"], "--target"),
            ([*target, "--methods", "gate"], "--source"),
            ([*target, "--methods", "scratch,scratch"], "two methods"),
            ([*target, *self.target_flags, "--methods", "scratch"], "--name"),
            ([*target, "--methods", "scratch", "--seeds", "9-0"], "--seeds '9-0'"),
            ([*target, "--methods", "scratch", "--split", "half"], "--split 'half'"),
            ([*target, "--methods", "scratch", "--label-noise", "2:5"], "--label-noise '2:5'"),
            ([*target, "--methods", "scratch", "--label-noise", "0.1"], "--label-noise '0.1'"),
            ([*target, "--methods", "scratch", "--split", "top:3"], "--split 'top:3'"),
            ([*target, "--methods", "scratch", "--set", "gate:steps=1"], "no such method"),
            ([*target, "--methods", "scratch", "--set", "seed=1"], "--seeds"),
        ]:
            self.assertIn(says, run(*words, code=2).stderr)
        run(*target, "--methods", "magic", code=1)
        write(self.at("mine.csv"), ["a", "b"], [[1, 2]])
        done = run(*target, "--methods", "scratch", *TINY, "--out", self.at("mine.csv"), code=3)
        self.assertIn("other columns", done.stderr)
        self.assertEqual(read(self.at("mine.csv")), [{"a": "1", "b": "2"}])


def lines_of(path):
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as file:
        return file.read().count(b"\n")


main()
