#include "data/number_cell.hpp"

#include <cmath>

#include "catch.hpp"

using namespace graft;

namespace {

// The number a cell holds; fails the test if it holds none.
double number(const std::string& cell) {
  const NumberCell read = read_number(cell);
  INFO(cell);
  CHECK(read.fault == "");
  return read.value;
}

bool says(const std::string& cell, const std::string& words) {
  const NumberCell read = read_number(cell);
  INFO(cell << ": " << read.fault);
  CHECK(std::isnan(read.value));
  CHECK(read.fault.find("'" + cell + "'") == 0);
  return read.fault.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("numbers are read to the last bit") {
  CHECK(number("0.1") == 0.1);
  CHECK(number("-1.5e-3") == -0.0015);
  CHECK(number("+2") == 2);
  CHECK(number(" 7\t") == 7);
  CHECK(number("1e100") == 1e100);
  CHECK(number("4.9406564584124654e-324") == 4.9406564584124654e-324);
  CHECK(number("1.234") == 1.234);
}

TEST_CASE("a cell that says there is no value is missing") {
  for (const char* cell :
       {"", "  ", "NA", "NaN", "nan", " NA ", "N/A", "#N/A", "NULL", "None", "-"})
    CHECK(std::isnan(number(cell)));
}

TEST_CASE("what is no finite number as a whole is a fault") {
  for (const char* cell : {"x", "1x", "1 2", "12 K", "--1", "+-1", "++1", "+", "inf", "-inf",
                           "infinity", "1e999", "nan(1)", "0x10", "1e", "n.d.", "5%", ","})
    CHECK(says(cell, "is not a finite number"));
}

TEST_CASE("a value too large for its square is a fault") {
  CHECK(says("1e308", "beyond 1e100"));
  CHECK(says("-1.1e100", "beyond 1e100"));
}

TEST_CASE("censored values are named") {
  for (const char* cell : {">5", "<-0.77", "> 5", ">=5",
                           "\xE2\x89\xA4"
                           "5",
                           "~5"})
    CHECK(says(cell, "censored"));
}

TEST_CASE("decimal commas are named") {
  for (const char* cell : {"254,15", "-0,5", "+1,2e-3", ",5", "0,125", "1234,567", "1,2345"})
    CHECK(says(cell, "has a decimal comma; write a point"));
}

TEST_CASE("a comma that may be either is not guessed at") {
  CHECK(says("1,234", "may be a decimal comma or a separator of thousands"));
  CHECK(says("-12,345", "may be a decimal comma or a separator of thousands"));
}

TEST_CASE("separators of thousands are named") {
  for (const char* cell :
       {"1,234.5", "1,234,567", "1 234", "1 234,5", "1'234.5", "1.234,56", "1.234.567",
        "1\xC2\xA0"
        "234",
        "1\xE2\x80\xAF"
        "234,5"})
    CHECK(says(cell, "separators of thousands"));
}
