// What a table's text looks like before any cell of it is read: where it begins and what parts its
// cells. Commas are the rule (RFC 4180). Semicolons, tabs and bars are taken where the header
// leaves no doubt.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace graft {

struct CsvDialect {
  char separator = ',';
  std::size_t begin = 0;  // of the header row
  int64_t line = 1;       // that it stands in
};

// The separator is a semicolon, a tab or a bar if the header row has no comma and only that one of
// the three, and so has the first row below, if there is one; or if a first line "sep=;" says so,
// as spreadsheets write it. Quoted text does not count. A byte order mark of UTF-8 is passed over.
// Throws GRAFT_ERROR_DATA that names what the text is when it is no table: UTF-16, a spreadsheet, a
// compressed file, or bytes. `what` is the text's name in messages.
CsvDialect csv_dialect_of(std::string_view text, const std::string& what);

// "commas", "tabs": for messages.
const char* name_of_separator(char separator);

}  // namespace graft
