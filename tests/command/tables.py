"""How the command reads tables of data: dialects, columns, cells that cannot be used."""

import csv
import os
import threading
import unittest

from support import HAS_RDKIT, TINY, CommandTest, main, read, run, write

RIDGE = ["--method", "ridge"]


def records(text):
    return list(csv.DictReader(text.splitlines()))


class TableTest(CommandTest):
    """Tables of two features and y = 2 a + b, where a test says nothing else."""

    ROWS = [[i % 7, i % 5, 2 * (i % 7) + i % 5] for i in range(30)]

    def text(self, name, text):
        with open(self.at(name), "w", newline="") as file:
            file.write(text)
        return self.at(name)

    def table(self, name, header, rows):
        write(self.at(name), header, rows)
        return self.at(name)

    def fit(self, path, columns, *words, code=0, value="y"):
        return run("fit", "--target", path, "--features", columns, "--value", value, *RIDGE, *words,
                   "--out", self.at("m.graft"), code=code)

    def predict(self, path, columns, *words):
        return records(run("predict", "--model", self.at("m.graft"), "--in", path, "--features", columns,
                           *words).stdout)


class Columns(TableTest):
    def test_a_star_takes_a_column_whatever_its_name(self):
        path = self.table("x.csv", ["logP, exp", 'say "b"', "y", "", ""],
                          [[*row, "", ""] for row in self.ROWS])
        self.fit(path, "*")
        by_star = self.predict(path, "*", "--id", "y")
        by_list = self.predict(path, '"logP, exp","say ""b"""', "--id", "y")
        self.assertEqual(len(by_star), 30)
        self.assertEqual(by_star, by_list)

    def test_a_star_leaves_out_what_is_named_otherwise(self):
        path = self.table("x.csv", ["n", "a", "b", "y", "more, or less"],
                          [[f"row {i}", *row, i % 3] for i, row in enumerate(self.ROWS)])
        words = ["--id", "n", "--extra", '"more, or less"']
        self.fit(path, "*", *words)
        rows = self.predict(path, "*", "--value", "y", *words)
        self.assertEqual([row["id"] for row in rows][:2], ["row 0", "row 1"])

    def test_further_columns_may_come_in_another_order_and_have_a_feature_s_name(self):
        rows = [[r["formula"], r["gap"], r["cheap"], r["fold"]] for r in read(self.target)]
        path = self.table("x.csv", ["formula", "gap", "elements", "fold"], rows)
        words = ["--formula", "formula", "--extra"]
        run("fit", "--target", path, *words, "elements,fold", "--value", "gap", *RIDGE,
            "--out", self.at("m.graft"))
        predict = ["predict", "--model", self.at("m.graft"), "--in", path, *words]
        self.assertEqual(run(*predict, "elements,fold").stdout, run(*predict, "fold,elements").stdout)

    def test_a_column_with_two_roles_is_refused_with_its_name(self):
        path = self.table("x.csv", ["a", "b", "y"], self.ROWS)
        for columns, words, says in [("a,b,y", [], "'y' is the target"),
                                     ("a,a,b", [], "'a' is named twice"),
                                     ("a,b", ["--id", "b"], "'b' is the target, the id"),
                                     ("a,b", ["--extra", "b"], "'b' is the target, the id"),
                                     ("a", ["--extra", "y"], "'y' is the target"),
                                     ("a", ["--extra", "b,b"], "'b' is named twice")]:
            self.assertIn(says, self.fit(path, columns, *words, code=1).stderr)

    def test_columns_that_are_not_used_may_be_nameless_or_of_one_name(self):
        path = self.text("x.csv", "note,a,b,y,note,,\n" +
                         "".join(f">5,{a},{b},{y},n/a,,\n" for a, b, y in self.ROWS))
        self.fit(path, "a,b")
        self.assertIn("two columns are named 'note'", self.fit(path, "*", code=1).stderr)


class Dialects(TableTest):
    def test_semicolons_and_tabs_are_read_as_commas_are(self):
        self.fit(self.table("x.csv", ["a", "b", "y"], self.ROWS), "a,b")
        with open(self.at("x.csv"), newline="") as file:
            text = file.read()
        wanted = self.predict(self.at("x.csv"), "a,b")
        for separator, begin in [(";", ""), ("\t", "\ufeff"), (";", "sep=;\n")]:
            other = self.text("other.csv", begin + text.replace(",", separator))
            self.assertEqual(self.predict(other, "a,b"), wanted)
        self.fit(other, "*", "--id", "y", value="b")

    def test_what_cannot_be_read_is_named(self):
        for text, says in [("a;b;y\n1;2;254,15\n", "'254,15' has a decimal comma"),
                           ('a,b,y\n1,2,"1,234"\n', "decimal comma or a separator of thousands"),
                           ("a,b,y\n1,2,254,15\n", "needs quotes"),
                           ("a,b,y\n1,2,>5\n", "'>5' is a censored value"),
                           ("a,b,y\n1,2,3\n1,1e308,3\n", "line 3: column 'b': '1e308' is beyond")]:
            self.assertIn(says, self.fit(self.text("x.csv", text), "a,b", code=1).stderr)
        with open(self.at("x.csv"), "w", encoding="utf-16") as file:
            file.write("a\tb\ty\n1\t2\t3\n")
        self.assertIn("UTF-16", self.fit(self.at("x.csv"), "a,b", code=1).stderr)
        done = run("fit", "--target", "-", "--features", "a", "--value", "b", *RIDGE, "--out", self.at("m"),
                   text="a,b\n1,\0\n", code=1)
        self.assertIn("standard input line 2: a zero byte", done.stderr)


class Lenient(TableTest):
    BAD = [["x", 1, 3], [1, "NA", 3], [1, 1, ">5"], [1, 1, "inf"], [1, 1e200, 3], [1, 1, "1,5"]]

    def test_rows_with_any_bad_cell_are_left_out_and_counted(self):
        path = self.table("x.csv", ["a", "b", "y"], self.ROWS[:10] + self.BAD + self.ROWS[10:])
        self.assertIn("line 12: column 'a': 'x'", self.fit(path, "a,b", code=1).stderr)
        done = self.fit(path, "a,b", "--lenient")
        self.assertIn("6 rows of '" + path + "' left out; the first: line 12: column 'a'", done.stderr)
        self.assertIn("target rows    30", done.stdout)

    def test_missing_values_of_the_target_are_no_fault(self):
        spellings = ["", "NA", "N/A", "#N/A", "NULL", "None", "nan", "-"]
        path = self.table("x.csv", ["a", "b", "y"], self.ROWS + [[1, 2, s] for s in spellings])
        self.assertIn("target rows    30", self.fit(path, "a,b").stdout)

    def test_a_row_without_a_prediction_keeps_its_place_and_tells_why(self):
        path = self.table("x.csv", ["a", "b", "y"], self.ROWS)
        self.fit(path, "a,b")
        wanted = self.predict(path, "a,b")[:2]
        new = self.table("new.csv", ["n", "a", "b"], [["first", "", 1], ["second", *self.ROWS[0][:2]],
                                                      ["third", 1, "much"], ["fourth", *self.ROWS[1][:2]],
                                                      ["fifth", "2,5", 1]])
        done = run("predict", "--model", self.at("m.graft"), "--in", new, "--features", "a,b", code=1)
        self.assertIn("line 2: column 'a': '' is a missing value", done.stderr)
        done = run("predict", "--model", self.at("m.graft"), "--in", new, "--features", "a,b", "--id", "n",
                   "--lenient", "--draws", "2")
        self.assertIn("3 rows of '" + new + "' without a prediction; the first: line 2", done.stderr)
        rows = records(done.stdout)
        self.assertEqual([row["id"] for row in rows], ["first", "second", "third", "fourth", "fifth"])
        self.assertEqual([row["mean"] for row in rows if row["mean"]], [row["mean"] for row in wanted])
        self.assertEqual([row["note"][:6] for row in rows], ["line 2", "", "line 4", "", "line 6"])
        for row in (rows[0], rows[2], rows[4]):
            self.assertEqual({row[name] for name in ("mean", "model_sd", "noise_sd", "low", "high",
                                                     "draw1", "draw2")}, {""})

    def test_a_table_of_which_no_row_can_be_used_gives_notes(self):
        self.fit(self.table("x.csv", ["a", "b", "y"], self.ROWS), "a,b")
        rows = self.predict(self.text("new.csv", "a,b\n1,\nx,2\n"), "a,b", "--lenient")
        self.assertEqual([row["note"][:6] for row in rows], ["line 2", "line 3"])

    def test_further_columns_leave_a_row_out_as_its_own_do(self):
        words = ["--formula", "formula", "--extra", "cheap", "--lenient"]
        run("fit", *self.target_flags, "--extra", "cheap", *RIDGE, "--out", self.at("m.graft"))
        rows = [[r["formula"], r["cheap"]] for r in read(self.target)]
        rows[1][1], rows[3][0] = "?", "Xx2"
        new = self.table("new.csv", ["formula", "cheap"], rows)
        found = records(run("predict", "--model", self.at("m.graft"), "--in", new, *words).stdout)
        self.assertEqual([row["id"] for row in found], [row[0] for row in rows])
        self.assertEqual([i for i, row in enumerate(found) if not row["mean"]], [1, 3])
        self.assertIn("line 3: column 'cheap': '?' is a missing value", found[1]["note"])
        self.assertIn("'Xx2'", found[3]["note"])

    @unittest.skipUnless(HAS_RDKIT, "SMILES need RDKit")
    def test_predictions_of_molecules_stand_beside_the_table(self):
        molecules = ["C" * n + "O" for n in range(1, 21)]
        path = self.table("x.csv", ["s", "y"], [[s, len(s)] for s in molecules])
        run("fit", "--target", path, "--smiles", "s", "--value", "y", *RIDGE, "--out", self.at("m.graft"))
        new = self.table("new.csv", ["s"], [["CCO"], ["not_a_molecule"], ["NA"], ["CCCO"]])
        rows = records(run("predict", "--model", self.at("m.graft"), "--in", new, "--smiles", "s",
                           "--lenient").stdout)
        self.assertEqual([row["id"] for row in rows], ["CCO", "not_a_molecule", "NA", "CCCO"])
        self.assertEqual([bool(row["mean"]) for row in rows], [True, False, False, True])
        self.assertIn("line 4: column 's': 'NA' is a missing value", rows[2]["note"])


class Pipes(TableTest):
    """Tables that can be read only once, and bytes that are no UTF-8."""

    def pipe(self, name, text):
        """A pipe that gives the text once."""
        path = self.at(name)
        os.mkfifo(path)
        writer = threading.Thread(target=self.text, args=(name, text), daemon=True)
        writer.start()
        self.addCleanup(writer.join, 10)
        return path

    def test_a_pipe_is_read_once_and_gives_what_its_file_would(self):
        text = "a,b,y\n" + "".join(f"{a},{b},{y}\n" for a, b, y in self.ROWS)
        self.fit(self.text("x.csv", text), "a,b")
        expected = self.predict(self.at("x.csv"), "a,b", "--id", "y")
        self.fit(self.pipe("target", text), "a,b")
        self.assertEqual(self.predict(self.pipe("new", text), "a,b", "--id", "y"), expected)
        self.assertEqual(len(expected), 30)

    def test_messages_name_the_pipe_as_it_was_given(self):
        error = self.fit(self.pipe("once", "a,b,y\n1,2,3\n4,x,5\n"), "a,b", code=1).stderr
        self.assertIn(f"'{self.at('once')}' line 3: column 'b'", error)
        self.assertNotIn("graft-", error.replace(self._folder.name, ""))

    def test_a_cell_in_another_encoding_is_named_by_line_and_column(self):
        table = "n,a,b,y\n" + "".join(f"caf\xe9 {i},{a},{b},{y}\n" for i, (a, b, y) in enumerate(self.ROWS))
        with open(self.at("latin.csv"), "wb") as file:
            file.write(table.encode("latin-1"))
        error = self.fit(self.at("latin.csv"), "a,b", "--id", "n", code=1).stderr
        self.assertIn("latin.csv' line 2: column 'n': 'caf? 0' is not written in UTF-8: its byte 4 is E9",
                      error)
        self.fit(self.at("latin.csv"), "a,b")  # a column that nobody asks for
        self.text("utf8.csv", table)
        self.fit(self.at("utf8.csv"), "a,b", "--id", "n")
        error = run("evaluate", "--target", self.at("latin.csv"), "--features", "a,b", "--value", "y",
                    "--methods", "ridge", "--split", "column:n", "--out", self.at("r.csv"), code=1).stderr
        self.assertIn("line 2: column 'n': 'caf? 0' is not written in UTF-8", error)


main()
