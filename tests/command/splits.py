"""Splits: one that leaves nothing says so by its name, a fold is what was asked for, repeats are noted."""

import unittest

from support import HAS_RDKIT, CommandTest, main, read, run, write

ACYCLIC = ["CO", "CN", "CCl", "CBr", "CCO", "CCN", "CCCl", "CCBr"]


class Splits(CommandTest):
    def evaluate(self, *words, code=0, methods="ridge"):
        self.results = self.at("results.csv")
        with open(self.results, "w"):
            pass
        return run("evaluate", *self.target_flags, "--methods", methods, "--seeds", "1", "--out",
                   self.results, *words, code=code).stderr

    def rows(self):
        return [(row["split"], row["test"]) for row in read(self.results)]

    @unittest.skipUnless(HAS_RDKIT, "SMILES need RDKit")
    def test_a_split_that_leaves_nothing_is_named(self):
        write(self.at("chains.csv"), ["smiles", "y"], [[s, i * i] for i, s in enumerate(ACYCLIC)])
        self.target_flags = ["--target", self.at("chains.csv"), "--smiles", "smiles", "--value", "y"]
        for split, says in [("scaffold", "no row to test"), ("scaffold_ordered", "no row to learn from")]:
            self.assertIn(f"the split {split} leaves {says}", self.evaluate("--split", split, code=1))

    def test_too_few_rows_are_the_split_s_doing(self):
        rows = read(self.target)
        write(self.target, ["formula", "gap", "fold"],
              [[row["formula"], row["gap"], "a" if i < 28 else "b"] for i, row in enumerate(rows)])
        message = self.evaluate("--split", "column:fold", code=1)
        self.assertIn("the split column:fold=a leaves 2 rows of the target to learn from", message)
        self.assertEqual([row["status"] == "ok" for row in read(self.results)], [False, True])
        self.assertIn("the split top leaves no row to learn from",
                      self.evaluate("--split", "top", "--test", "0.99", code=1))
        self.assertIn("the split random leaves no row to test",
                      self.evaluate("--split", "random", "--test", "0.01", code=1))

    def with_folds(self, folds):
        write(self.target, ["formula", "gap", "fold"],
              [[row["formula"], row["gap"], folds[i % len(folds)]]
               for i, row in enumerate(read(self.target))])

    def test_an_empty_cell_is_a_fold_that_is_noted_and_can_be_named(self):
        self.with_folds(["a", "b", ""])
        note = "10 rows of the target 'target' have an empty cell in the column 'fold'"
        self.assertIn(note, self.evaluate("--split", "column:fold"))
        self.assertEqual(self.rows(), [("column:fold=", "10"), ("column:fold=a", "10"),
                                       ("column:fold=b", "10")])
        self.assertEqual(self.evaluate("--split", "column:fold="), "")
        self.assertEqual(self.rows(), [("column:fold=", "10")])
        self.assertEqual(self.evaluate("--split", "column:fold=b"), "")
        self.assertEqual(self.rows(), [("column:fold=b", "10")])

    def test_a_fold_that_is_not_there_is_an_error(self):
        self.with_folds(["a", "b"])
        for fold in ("", "c"):
            self.assertIn(f"the split column:fold={fold} leaves no row to test",
                          self.evaluate("--split", "column:fold=" + fold, code=1))

    def test_inputs_on_both_sides_of_a_split_are_counted(self):
        rows = read(self.target)[:10]
        # The first seven again in another fold, as (FeO)2 for FeO: other texts of one composition.
        again = [[f"({row['formula']})2", row["gap"], "b"] for row in rows[:7]]
        write(self.target, ["formula", "gap", "fold"],
              [[row["formula"], row["gap"], "a"] for row in rows] + again)
        self.assertIn("14 of 17 test rows of the target 'target' in the split column:fold have an input "
                      "that is in the training part, too", self.evaluate("--split", "column:fold"))

    def test_inputs_that_a_split_keeps_together_are_counted(self):
        rows = read(self.target)
        write(self.target, ["formula", "gap", "fold"],
              [[row["formula"], row["gap"], i % 3] for i, row in enumerate([*rows, *rows[:6]])])
        self.assertIn("6 of 36 rows of the target 'target' have an input that an earlier row has, too; the "
                      "split column:fold keeps them together", self.evaluate("--split", "column:fold"))

    def test_inputs_that_occur_once_need_no_note(self):
        self.assertEqual(self.evaluate("--split", "random,top,column:fold"), "")


main()
