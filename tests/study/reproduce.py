"""A line of a results CSV is enough to make its run again."""

import csv
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "command"))
STUDY = sys.argv[2]
sys.argv[2] = ""
from support import COMMAND, TINY, CommandTest, main, read, run  # noqa: E402


class Reproduce(CommandTest):
    def reproduce(self, results, row):
        script = os.path.join(STUDY, "reproduce.py")
        return subprocess.run([sys.executable, "-B", script, COMMAND, os.path.dirname(self.target),
                               results, str(row)], capture_output=True, text=True, timeout=100)

    def test_each_row_of_a_study_is_made_again_to_the_bit(self):
        path = self.at("results.csv")
        common = [*self.target_flags, "--unit", "e V", *self.source_flags, *TINY, "--out", path]
        run("evaluate", *common, "--methods", "scratch,finetune", "--split", "random,top,column:fold=1",
            "--seeds", "3-4", "--train-rows", "15,all", "--subsample-source", "40")
        run("evaluate", *common, "--method", "odd=gate,latent=8,hidden=8,8", "--seeds", "1",
            "--label-noise", "0.1:3", "--test", "0.3", "--subsample-target", "25",
            "--keep-test-in-source", "--lenient")
        rows = read(path)
        self.assertEqual(len(rows), 3 * 2 * 2 * 2 + 1)
        for number in [1, 6, 11, 16, 21, len(rows)]:
            done = self.reproduce(path, number)
            self.assertEqual(done.returncode, 0, (number, rows[number - 1], done.stdout, done.stderr))
            self.assertIn("now: the same\n", done.stdout)

    def test_a_row_with_another_error_or_other_options_is_told(self):
        path = self.at("results.csv")
        run("evaluate", *self.target_flags, *TINY, "--methods", "scratch", "--seeds", "1", "--out", path)
        good, = read(path)
        for change in ({"rmse": str(float(good["rmse"]) * 1.01)},
                       {"options": good["options"] + " magic=1"},
                       {"rmse": "", "status": "out of luck"}):
            with open(path, "w", newline="") as file:
                table = csv.DictWriter(file, good)
                table.writeheader()
                table.writerow({**good, **change})
            self.assertEqual(self.reproduce(path, 1).returncode, 1, change)
        self.assertIn("not 2", self.reproduce(path, 2).stderr)


main()
