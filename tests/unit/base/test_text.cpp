#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <locale>
#include <sstream>

#include "base/error.hpp"
#include "base/rng.hpp"
#include "base/text.hpp"
#include "catch.hpp"

using namespace graft;

TEST_CASE("a number's text reads back as the same double") {
  Rng rng(1, 1);
  for (int i = 0; i < 20000; ++i) {
    const double v = std::bit_cast<double>(uint64_t{rng.next()} << 32 | rng.next());
    if (!std::isfinite(v)) continue;
    const double back = std::strtod(format_number(v).c_str(), nullptr);
    REQUIRE(std::bit_cast<uint64_t>(back) == std::bit_cast<uint64_t>(v));
  }
  for (const double v : {0.0, 1.0, -1.5, 0.1, 1e300, 1e-300, 5e-324, 1.7976931348623157e308})
    CHECK(std::strtod(format_number(v).c_str(), nullptr) == v);
  CHECK(format_number(0.1) == "0.1");
  CHECK(format_number(1500) == "1500");
  CHECK(format_number(std::nan("")) == "nan");
  CHECK(format_number(-std::numeric_limits<double>::infinity()) == "-inf");
}

TEST_CASE("the nearest name has the fewest edits and the longest common beginning") {
  CHECK(nearest("kitten", {"sitting", "mitten", "written"}) == "mitten");  // 3, 1, 2 edits
  CHECK(nearest("abc", {"abcdef", "xyz", "ab"}) == "ab");                  // 3, 3, 1
  CHECK(nearest("abc", {"abd", "abe"}) == "abd");
  CHECK(nearest("", {"aaaa", "bb", "c"}) == "c");
  CHECK(nearest("flaw", {"lawn", "fl"}) == "fl");  // 2 edits each, but "fl" in common
  CHECK(nearest("epochs", {"depth", "epoch_steps"}) == "epoch_steps");
  CHECK(nearest("SMILES", {"name", "smiles"}) == "smiles");
  CHECK(nearest("x", {}) == "");
}

TEST_CASE("JSON text escapes what must not stand in a string") {
  CHECK(Json::string("plain") == "\"plain\"");
  CHECK(Json::string("a\"b\\c") == "\"a\\\"b\\\\c\"");
  CHECK(Json::string("\n\t\x01\x1f") == "\"\\u000a\\u0009\\u0001\\u001f\"");
  CHECK(Json::string(std::string("nul\0!", 5)) == "\"nul\\u0000!\"");
  CHECK(Json::string("\xC2\xB0"
                     "C") ==
        "\"\xC2\xB0"
        "C\"");  // UTF-8 stays
}

TEST_CASE("JSON keeps the order of members, nests, and has null for what is not a number") {
  Json list = Json::array();
  CHECK(list.str() == "[]");
  list.add(Json::object().add("a", 1.0)).add(Json::object());
  Json object = Json::object();
  object.add("z", 0.1).add("a", "text").add("list", list).add("none", std::nan(""));
  object.add("key \"q\"", std::numeric_limits<double>::infinity());
  CHECK(object.str() ==
        "{\"z\": 0.1, \"a\": \"text\", \"list\": [{\"a\": 1}, {}], "
        "\"none\": null, \"key \\\"q\\\"\": null}");
}

TEST_CASE("messages have a decimal point wherever the host writes a comma") {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Comma));
  std::ostringstream host;
  host << 1234.5;
  CHECK(host.str() == "1.234,5");
  CHECK(join("row ", 123456, ": ", 1234.5) == "row 123456: 1234.5");
  CHECK(format_number(1234.5) == "1234.5");
  std::locale::global(before);
}
