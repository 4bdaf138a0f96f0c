"""What the tests of reports share: reading a page, and tables to report on."""

from html.parser import HTMLParser

from support import CommandTest, run, write

KEYS = ["source", "target", "method", "split", "seed", "train_rows"]
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """The titles of drawings, and the tables of each section with the heading before them: rows of
    cells, each its text and its numbers. Elements must be closed in the order of their opening."""

    def __init__(self, text):
        super().__init__()
        self.source, self.open, self.ids, self.tables, self.texts = text, [], [], [], []
        self.section, self.heading, self.titles = "", "", []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "section":
            self.section = attributes["id"]
        if tag in ("h2", "h3"):
            self.heading = ""
        if tag == "table":
            self.tables.append((self.section, self.heading, []))
        if tag == "tr":
            self.tables[-1][2].append([])
        if tag in ("td", "th"):
            self.tables[-1][2][-1].append(["", []])
        if tag == "title":
            self.titles.append("")
        if tag == "data" and "tr" in self.open:
            self.tables[-1][2][-1][-1][1].append(float(attributes["value"]))

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, text):
        self.texts.append(text)
        if "title" in self.open:
            self.titles[-1] += text
        if {"h2", "h3"} & set(self.open):
            self.heading += text
        if {"td", "th"} & set(self.open):
            self.tables[-1][2][-1][-1][0] += text

    def text(self):
        return " ".join(" ".join(self.texts).split())

    def rows(self, section, heading=""):
        """Those of the first table there, its header the first."""
        for where, name, rows in self.tables:
            if where == section and name.startswith(heading):
                return rows
        raise AssertionError((section, heading))

    def table(self, section, heading=""):
        """{first cell: {column: cell}}."""
        header, *rows = self.rows(section, heading)
        return {row[0][0].removesuffix(" ★"): {name[0]: cell for name, cell in zip(header, row)}
                for row in rows}


class ReportTest(CommandTest):
    def report(self, *words):
        out = self.at("report.html")
        run("report", *words, "--out", out)
        with open(out, encoding="utf-8", newline="") as file:
            return Page(file.read())

    def results(self, rows, columns=("rmse",)):
        """Rows of (source, target, method, seed, figures...)."""
        path = self.at("results.csv")
        write(path, [*KEYS, *columns],
              [[s, t, m, "random", seed, "all", *figures] for s, t, m, seed, *figures in rows])
        return path
