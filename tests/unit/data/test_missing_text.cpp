#include "catch.hpp"
#include "data/missing_text.hpp"

using namespace graft;

TEST_CASE("The spellings that tables use for a missing value are known") {
  for (const char* text :
       {"",     " ",    "\t",   "NA",   "N/A",  "#N/A",  "#NA", "n/a", "<NA>", "NaN", "nan",
        "-NaN", "-nan", "NULL", "null", "None", " NaN ", "-",   "--",  "?",    "."})
    CHECK(is_missing_text(text));
}

TEST_CASE("What means something is not missing") {
  // Sodium, neodymium, nobelium, nitrogen; zero; bounds; what may be "not detected"; a bond.
  for (const char* text : {"Na", "Nd", "No", "N", "0", "-1", ">5", "n.d.", "nd", "ND", "=", "x"})
    CHECK_FALSE(is_missing_text(text));
}
