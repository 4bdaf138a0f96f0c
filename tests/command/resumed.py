"""evaluate --out goes on with the rows that are there only if they are of the same data and options."""

from support import TINY, CommandTest, main, read, run, write


class Resumed(CommandTest):
    def setUp(self):
        super().setUp()
        self.results = self.at("results.csv")
        self.target_flags += ["--extra", "cheap"]

    def evaluate(self, *words, code=0):
        return run("evaluate", *self.target_flags, *self.source_flags, *TINY, "--methods",
                   "ridge,stacked", "--out", self.results, *words, code=code).stderr

    def change(self, path, row, column, value):
        rows = read(path)
        rows[row][column] = value
        write(path, list(rows[0]), [list(r.values()) for r in rows])

    def test_rows_of_other_data_are_refused_whatever_was_changed_and_whatever_runs_are_asked_for(self):
        folds = ["--split", "column:fold", "--seeds", "1"]
        for path, column, named in [(self.target, "gap", "the target 'target'"),
                                    (self.target, "formula", "the target 'target'"),
                                    (self.target, "cheap", "the target 'target'"),
                                    (self.target, "fold", "the target 'target'"),
                                    (self.source, "cheap", "the source 'source'"),
                                    (self.source, "formula", "the source 'source'")]:
            with open(self.results, "w"):
                pass
            self.evaluate(*folds)
            before = read(self.results)
            old = read(path)[4][column]
            self.change(path, 4, column, {"formula": "Sc2O3", "fold": "1"}.get(column, "2.5"))
            # The same runs, more of them, and none of those that are there.
            for words in [folds, ["--split", "column:fold", "--seeds", "2"],
                          ["--split", "column:fold", "--seeds", "5-6"]]:
                message = self.evaluate(*words, code=2)
                self.assertIn(named, message)
                self.assertIn("has changed since", message)
                self.assertEqual(read(self.results), before)
            self.change(path, 4, column, old)
            self.assertIn("stand in", self.evaluate(*folds))
            self.assertEqual(read(self.results), before)

    def test_a_row_more_or_less_is_other_data(self):
        self.evaluate("--seeds", "1")
        rows = read(self.target)
        for changed in (rows[:-1], [*rows, {**rows[0], "formula": "Sc2O3"}]):
            write(self.target, list(rows[0]), [list(row.values()) for row in changed])
            self.assertIn("has changed since", self.evaluate("--seeds", "1", code=2))

    def test_what_results_do_not_depend_on_may_change(self):
        self.evaluate("--seeds", "1")
        rows = [{"note": "new", **row} for row in read(self.target)]
        rows.insert(7, {**rows[0], "formula": "Sc2O3", "gap": ""})
        write(self.target, list(rows[0]), [list(row.values()) for row in rows])
        self.assertIn("2 of 2 runs stand in", self.evaluate("--seeds", "1"))

    def test_the_names_of_rows_are_data_where_they_are_asked_for(self):
        self.target_flags += ["--id", "name"]
        self.evaluate("--seeds", "1")
        self.change(self.target, 4, "name", "renamed")
        self.assertIn("has changed since", self.evaluate("--seeds", "1", code=2))

    def test_data_of_standard_input_are_known_again(self):
        def from_input(code=0):
            with open(self.target) as file:
                return run("evaluate", "--target", "-", "--name", "piped", "--formula", "formula", "--value",
                           "gap", "--methods", "ridge", "--seeds", "1", "--out", self.results,
                           text=file.read(), code=code).stderr

        from_input()
        self.assertIn("1 of 1 runs stand in", from_input())
        self.change(self.target, 4, "gap", "2.5")
        self.assertIn("the target 'piped' has changed since", from_input(code=2))

    def test_other_data_sets_may_stand_in_the_same_table(self):
        self.evaluate("--seeds", "1")
        self.target_flags += ["--name", "another"]
        self.change(self.target, 4, "gap", "2.5")
        self.evaluate("--seeds", "1")
        self.assertEqual([row["target"] for row in read(self.results)],
                         ["target", "target", "another", "another"])

    def test_a_table_without_checksums_is_refused(self):
        self.evaluate("--seeds", "1")
        rows = [{k: v for k, v in row.items() if k != "data"} for row in read(self.results)]
        write(self.results, list(rows[0]), [list(row.values()) for row in rows])
        message = self.evaluate("--seeds", "1", code=3)
        self.assertIn("no column 'data'", message)
        self.assertIn("choose another --out", message)


main()
