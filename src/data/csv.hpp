// Tables of text after RFC 4180: quoted fields with doubled quotes and line breaks, lines that end
// in LF, CRLF or CR, an optional byte order mark, a header row. Empty lines are passed over. Cells
// are kept as text; csv_dialect.hpp tells what parts them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv_dialect.hpp"

namespace graft {

using CsvRecord = std::vector<std::string>;

// Why a cell cannot be taken for text: it is not written in UTF-8; "" if it can.
std::string encoding_fault(const std::string& cell);

// One record after the other. The text must outlive the reader.
class CsvReader {
 public:
  // `what` names the text in messages ("'flash.csv'").
  CsvReader(std::string_view text, const CsvDialect& dialect, std::string what)
      : text_(text),
        what_(std::move(what)),
        separator_(dialect.separator),
        at_(dialect.begin),
        line_(dialect.line) {}

  // False at the end of the text. Throws GRAFT_ERROR_DATA with the line for an open quote, or for
  // text behind a closing one.
  bool next(CsvRecord& cells);
  // The line that the last record began in, counted from 1.
  int64_t line() const { return begin_; }

 private:
  bool at_line_break() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  void take_line_break();
  std::string cell();

  std::string_view text_;
  std::string what_;
  char separator_;
  std::size_t at_;
  int64_t line_, begin_ = 1;
};

struct Table {
  std::string what;  // the text's name in messages
  char separator = ',';
  CsvRecord header;
  std::vector<CsvRecord> rows;  // each as long as the header
  std::vector<int64_t> line;    // the line each row begins at, for messages

  // Throws GRAFT_ERROR_DATA for a name that no column has, with the nearest one and those there
  // are, and for a name that two columns have.
  int64_t column(const std::string& name) const;
};

// Columns may have no name or the same one: only asking for them is an error. Empty cells at the
// end of a row may be more or fewer than the header's names. Throws GRAFT_ERROR_DATA with the line
// for a row with any other number of cells than the header, and for a text without a header.
Table parse_csv(std::string_view text, const std::string& what);

}  // namespace graft
