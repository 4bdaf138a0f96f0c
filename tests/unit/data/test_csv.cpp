#include "base/thrown.hpp"
#include "catch.hpp"
#include "data/csv.hpp"

using namespace graft;
using Cells = CsvRecord;

namespace {

Thrown refusal(const std::string& text) {
  return thrown_by([&] { parse_csv(text, "'t.csv'"); });
}

}  // namespace

TEST_CASE("a table is read alike with LF, CRLF or CR and with or without a last line break") {
  for (const char* text :
       {"a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4",
        "\xEF\xBB\xBF"
        "a,b\n1,2\n3,4\n",
        "\na,b\n\n1,2\n\n3,4\n\n", "a;b\n1;2\n3;4\n", "a\tb\r\n1\t2\r\n3\t4\r\n",
        "sep=;\r\na;b\r\n1;2\r\n3;4"}) {
    const Table table = parse_csv(text, "'t.csv'");
    CHECK(table.header == Cells{"a", "b"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0] == Cells{"1", "2"});
    CHECK(table.rows[1] == Cells{"3", "4"});
  }
}

TEST_CASE("quotes hold separators, line breaks and doubled quotes, in the header too") {
  const Table table =
      parse_csv("name,\"a \"\"b\"\", c\"\n\"x,\"\"y\"\"\",\"two\r\nlines\"\n\"\",z\n", "'t.csv'");
  CHECK(table.header == Cells{"name", "a \"b\", c"});
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0] == Cells{"x,\"y\"", "two\r\nlines"});
  CHECK(table.rows[1] == Cells{"", "z"});
}

TEST_CASE("empty cells are kept, also at the end of a row and of the text") {
  const Table table = parse_csv("a,b,c\n,,\n1,,\n,,3\n1,2,", "'t.csv'");
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[0] == Cells{"", "", ""});
  CHECK(table.rows[1] == Cells{"1", "", ""});
  CHECK(table.rows[3] == Cells{"1", "2", ""});
}

TEST_CASE("spaces and quotes inside of a cell are its text") {
  const Table table = parse_csv("a, b\n1 , 5\" pipe\n", "'t.csv'");
  CHECK(table.header[1] == " b");
  CHECK(table.rows[0] == Cells{"1 ", " 5\" pipe"});
}

TEST_CASE("each row knows the line it begins at, whatever ends the lines") {
  using Lines = std::vector<int64_t>;
  CHECK(parse_csv("a,b\n1,\"x\ny\nz\"\n\n2,w\r\n3,v\n", "'t.csv'").line == Lines{2, 6, 7});
  CHECK(parse_csv("a,b\r1,\"x\ry\"\r\r2,w\r", "'t.csv'").line == Lines{2, 5});
  CHECK(parse_csv("a,b\r\n\r\n1,\"x\r\ny\"\r\n2,w\r\n", "'t.csv'").line == Lines{3, 5});
  CHECK(parse_csv("sep=;\na;b\n1;2\n", "'t.csv'").line == Lines{3});
}

TEST_CASE("a header alone is an empty table") {
  const Table table = parse_csv("a,b\n", "'t.csv'");
  CHECK(table.rows.empty());
  CHECK(table.column("b") == 1);
}

TEST_CASE("separators at the ends of rows are no cells, and may be left away") {
  const Table wide = parse_csv("a,b\n1,2,,\n3,4\n", "'t.csv'");
  CHECK(wide.rows == std::vector<Cells>{{"1", "2"}, {"3", "4"}});
  const Table named = parse_csv("a,b,,\n1,2,,\n3,4\n5,6,,7\n", "'t.csv'");
  CHECK(named.header == Cells{"a", "b", "", ""});
  CHECK(named.rows ==
        std::vector<Cells>{{"1", "2", "", ""}, {"3", "4", "", ""}, {"5", "6", "", "7"}});
}

TEST_CASE("a damaged table is refused with the line") {
  CHECK(refusal("").message == "'t.csv' has no header row");
  CHECK(refusal("\n\n").message == "'t.csv' has no header row");
  CHECK(refusal("a,b\n1,2\n1,2,3\n").says("'t.csv' line 3: 3 cells where the header has 2"));
  CHECK(refusal("a,b\n1,2\n1,2,3\n").says("a cell that has a comma in it needs quotes"));
  CHECK(refusal("a,b\n\"x\ny\",2\n1\n").says("'t.csv' line 4: 1 cells where the header has 2"));
  CHECK(
      refusal("a;b\n1;2\n1;2;3\n").says("3 cells where the header has 2 (separated by semicolons"));
  CHECK(refusal("a,b\n1,2\n1,\"2\n3,4\n").message == "'t.csv' line 3: a quote is not closed");
  CHECK(refusal("a,b\n\"1\"x,2\n").message == "'t.csv' line 2: text after a closing quote");
  CHECK(refusal("a,b\n1\n").status == GRAFT_ERROR_DATA);
}

TEST_CASE("an absent column is refused with the nearest one and all there are") {
  const Table table = parse_csv("smiles,Tb_K,Tf_K,\n", "'t.csv'");
  CHECK(table.column("Tf_K") == 2);
  const Thrown thrown = thrown_by([&] { table.column("smile"); });
  CHECK(thrown.status == GRAFT_ERROR_DATA);
  CHECK(thrown.says("'smile'"));
  CHECK(thrown.says("the nearest is 'smiles'"));
  CHECK(thrown.says("'smiles', 'Tb_K', 'Tf_K'"));
  CHECK(thrown_by([&] { table.column(""); }).says("no column ''"));
  CHECK(thrown_by([] { parse_csv(",\n1,2\n", "'t.csv'").column("a"); }).says("no column names"));
}

TEST_CASE("a repeated or nameless column is a fault only when it is asked for") {
  const Table table = parse_csv("smiles,note,y,note,,\nCCO,a,1,b,,\n", "'t.csv'");
  CHECK(table.column("y") == 2);
  const Thrown thrown = thrown_by([&] { table.column("note"); });
  CHECK(thrown.status == GRAFT_ERROR_DATA);
  CHECK(thrown.says("two columns are named 'note', the columns 2 and 4"));
}
