"""What the tests of the command share: running it, tables to run it on."""

import csv
import os
import subprocess
import sys
import tempfile
import unittest

COMMAND, HAS_RDKIT = sys.argv[1], sys.argv[2] == "rdkit"
TINY = ["--set", "steps=30", "--set", "width=16", "--set", "epoch_steps=10",
        "--set", "members=1"]


def run(*words, text=None, code=0):
    """Runs the command; its exit code must be `code`, its errors one line each."""
    done = subprocess.run([COMMAND, *words], input=text, capture_output=True, text=True, timeout=200)
    assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
    if code not in (0, 4):
        lines = done.stderr.splitlines()
        assert len(lines) == 1 and lines[0].startswith("graft: "), done.stderr
        assert done.stdout == "" or words[0] == "evaluate", done.stdout
    return done


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(header)
        table.writerows(rows)


def oxides():
    """60 compositions with a property of their fractions, and the same property a little off, as a
    cheap calculation has it."""
    rows = []
    for m, metal in enumerate(["Fe", "Ti", "Mg", "Zn", "Ca", "Li"]):
        for a, o in [(1, 1), (1, 2), (2, 1), (2, 3), (3, 4), (1, 3), (3, 2), (4, 3), (3, 1), (5, 2)]:
            share = a / (a + o)
            value = 3 * share * share + 0.4 * m - share * m * 0.2
            rows.append([f"m{len(rows)}", f"{metal}{a}O{o}", value, value + 0.1 * m - 0.3, len(rows) % 3])
    return rows


class CommandTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        rows = oxides()
        header = ["name", "formula", "gap", "cheap", "fold"]
        self.target, self.source = self.at("target.csv"), self.at("source.csv")
        write(self.target, header, rows[::2])
        write(self.source, header, rows)
        self.target_flags = ["--target", self.target, "--formula", "formula", "--value", "gap"]
        self.source_flags = ["--source", self.source, "--formula", "formula", "--value", "cheap"]

    def at(self, name):
        return os.path.join(self._folder.name, name)


def main():
    unittest.main(argv=sys.argv[:1])
