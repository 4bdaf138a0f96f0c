"""run.sh, tune.sh and summarise.py on the example data, with networks of a few units."""

import csv
import os
import subprocess
import sys
import tempfile
import unittest

COMMAND, STUDY = sys.argv[1:3]
EXAMPLES = os.path.join(STUDY, "..", "data")
PARTS = ["main", "leaky", "curves", "ablation", "noise", "extrapolation", "stopping", "controls"]
TINY = {"SEEDS": "1", "JOBS": "1", "MEMBERS": "2", "WIDTH": "8", "STEPS": "10", "SOURCE_ROWS": "60",
        "TARGET_ROWS": "400", "ALL": "1", "FOUR": "1", "CONTROLS": "101", "TUNING": "1",
        "CONVENTIONAL": "scratch multitask finetune", "OTHERS": "gate"}


def rename(source, name, target, to):
    """A table of the example data under the names that the study's pairs have."""
    with open(os.path.join(EXAMPLES, source), newline="") as file:
        rows = list(csv.DictReader(file))
    with open(target, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["smiles", to])
        writer.writerows([row["smiles"], row[name]] for row in rows)


class Scripts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data, self.out = folder.name, os.path.join(folder.name, "out")
        os.mkdir(os.path.join(self.data, "molecules"))
        for source, name, target, to in [
                ("boiling_points.csv", "boiling_point_K", "nist_tvap", "Tb_K"),
                ("flash_points.csv", "flash_point_K", "chem_flash_serat", "Tflash_K"),
                ("boiling_points.csv", "boiling_point_K", "chem_autoignition", "T_autoignition_K")]:
            rename(source, name, os.path.join(self.data, "molecules", target + ".csv"), to)

    def run_script(self, name, *words, code=0, graft=COMMAND):
        done = subprocess.run([os.path.join(STUDY, name), graft, self.data, self.out, *words],
                              env={**os.environ, **TINY}, capture_output=True, text=True, timeout=200)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def results(self, name):
        with open(os.path.join(self.out, name + ".csv"), newline="") as file:
            return list(csv.DictReader(file))

    def test_all_parts_run_go_on_and_are_summarised(self):
        self.run_script("run.sh", *PARTS)
        for part in PARTS:
            statuses = {row["status"] for row in self.results(part)}
            self.assertEqual(statuses, {"ok"}, part)
        self.assertEqual(len(self.results("main")), 2 * 2 * 4)
        self.assertEqual(len(self.results("noise")), 3 * 4)
        self.run_script("run.sh", "report")
        with open(os.path.join(self.out, "report.html")) as file:
            self.assertIn("nist_tvap", file.read())
        again = self.run_script("run.sh", "main", "noise")
        self.assertIn("8 of 8 runs stand in", again.stderr)
        subprocess.run([sys.executable, "-B", os.path.join(STUDY, "summarise.py"), self.out], check=True)
        with open(os.path.join(self.out, "results.md")) as file:
            text = file.read()
        for title in ["All pairs", "Controls", "Leak", "Learning curves", "Ablation", "Label noise",
                      "Extrapolation", "Early stopping"]:
            self.assertIn(f"\n## {title}\n", text)
        self.assertIn("| 30 rows | 100 rows | 300 rows | all rows |", text)

    def test_each_method_has_as_many_candidates(self):
        flags = subprocess.run([COMMAND, "evaluate", "--help"], capture_output=True, text=True).stdout
        if "--validation" not in flags:
            self.skipTest("this command has no --validation")
        self.run_script("tune.sh", "scratch", "gate", "finetune")
        names = {row["method"] for row in self.results("tune")}
        counts = [sum(name.startswith(m + "+") for name in names) for m in ("scratch", "gate", "finetune")]
        self.assertEqual(counts, [8, 8, 8])

    def test_wrong_words_end_the_script(self):
        self.run_script("run.sh", "everything", code=2)
        self.run_script("run.sh", "main", graft="/bin/false/none", code=127)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
