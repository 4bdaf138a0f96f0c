#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "data/csv.hpp"

using namespace graft;
using Cells = std::vector<std::string>;

namespace {

Thrown refusal(const std::string& text) {
  return thrown_by([&] { parse_csv(text, "'t.csv'"); });
}

// The number a cell holds; fails the test if it holds none.
double number(const std::string& cell) {
  double value = 0;
  INFO(cell);
  CHECK(parse_number(cell, value));
  return value;
}

bool is_number(const std::string& cell) {
  double value = 0;
  return parse_number(cell, value);
}

}  // namespace

TEST_CASE("a table is read alike with LF, CRLF or CR and with or without a last line break") {
  for (const char* text :
       {"a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4",
        "\xEF\xBB\xBF"
        "a,b\n1,2\n3,4\n",
        "\na,b\n\n1,2\n\n3,4\n\n"}) {
    const Table table = parse_csv(text, "'t.csv'");
    CHECK(table.header == Cells{"a", "b"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0] == Cells{"1", "2"});
    CHECK(table.rows[1] == Cells{"3", "4"});
  }
}

TEST_CASE("quotes hold commas, line breaks and doubled quotes") {
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

TEST_CASE("each row knows the line it begins at") {
  const Table table = parse_csv("a,b\n1,\"x\ny\nz\"\n\n2,w\r\n3,v\n", "'t.csv'");
  CHECK(table.line == std::vector<int64_t>{2, 6, 7});
}

TEST_CASE("a header alone is an empty table") {
  const Table table = parse_csv("a,b\n", "'t.csv'");
  CHECK(table.rows.empty());
  CHECK(table.column("b") == 1);
}

TEST_CASE("a damaged table is refused with the line") {
  CHECK(refusal("").message == "'t.csv' has no header row");
  CHECK(refusal("\n\n").message == "'t.csv' has no header row");
  CHECK(refusal("a,b\n1,2\n1,2,3\n").message == "'t.csv' line 3: 3 cells where the header has 2");
  CHECK(refusal("a,b\n\"x\ny\",2\n1\n").message ==
        "'t.csv' line 4: 1 cells where the header has 2");
  CHECK(refusal("a,b\n1,2\n1,\"2\n3,4\n").message == "'t.csv' line 3: a quote is not closed");
  CHECK(refusal("a,b\n\"1\"x,2\n").message == "'t.csv' line 2: text after a closing quote");
  CHECK(refusal("a,b,a\n").message == "'t.csv': two columns are named 'a'");
  CHECK(refusal("a,b,a\n").status == GRAFT_ERROR_DATA);
}

TEST_CASE("an absent column is refused with the nearest one and all there are") {
  const Table table = parse_csv("smiles,Tb_K,Tf_K\n", "'t.csv'");
  CHECK(table.column("Tf_K") == 2);
  const Thrown thrown = thrown_by([&] { table.column("SMILE"); });
  CHECK(thrown.status == GRAFT_ERROR_DATA);
  CHECK(thrown_by([&] { table.column("smile"); }).says("'smile'"));
  CHECK(thrown_by([&] { table.column("smile"); }).says("the nearest is 'smiles'"));
  CHECK(thrown.says("'smiles', 'Tb_K', 'Tf_K'"));
}

TEST_CASE("numbers are read to the last bit") {
  CHECK(number("0.1") == 0.1);
  CHECK(number("-1.5e-3") == -0.0015);
  CHECK(number("+2") == 2);
  CHECK(number(" 7\t") == 7);
  CHECK(number("1e308") == 1e308);
  CHECK(number("4.9406564584124654e-324") == 4.9406564584124654e-324);
}

TEST_CASE("an empty cell, NA and NaN are missing") {
  for (const char* cell : {"", "  ", "NA", "NaN", "nan", " NA "}) CHECK(std::isnan(number(cell)));
}

TEST_CASE("what is no finite number as a whole is refused") {
  for (const char* cell : {"x", "1x", "1 2", "1,5", "--1", "+-1", "++1", "+", "-", "inf", "-inf",
                           "infinity", "1e999", "nan(1)", "-nan", "N/A", "0x10", "1e", "."})
    CHECK_FALSE(is_number(cell));
}
