"""Signals: the work ends at its next step, what was reached is kept whole, the exit code is 128 + n."""

import os
import signal
import subprocess
import time

from support import COMMAND, CommandTest, main, read, run

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ENDLESS = ["--set", "width=16", "--set", "steps=1000000000"]


def lines_of(path):
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as file:
        return file.read().count(b"\n")


class Interrupts(CommandTest):
    def interrupted(self, *words, when, by):
        """Runs the command, sends it the signal as soon as when() holds, and gives its errors."""
        with subprocess.Popen([COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as process:
            while process.poll() is None and not when():
                time.sleep(0.005)
            process.send_signal(by)
            self.output, errors = process.communicate(timeout=100)
        self.assertEqual(process.returncode, 128 + by, errors)
        return errors

    def fit_words(self, model, checkpoint):
        return ["fit", *self.target_flags, "--method", "scratch", *ENDLESS, "--set",
                "checkpoint=" + checkpoint, "--set", "checkpoint_every=0.01", "--out", model]

    def test_a_fit_keeps_its_best_model_and_its_checkpoint(self):
        for by in SIGNALS:
            model, checkpoint = self.at(by.name + ".graft"), self.at(by.name + ".state")
            errors = self.interrupted(*self.fit_words(model, checkpoint), by=by,
                                      when=lambda: os.path.exists(checkpoint))
            self.assertIn("interrupted by " + by.name, errors)
            self.assertIn("cancelled", self.output)
            run("info", "--model", model)
            self.assertTrue(os.path.exists(checkpoint))
        # Nothing half-written stays behind.
        self.assertEqual(len(os.listdir(self._folder.name)), 2 + 2 * len(SIGNALS))

    def test_a_study_keeps_its_finished_runs_and_goes_on_with_the_rest(self):
        words = ["evaluate", *self.target_flags, "--methods", "ridge", "--seeds", "2",
                 "--method", "endless=scratch,steps=1000000000,width=16"]
        for by in SIGNALS:
            out, predictions = self.at(by.name + ".csv"), self.at(by.name + "_p.csv")
            files = ["--out", out, "--predictions", predictions]
            errors = self.interrupted(*words, "--jobs", "2", *files, by=by,
                                      when=lambda: lines_of(out) > 1)
            self.assertIn(f"interrupted by {by.name}: ", errors)
            rows = read(out)
            self.assertIn(f"{len(rows)} of 4 runs are finished", errors)
            self.assertEqual({(row["method"], row["status"]) for row in rows}, {("ridge", "ok")})
            self.assertEqual(len(read(predictions)), 6 * len(rows))
            run("evaluate", *self.target_flags, "--methods", "ridge", "--seeds", "2", *files)
            self.assertEqual(len(read(out)), 2)

    def test_what_the_program_was_started_to_ignore_stays_ignored(self):
        def no_hangup():
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

        model, checkpoint = self.at("model.graft"), self.at("state")
        with subprocess.Popen([COMMAND, *self.fit_words(model, checkpoint)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, preexec_fn=no_hangup) as process:
            while process.poll() is None and not os.path.exists(checkpoint):
                time.sleep(0.005)
            process.send_signal(signal.SIGHUP)
            first = os.stat(checkpoint).st_mtime_ns
            while process.poll() is None and os.stat(checkpoint).st_mtime_ns == first:
                time.sleep(0.005)  # it goes on
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=100)
        self.assertEqual(process.returncode, 128 + signal.SIGTERM, errors)
        self.assertIn("SIGTERM", errors)


main()
