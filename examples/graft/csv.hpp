// Comma-separated tables (RFC 4180) as the command writes its own and reads them again: the
// results, which must survive a kill at any moment. The reading is that of src/data/csv.hpp, which
// data sets are read by, too.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace command {

using Record = std::vector<std::string>;

// The shortest text that reads back as the same double, with a point whatever the locale is; "" for
// NaN, which the library reads as a missing value.
std::string number_text(double value);

// A line with its line break; cells are quoted where they need it.
std::string csv_line(const Record& cells);

struct CsvText {
  std::vector<Record> records;  // the header among them
  std::size_t whole = 0;        // bytes up to the end of the last record that its line break ends
};

// Records that a line break ends; what stands behind `whole` is a line that was not finished.
// Line breaks within quotes are text. Empty lines are passed over. Throws Failure(exit_io) for a
// table that nobody wrote so.
CsvText read_csv(std::string_view text);

// A file's bytes; "" when there is no such file and `may_be_absent`. Throws Failure(exit_io).
std::string read_text(const std::string& path, bool may_be_absent = false);

// All of a number's text, or nothing: false for anything else ("12x", "", "inf").
bool parse(const std::string& text, double& value);
bool parse(const std::string& text, long long& value);

}  // namespace command
