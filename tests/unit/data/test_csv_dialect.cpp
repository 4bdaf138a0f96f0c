#include "data/csv_dialect.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

char separator(const std::string& text) { return csv_dialect_of(text, "'t.csv'").separator; }

Thrown refusal(const std::string& text) {
  return thrown_by([&] { csv_dialect_of(text, "'t.csv'"); });
}

}  // namespace

TEST_CASE("semicolons, tabs and bars are taken where the header has no comma and only them") {
  CHECK(separator("a,b\n1,2\n") == ',');
  CHECK(separator("a;b\n1,5;2,5\n") == ';');
  CHECK(separator("a\tb\n1\t2\n") == '\t');
  CHECK(separator("a|b\n1|2\n") == '|');
  CHECK(separator("a;b") == ';');
  CHECK(separator("\n\r\na;b\n\n1;2\n") == ';');
}

TEST_CASE("a comma in the header decides for commas, and so does doubt") {
  CHECK(separator("a;b,c\n1;2,3\n") == ',');
  CHECK(separator("a;b\tc\n1;2\t3\n") == ',');
  CHECK(separator("a; b\n1\n2\n") == ',');  // one column with a semicolon in its name
  CHECK(separator("a\n1;2\n") == ',');
  CHECK(separator("") == ',');
}

TEST_CASE("separators in quotes do not count") {
  CHECK(separator("\"a,b\";c\n1;2\n") == ';');
  CHECK(separator("\"a;b\"\n1\n") == ',');
  CHECK(separator("\"two\nlines, here\";c\n1;2\n") == ';');
}

TEST_CASE("a first line sep= is believed and passed over") {
  const CsvDialect dialect = csv_dialect_of("sep=;\r\na,b\r\n", "'t.csv'");
  CHECK(dialect.separator == ';');
  CHECK(dialect.begin == 7);
  CHECK(dialect.line == 2);
  CHECK(csv_dialect_of("\xEF\xBB\xBFsep=\t\na\n", "'t.csv'").begin == 9);
  CHECK(csv_dialect_of("sep=,", "'t.csv'").begin == 5);
  CHECK(separator("sep=;name\n1;2\n") == ';');  // a header, not a directive
  CHECK(csv_dialect_of("sep=;name\n", "'t.csv'").begin == 0);
  CHECK(refusal("sep=:\na:b\n").says("'sep=:'"));
}

TEST_CASE("what is no table is named, with what to do") {
  using namespace std::string_literals;
  CHECK(refusal("\xFF\xFE"
                "a\0,\0b\0"s)
            .says("'t.csv' is UTF-16"));
  CHECK(refusal("\xFE\xFF"
                "\0a\0,\0b"s)
            .says("'t.csv' is UTF-16"));
  CHECK(refusal("a\0,\0b\0"s).says("is it UTF-16"));
  CHECK(refusal("a,b\n1,\0\n"s).says("'t.csv' line 2: a zero byte"));
  CHECK(refusal("PK\x03\x04...").says(".xlsx"));
  CHECK(refusal("\xD0\xCF\x11\xE0...").says(".xls"));
  CHECK(refusal("\x1F\x8B...").says("gzip"));
  CHECK(refusal("PAR1...").says("Parquet"));
  CHECK(refusal("PAR1...").status == GRAFT_ERROR_DATA);
}
