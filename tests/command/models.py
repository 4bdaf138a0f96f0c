"""fit, predict, info, the tables of methods and options, and how the command refuses."""

import csv
import io
import json
import os
import subprocess
import unittest

from support import COMMAND, HAS_RDKIT, TINY, CommandTest, main, read, run, write

INPUT = ["--formula", "formula"]


class Models(CommandTest):
    def fit(self, *words, name="model.graft", code=0):
        model = self.at(name)
        done = run("fit", *self.target_flags, *words, *TINY, "--out", model, code=code)
        return model, done.stdout

    def predict(self, model, *words, text=None):
        done = run("predict", "--model", model, *words, text=text)
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def test_a_model_is_fitted_and_predicts_what_it_was_fitted_to(self):
        model, summary = self.fit("--unit", "eV", "--method", "scratch")
        self.assertIn("held-out rmse", summary)
        self.assertIn("gap [eV]", summary)
        rows = self.predict(model, "--in", self.target, *INPUT, "--id", "name", "--draws", "2")
        self.assertEqual([row["id"] for row in rows], [row["name"] for row in read(self.target)])
        for row in rows:
            self.assertLess(float(row["low"]), float(row["mean"]))
            self.assertLess(float(row["mean"]), float(row["high"]))
            self.assertEqual(row["draw1"], row["draw2"])  # of one member

    def test_without_a_method_the_rows_choose_one(self):
        few = ["--set", "candidates=scratch,gaussian_process,finetune", "--set", "select_folds=3"]
        model, summary = self.fit(*self.source_flags, *few)
        info = json.loads(run("info", "--model", model, "--json").stdout)
        errors = info["selected"]["cross_validated_rmse"]
        self.assertEqual(list(errors), ["scratch", "gaussian_process", "finetune"])
        self.assertIn(info["selected"]["method"], errors)
        self.assertEqual(info["method"], info["selected"]["method"])
        self.assertIn("held-out rmse", summary)
        self.assertIn(info["method"] + ", chosen by select", summary)
        self.assertIn("select.finetune.rmse", summary)
        self.assertEqual(len(self.predict(model, "--in", self.target, *INPUT)), 30)

    def test_a_level_narrows_the_interval_to_the_normal_quantiles(self):
        model, _ = self.fit("--method", "scratch")
        for row in self.predict(model, "--in", self.target, *INPUT, "--level", "0.5"):
            half = (float(row["high"]) - float(row["low"])) / 2
            self.assertAlmostEqual(half, 0.6744897501960817 * float(row["noise_sd"]), places=9)

    def test_standard_input_and_a_file_give_the_same(self):
        model, _ = self.fit("--method", "scratch")
        table = "formula\r\nFe2O3\r\n\"TiO2\"\r\n"
        with open(self.at("in.csv"), "w", newline="") as file:
            file.write(table)
        run("predict", "--model", model, "--in", self.at("in.csv"), *INPUT, "--out", self.at("out.csv"))
        piped = self.predict(model, "--in", "-", *INPUT, text=table)
        self.assertEqual(piped, read(self.at("out.csv")))
        self.assertEqual([row["id"] for row in piped], ["Fe2O3", "TiO2"])

    def test_a_bayesian_fit_shows_distances_and_convergence(self):
        model, summary = self.fit(*self.source_flags, "--method", "pc_prior")
        for text in ("converged", "transfer.weight", "transfer.distance"):
            self.assertIn(text, summary)
        shown = run("info", "--model", model).stdout
        self.assertEqual(json.loads(shown[: shown.index("\nDiagnostics:")])["method"], "pc_prior")
        self.assertIn("transfer.left_out_log_density", shown)
        raw = json.loads(run("info", "--model", model, "--json").stdout)
        self.assertEqual(raw["target_rows"], 30)

    def test_chains_too_short_give_a_model_and_exit_code_4(self):
        data = ["fit", "--target", self.target, "--features", "cheap,fold", "--value", "gap"]
        model = self.at("short.graft")
        short = ["--set", "samples=10", "--set", "adaptation=20", "--set", "chains=2"]
        done = run(*data, "--method", "target_only", *short, "--out", model, code=4)
        self.assertIn("not mixed", done.stderr)
        run("info", "--model", model)

    def test_extra_columns_stand_behind_the_composition_and_are_needed_again(self):
        model, _ = self.fit("--extra", "cheap", *self.source_flags, "--method", "pc_prior")
        rows = self.predict(model, "--in", self.target, *INPUT, "--extra", "cheap")
        self.assertEqual(len(rows), 30)
        run("predict", "--model", model, "--in", self.target, *INPUT, code=1)

    def test_a_row_without_an_extra_value_is_named_or_left_out(self):
        write(self.target, ["formula", "gap", "cheap"],
              [[r["formula"], r["gap"], "" if i == 4 else r["cheap"]]
               for i, r in enumerate(read(self.target))])
        words = ["--extra", "cheap", "--method", "scratch"]
        words = ["fit", *self.target_flags, *words, *TINY, "--out", self.at("m.graft")]
        done = run(*words, code=1)
        self.assertIn("line 6", done.stderr)
        self.assertIn("'cheap'", done.stderr)
        done = run(*words, "--lenient")
        self.assertIn("1 row of", done.stderr)
        self.assertIn("target rows    29", done.stdout)

    def test_a_star_is_every_column_not_named_otherwise(self):
        words = ["--features", "*", "--value", "gap", "--id", "name", "--extra", "cheap"]
        write(self.target, ["name", "x", "gap", "cheap"],
              [[r["name"], r["fold"], r["gap"], r["cheap"]] for r in read(self.target)])
        model = self.at("star.graft")
        run("fit", "--target", self.target, *words, "--method", "scratch", *TINY, "--out", model)
        rows = self.predict(model, "--in", "-", "--features", "x,cheap", text="x,cheap\n1,0.5\n")
        self.assertEqual(len(rows), 1)

    def test_inputs_that_occur_more_than_once_are_noted(self):
        words = ["fit", *self.target_flags, "--method", "ridge", "--out", self.at("m.graft")]
        self.assertEqual(run(*words).stderr, "")
        rows = [[row["formula"], row["gap"]] for row in read(self.target)]
        write(self.target, ["formula", "gap"], [*rows, *[[f"({f})3", gap] for f, gap in rows[:4]]])
        self.assertIn("4 of 34 rows of the target", run(*words).stderr)

    def test_a_model_takes_the_source_s_place(self):
        source = self.at("source.graft")
        run("fit", "--target", self.source, *INPUT, "--value", "cheap", "--method", "scratch", *TINY,
            "--out", source)
        _, summary = self.fit("--source-model", source, "--method", "pc_prior", code=0)
        self.assertIn("transfer.weight", summary)


class Refusals(CommandTest):
    def test_wrong_usage_is_one_line_and_exit_code_2(self):
        fit = ["fit", *self.target_flags]
        for words, says in [
            ([], "no command"),
            (["fitt"], "unknown command 'fitt'"),
            ([*fit, "--methd", "gate"], "the nearest is --method"),
            ([*fit, "--method", "gate"], "--out"),
            ([*fit, "--method", "gate", "--out"], "--out wants a value"),
            ([*fit, "--method", "gate", "--set", "steps", "--out", "x"], "key=value"),
            (["fit", "--value", "gap"], "name its file first"),
            (["fit", "--target", self.target, "--value", "gap", "--method", "scratch", "--out", "x"],
             "--formula COLUMN"),
            (["predict", "--model", "x", "--in", "y", *INPUT, "--level", "1,5"], "--level '1,5'"),
            (["info"], "--model"),
        ]:
            self.assertIn(says, run(*words, code=2).stderr)

    def test_what_the_library_refuses_has_its_words_and_exit_code_1(self):
        fit = ["fit", *self.target_flags, "--out", self.at("x.graft")]
        self.assertIn("the methods are", run(*fit, "--method", "magic", code=1).stderr)
        wrong = run(*fit, "--method", "scratch", "--set", "step=3", code=1)
        self.assertIn("the nearest is 'steps'", wrong.stderr)
        self.assertIn("takes no source",
                      run(*fit, *self.source_flags, "--method", "scratch", code=1).stderr)
        self.assertFalse(os.path.exists(self.at("x.graft")))

    def test_files_that_cannot_be_read_or_written_give_exit_code_3(self):
        words = ["fit", *self.target_flags, "--method", "scratch", *TINY, "--out"]
        run(*words, self.at("no/such/folder/m.graft"), code=3)
        run("info", "--model", self.at("absent.graft"), code=3)
        words[2] = self.at("absent.csv")
        self.assertIn("absent.csv", run(*words, self.at("m.graft"), code=3).stderr)

    @unittest.skipUnless(HAS_RDKIT, "SMILES need RDKit")
    def test_a_bad_smiles_is_named_with_its_line(self):
        write(self.at("bad.csv"), ["smiles", "y"], [["CCO", 1], ["C1CC", 2], ["CC", 3]])
        done = run("fit", "--target", self.at("bad.csv"), "--smiles", "smiles", "--value", "y",
                   "--method", "scratch", "--out", self.at("m.graft"), code=1)
        self.assertIn("line 3", done.stderr)
        self.assertIn("C1CC", done.stderr)

    def test_a_bad_formula_of_standard_input_is_named_with_its_line(self):
        model = self.at("m.graft")
        run("fit", *self.target_flags, "--method", "scratch", *TINY, "--out", model)
        done = run("predict", "--model", model, "--in", "-", *INPUT, text="formula\nFeO\nXx2O\n", code=1)
        self.assertIn("standard input line 3", done.stderr)
        self.assertIn("Xx", done.stderr)

    def test_a_reader_that_goes_away_is_no_error(self):
        with subprocess.Popen([COMMAND, "options"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
            p.stdout.close()
            self.assertEqual(p.stderr.read(), b"")
            self.assertEqual(p.wait(60), 0)

    def test_the_tables_list_what_the_library_has(self):
        refused = run("fit", *self.target_flags, "--method", "?", "--out", "x", code=1).stderr
        known = set(refused.split("the methods are ")[1].strip().split(", "))
        listed = [line.split()[0] for line in run("methods").stdout.splitlines()[1:]]
        self.assertEqual(known, set(listed))
        self.assertIn("pc_limit", run("options", "pc_").stdout)
        self.assertNotIn("depth", run("options", "pc_").stdout)

    def test_every_command_explains_itself(self):
        for command in ["fit", "predict", "evaluate", "report", "info", "methods", "options"]:
            self.assertIn("graft " + command, run(command, "--help").stdout)


main()
