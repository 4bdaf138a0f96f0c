"""What a command line names as files: no output costs an input, none is found wanting after the work."""

import os
import stat

from support import TINY, CommandTest, main, read, run

INPUT = ["--formula", "formula"]
# Trains for hours: a test that waits for it fails by its time limit.
ENDLESS = ["--method", "scratch", "--set", "steps=1000000000", "--set", "width=16"]


class Clashes(CommandTest):
    def setUp(self):
        super().setUp()
        self.model = self.at("model.graft")
        run("fit", *self.target_flags, "--method", "ridge", "--out", self.model)
        self.results, self.predictions = self.at("r.csv"), self.at("p.csv")
        run("evaluate", *self.target_flags, "--methods", "ridge", "--seeds", "1", "--out", self.results,
            "--predictions", self.predictions)
        os.symlink(self.target, self.at("link.csv"))
        os.link(self.target, self.at("hard.csv"))
        os.symlink(self._folder.name, self.at("folder"))

    def refused(self, *words, code=2):
        """The flags at fault, from the message; every file is as it was."""
        before = {name: self.bytes_of(name) for name in os.listdir(self._folder.name)}
        message = run(*words, code=code).stderr
        self.assertEqual(before, {name: self.bytes_of(name) for name in os.listdir(self._folder.name)})
        return message

    def bytes_of(self, name):
        if os.path.isdir(self.at(name)):
            return None
        with open(self.at(name), "rb") as file:
            return file.read()

    def test_no_output_is_an_input_under_whatever_name(self):
        names = [self.target, self.at("link.csv"), self.at("hard.csv"), self.at("./target.csv"),
                 self.at("folder/target.csv")]
        fit = ["fit", *self.target_flags, *self.source_flags, "--method", "finetune", *TINY]
        evaluate = ["evaluate", *self.target_flags, "--methods", "ridge", "--seeds", "1"]
        report = ["report", "--results", self.results, "--predictions", self.predictions]
        for name in names:
            for words in [[*fit, "--out", name],
                          [*fit, "--out", self.at("new"), "--set", "checkpoint=" + name],
                          [*evaluate, "--out", name],
                          [*evaluate, "--out", self.at("new"), "--predictions", name],
                          [*report, "--model", self.model, *self.target_flags, "--out", name],
                          ["predict", "--model", self.model, "--in", self.target, *INPUT, "--out", name]]:
                message = self.refused(*words)
                self.assertIn("'" + name + "' is the file of --", message)
                self.assertIn("overwritten", message)

    def test_every_input_is_guarded_not_the_data_alone(self):
        fit = ["fit", *self.target_flags, "--method", "pc_prior"]
        unlabelled = ["--unlabelled", self.source, *INPUT]
        report = ["report", "--results", self.results, "--predictions", self.predictions]
        for words, flag in [
            ([*fit, "--source-model", self.model, "--out", self.model], "--source-model"),
            ([*fit, *unlabelled, "--out", self.source], "--unlabelled"),
            ([*fit, "--validation", self.source, *INPUT, "--value", "gap", "--out", self.source],
             "--validation"),
            ([*report, "--out", self.results], "--results"),
            ([*report, "--out", self.predictions], "--predictions"),
            ([*report, "--model", self.model, "--out", self.model], "--model"),
            (["predict", "--model", self.model, "--in", self.target, *INPUT, "--out", self.model],
             "--model"),
        ]:
            self.assertIn("is the file of " + flag, self.refused(*words))

    def test_two_outputs_want_two_files_also_where_neither_is_there_yet(self):
        evaluate = ["evaluate", *self.target_flags, "--methods", "ridge", "--seeds", "1"]
        for other in ("new", "./new", "folder/new"):
            self.assertIn("one of its own", self.refused(
                *evaluate, "--out", self.at("new"), "--predictions", self.at(other)))
            self.assertIn("one of its own", self.refused(
                "fit", *self.target_flags, "--method", "scratch", "--out", self.at("new"), "--set",
                "checkpoint=" + self.at(other)))

    def test_devices_and_standard_streams_may_be_both(self):
        run("report", "--results", self.results, "--out", "/dev/null")
        text = "formula\nFe2O3\n"
        done = run("predict", "--model", self.model, "--in", "-", *INPUT, "--out", "-", text=text)
        self.assertEqual(len(done.stdout.splitlines()), 2)


class Outputs(CommandTest):
    def test_an_output_that_cannot_be_written_is_found_before_the_work(self):
        fit = ["fit", *self.target_flags, *ENDLESS]
        evaluate = ["evaluate", *self.target_flags, "--method", "a=scratch,steps=1000000000"]
        there, folder = self.at("there"), self._folder.name
        report = ["report", "--results", self.at("absent.csv")]
        for nowhere in (self.at("no/such/file"), folder, self.target + "/file", self.at("a" * 300)):
            for words in [[*fit, "--out", nowhere],
                          [*fit, "--out", there, "--set", "checkpoint=" + nowhere],
                          [*evaluate, "--out", nowhere],
                          [*evaluate, "--out", there, "--predictions", nowhere],
                          [*report, "--out", nowhere]]:
                self.assertIn("cannot write '" + nowhere[:100], run(*words, code=3).stderr)
        self.assertEqual(sorted(os.listdir(folder)), ["source.csv", "target.csv"])

    def test_a_table_takes_the_place_of_a_file_behind_a_link_and_keeps_its_mode(self):
        model, kept = self.at("model.graft"), self.at("kept.csv")
        run("fit", *self.target_flags, "--method", "ridge", "--out", model)
        with open(kept, "w") as file:
            file.write("older and longer than what is to come\n" * 1000)
        os.chmod(kept, 0o600)
        os.symlink("kept.csv", self.at("link.csv"))
        run("predict", "--model", model, "--in", self.target, *INPUT, "--out", self.at("link.csv"))
        self.assertTrue(os.path.islink(self.at("link.csv")))
        self.assertEqual(len(read(kept)), 30)
        self.assertEqual(stat.S_IMODE(os.stat(kept).st_mode), 0o600)

    def test_a_model_is_no_text_for_standard_output(self):
        run("fit", *self.target_flags, "--method", "ridge", "--out", "-", code=2)
        self.assertFalse(os.path.exists("-"))


main()
