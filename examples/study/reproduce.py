#!/usr/bin/env python3
"""Makes one run of the study again from its line of a results CSV, and compares the error.

  reproduce.py GRAFT DATA RESULTS.csv ROW

GRAFT: the command; DATA: the folder with molecules/*.csv, materials/*.csv or the files themselves,
each named as in the columns source and target; ROW: 1 is the first behind the header. Exits 0 when the
run has the same options and the same RMSE (on the machine that made it the same bits; on another one
they may differ by a thousandth), else 1.
"""

import csv
import os
import re
import subprocess
import sys
import tempfile

TOLERANCE = 1e-3


def unescaped(text):
    return re.sub("%(20|25)", lambda match: {"20": " ", "25": "%"}[match[1]], text)


def data_file(data, name):
    for folder in ("molecules", "materials", ""):
        path = os.path.join(data, folder, name + ".csv")
        if os.path.exists(path):
            return path
    sys.exit(f"no {name}.csv in {data}")


def words_of(row, data):
    """The words behind `graft evaluate` of the run in this row."""
    options = [unescaped(word).partition("=")[::2] for word in row["options"].split(" ")]
    # What is the study's; the rest are options of the method.
    switches = {"lenient", "keep_test_in_source", "validation"}
    flags = {"label_noise", "test", "subsample_target", "subsample_source"}
    words, files, extra, settings = [], {}, [], []
    for key, value in options:
        if key in ("target", "source", "target_unit", "source_unit"):
            files[key] = value
        elif key == "extra":
            extra += ["--extra", '"' + value.replace('"', '""') + '"']
        elif key in switches:
            words.append("--" + key.replace("_", "-"))
        elif key in flags:
            words += ["--" + key.replace("_", "-"), value]
        elif key != "method":
            settings.append(f"{key}={value}")
    for role in ("target", "source"):
        if role not in files:
            continue
        kind, _, columns = files[role].partition(":")
        columns, _, value = columns.rpartition(":")
        words += ["--" + role, data_file(data, row[role]), "--name", row[role], "--value", value,
                  "--formula" if kind == "formulas" else "--" + kind, columns]
        if role + "_unit" in files:
            words += ["--unit", files[role + "_unit"]]
        if role == "target":
            words += extra
    method = dict(options)["method"]
    words += ["--method", ",".join([f"{row['method']}={method}", *settings])]
    return words + ["--split", row["split"], "--seeds", f"{row['seed']}-{row['seed']}",
                    "--train-rows", row["train_rows"]]


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    graft, data, results, number = sys.argv[1:]
    with open(results, newline="") as file:
        rows = list(csv.DictReader(file))
    if not number.isdigit() or not 1 <= int(number) <= len(rows):
        sys.exit(f"{results} has the rows 1 to {len(rows)}, not {number}")
    row = rows[int(number) - 1]
    if row["rmse"] == "":
        sys.exit(f"row {number} has no figures: {row['status']}")
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "again.csv")
        done = subprocess.run([graft, "evaluate", *words_of(row, data), "--out", out],
                              capture_output=True, text=True)
        if done.returncode not in (0, 4):
            sys.exit(done.stderr.strip() or f"graft evaluate ended with {done.returncode}")
        with open(out, newline="") as file:
            again, = csv.DictReader(file)
    if again["options"] != row["options"]:
        sys.exit(f"the options are {again['options']}\nand were {row['options']}")
    before, after = float(row["rmse"]), float(again["rmse"])
    print(f"rmse {row['rmse']} in the row, {again['rmse']} now", end=": ")
    if before == after:
        print("the same")
    elif abs(after - before) <= TOLERANCE * before:
        print(f"the same within {TOLERANCE:g}")
    else:
        print("not the same")
        sys.exit(1)


if __name__ == "__main__":
    main()
