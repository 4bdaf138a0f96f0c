// Tables drawn at random: what was written is read, and what nobody wrote is refused or read, but
// nothing else happens.
#include <algorithm>

#include "base/error.hpp"
#include "base/rng.hpp"
#include "catch.hpp"
#include "data/column_list.hpp"
#include "data/csv.hpp"
#include "data/number_cell.hpp"

using namespace graft;

namespace {

// Short texts of what a reader may stumble over.
std::string cell(Rng& rng, const std::string& letters) {
  std::string text;
  for (uint64_t i = rng.below(6); i > 0; --i) text += letters[rng.below(letters.size())];
  return text;
}

std::string written(const std::string& cell, bool always_quoted) {
  if (!always_quoted && cell.find_first_of(",;\t|\"\r\n") == std::string::npos) return cell;
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

std::string line(const CsvRecord& cells, char separator, bool always_quoted) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i)
    text += (i > 0 ? std::string(1, separator) : "") + written(cells[i], always_quoted);
  return text;
}

}  // namespace

TEST_CASE("a table that was written is read with every cell, by each separator and line end") {
  Rng rng(11, 0);
  for (int round = 0; round < 500; ++round) {
    const char separator = ",;\t|"[rng.below(4)];
    const std::string end = round % 3 == 0 ? "\n" : round % 3 == 1 ? "\r\n" : "\r";
    const auto cols = 2 + rng.below(4);
    CsvRecord header;
    for (uint64_t c = 0; c < cols; ++c)
      header.push_back("c" + std::to_string(c) + cell(rng, "\" a"));
    std::vector<CsvRecord> rows(rng.below(5));
    std::vector<int64_t> lines;
    std::string text = line(header, separator, round % 2) + end;
    for (CsvRecord& row : rows) {
      for (uint64_t c = 0; c < cols; ++c) row.push_back(cell(rng, "ab \",;\t|\r\n\xC3\xA9"));
      const auto breaks =
          std::count(text.begin(), text.end(), '\n') + std::count(text.begin(), text.end(), '\r');
      int64_t pairs = 0;
      for (std::size_t at = 0; (at = text.find("\r\n", at)) != std::string::npos; ++at) ++pairs;
      lines.push_back(1 + breaks - pairs);
      text += line(row, separator, round % 2) + end;
    }
    INFO(text);
    const Table table = parse_csv(text, "'t.csv'");
    CHECK(table.separator == separator);
    CHECK(table.header == header);
    CHECK(table.rows == rows);
    CHECK(table.line == lines);
  }
}

TEST_CASE("any text is a table of even rows or is refused with its name") {
  Rng rng(12, 0);
  int read = 0, refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (uint64_t i = rng.below(40); i > 0; --i)
      text += "ab1,,;\t|\"\"\r\n\n =seps\xEF\xBB\xBF"[rng.below(23)];  // its closing NUL too
    INFO(text);
    try {
      const Table table = parse_csv(text, "'t.csv'");
      ++read;
      REQUIRE(table.line.size() == table.rows.size());
      CHECK(std::is_sorted(table.line.begin(), table.line.end()));
      for (const CsvRecord& row : table.rows) REQUIRE(row.size() == table.header.size());
      feature_columns(table, "*", {"a"});
    } catch (const Error& error) {
      ++refused;
      REQUIRE(error.status() == GRAFT_ERROR_DATA);
      REQUIRE(std::string(error.what()).rfind("'t.csv'", 0) == 0);
    }
  }
  CHECK(read > 1000);
  CHECK(refused > 1000);
}

TEST_CASE("any text is a number, missing, or a fault that shows it") {
  Rng rng(13, 0);
  int numbers = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string text = cell(rng, "0123456789.,'+-eE <>naNinf\xC2\xA0");
    INFO(text);
    const NumberCell number = read_number(text);
    if (number.fault.empty()) {
      numbers += number.value == number.value;
      CHECK_FALSE(number.value > largest_cell);
    } else {
      CHECK(number.value != number.value);
      CHECK(number.fault.rfind("'", 0) == 0);
    }
  }
  CHECK(numbers > 1000);
}
