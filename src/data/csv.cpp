#include "data/csv.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace graft {

void CsvReader::take_line_break() {
  at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
  ++line_;
}

bool CsvReader::next(CsvRecord& cells) {
  cells.clear();
  while (at_ < text_.size() && at_line_break()) take_line_break();  // empty lines
  if (at_ == text_.size()) return false;
  begin_ = line_;
  for (;;) {
    cells.push_back(cell());
    if (at_ == text_.size()) return true;
    if (at_line_break()) {
      take_line_break();
      return true;
    }
    ++at_;  // the separator
  }
}

std::string CsvReader::cell() {
  if (at_ == text_.size() || text_[at_] != '"') {
    const char ends[] = {separator_, '\r', '\n', '\0'};
    const auto end = std::min(text_.find_first_of(ends, at_), text_.size());
    const auto plain = text_.substr(at_, end - at_);
    at_ = end;
    return std::string(plain);
  }
  std::string value;
  const int64_t opened = line_;
  for (++at_;;) {
    if (at_ == text_.size())
      fail(GRAFT_ERROR_DATA, what_, " line ", opened, ": a quote is not closed");
    const char c = text_[at_];
    if (c == '\n' || c == '\r') {
      const auto begin = at_;
      take_line_break();
      value += text_.substr(begin, at_ - begin);
      continue;
    }
    ++at_;
    if (c == '"') {
      if (at_ == text_.size() || text_[at_] != '"') break;
      ++at_;
    }
    value += c;
  }
  if (at_ < text_.size() && text_[at_] != separator_ && !at_line_break())
    fail(GRAFT_ERROR_DATA, what_, " line ", line_, ": text after a closing quote");
  return value;
}

std::string encoding_fault(const std::string& cell) {
  for (std::size_t at = 0; at < cell.size();) {
    const std::size_t size = character_size(cell, at);
    if (size == 0) {
      const unsigned byte = static_cast<unsigned char>(cell[at]);
      constexpr const char* hex = "0123456789ABCDEF";
      return join(quoted(cell), " is not written in UTF-8: its byte ", at + 1, " is ",
                  hex[byte >> 4], hex[byte & 15], "; save the file as UTF-8");
    }
    at += size;
  }
  return "";
}

int64_t Table::column(const std::string& name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found != header.end() && !name.empty()) {
    const auto again = std::find(found + 1, header.end(), name);
    if (again != header.end())
      fail(GRAFT_ERROR_DATA, what, ": two columns are named ", quoted(name), ", the columns ",
           found - header.begin() + 1, " and ", again - header.begin() + 1,
           "; the one that is wanted needs a name of its own");
    return found - header.begin();
  }
  CsvRecord named;
  std::string list;
  for (const auto& column : header) {
    if (column.empty()) continue;
    named.push_back(column);
    if (list.size() < 600) list += (list.empty() ? "" : ", ") + quoted(column);
  }
  if (named.empty()) fail(GRAFT_ERROR_DATA, what, ": the header row has no column names");
  const bool looks_parted = std::any_of(named.begin(), named.end(), [](const std::string& column) {
    return column.find_first_of(";\t|") != std::string::npos;
  });
  const std::string near = nearest(name, named);
  fail(GRAFT_ERROR_DATA, what, ": no column ", quoted(name), "; the nearest is ", quoted(near),
       near.find(',') == std::string::npos ? "" : " (in a list such a name stands in quotes)",
       "; the columns are ", list, list.size() < 600 ? "" : ", ...",
       looks_parted ? " (read as separated by commas: other separators are taken only when the "
                      "header has no comma and one kind of them)"
                    : "");
}

namespace {

// Spreadsheets write separators for empty cells at the end of a row, and leave them away.
void even_out(CsvRecord& cells, const CsvRecord& header) {
  while (cells.size() > header.size() && cells.back().empty()) cells.pop_back();
  while (cells.size() < header.size() &&
         std::all_of(header.begin() + long(cells.size()), header.end(),
                     [](const std::string& name) { return name.empty(); }))
    cells.emplace_back();
}

}  // namespace

Table parse_csv(std::string_view text, const std::string& what) {
  const CsvDialect dialect = csv_dialect_of(text, what);
  CsvReader reader(text, dialect, what);
  Table table;
  table.what = what;
  table.separator = dialect.separator;
  if (!reader.next(table.header)) fail(GRAFT_ERROR_DATA, what, " has no header row");
  const std::string separators = name_of_separator(dialect.separator);
  for (CsvRecord cells; reader.next(cells);) {
    even_out(cells, table.header);
    if (cells.size() != table.header.size())
      fail(GRAFT_ERROR_DATA, what, " line ", reader.line(), ": ", cells.size(),
           " cells where the header has ", table.header.size(), " (separated by ", separators,
           cells.size() > table.header.size()
               ? join("; a cell that has ", dialect.separator == ',' ? "a comma" : "one",
                      " in it needs quotes)")
               : ")");
    table.rows.push_back(std::move(cells));
    table.line.push_back(reader.line());
  }
  return table;
}

}  // namespace graft
