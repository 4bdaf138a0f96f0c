// Comma-separated tables after RFC 4180: quoted fields with doubled quotes and line breaks, lines
// that end in LF, CRLF or CR, an optional byte order mark, a header row. Empty lines are passed
// over. Cells are kept as text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace graft {

struct Table {
  std::string what;  // the text's name in messages
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<int64_t> line;  // the line each row begins at, counted from 1, for messages

  // Throws GRAFT_ERROR_DATA that names the nearest column and lists those there are.
  int64_t column(const std::string& name) const;
};

// `what` names the text in messages ("'flash.csv'"). Throws GRAFT_ERROR_DATA with the line for a
// row with another number of cells than the header, an open quote, a repeated column name or no
// header.
Table parse_csv(const std::string& text, const std::string& what);

// A number independent of the locale, whole cell or nothing; spaces around it are allowed. "",
// "NA", "NaN" and "nan" give NaN. Returns false for anything else, also for infinite values.
bool parse_number(const std::string& cell, double& value);

}  // namespace graft
