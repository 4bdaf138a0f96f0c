"""The toy draws one whole picture and writes the errors of each method and target."""

import csv
import os
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

with tempfile.TemporaryDirectory() as folder:
    picture, figures = os.path.join(folder, "toy.svg"), os.path.join(folder, "toy.csv")
    subprocess.run([sys.argv[1], picture, figures, "1"], check=True, stdout=subprocess.DEVNULL)
    root = ElementTree.parse(picture).getroot()
    titles = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert len(titles) == 16 and len(set(titles)) == 16, titles
    with open(figures, newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * 4, rows
    for row in rows:
        # Where there are labels all methods are better than saying zero, whose error is about 1.
        assert 0 < float(row["inside"]) < 0.8, row
        assert float(row["outside"]) > 0, row
    assert subprocess.run([sys.argv[1]], stderr=subprocess.DEVNULL).returncode == 2
    done = subprocess.run([sys.argv[1], os.path.join(folder, "no", "toy.svg"), figures, "1"],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1 and "cannot write" in done.stderr, done
