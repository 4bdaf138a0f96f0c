#include "data/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"

namespace graft {
namespace {

// Reads one record; returns false at the end of the text.
class Reader {
 public:
  Reader(const std::string& text, const std::string& what) : text_(text), what_(what) {
    if (text_.rfind("\xEF\xBB\xBF", 0) == 0) at_ = 3;
  }
  int64_t line() const { return line_; }

  bool record(std::vector<std::string>& cells) {
    cells.clear();
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) {  // blank lines
      line_ += text_[at_++] == '\n';
    }
    if (at_ == text_.size()) return false;
    begin_ = line_;
    for (;;) {
      cells.push_back(cell());
      if (at_ == text_.size()) return true;
      const char c = text_[at_++];
      if (c == ',') continue;
      if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      ++line_;
      return true;
    }
  }
  int64_t record_line() const { return begin_; }

 private:
  std::string cell() {
    std::string value;
    if (at_ < text_.size() && text_[at_] == '"') {
      const int64_t opened = line_;
      for (++at_;;) {
        if (at_ == text_.size())
          fail(GRAFT_ERROR_DATA, what_, " line ", opened, ": a quote is not closed");
        const char c = text_[at_++];
        if (c == '"') {
          if (at_ < text_.size() && text_[at_] == '"')
            ++at_;
          else
            break;
        }
        line_ += c == '\n';
        value += c;
      }
      if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r')
        fail(GRAFT_ERROR_DATA, what_, " line ", line_, ": text after a closing quote");
      return value;
    }
    const auto end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    value = text_.substr(at_, end - at_);
    at_ = end;
    return value;
  }

  const std::string& text_;
  const std::string& what_;
  std::size_t at_ = 0;
  int64_t line_ = 1, begin_ = 1;
};

}  // namespace

int64_t Table::column(const std::string& name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found != header.end()) return found - header.begin();
  std::string list;
  for (const auto& column : header) list += (list.empty() ? "" : ", ") + quoted(column);
  fail(GRAFT_ERROR_DATA, what, ": no column ", quoted(name), "; the nearest is '",
       nearest(name, header), "'; the columns are ", list.substr(0, 600),
       header.size() == 1 && header[0].find(';') != std::string::npos
           ? " (separated by semicolons? commas are needed)"
           : "");
}

Table parse_csv(const std::string& text, const std::string& what) {
  Reader reader(text, what);
  Table table;
  table.what = what;
  if (!reader.record(table.header)) fail(GRAFT_ERROR_DATA, what, " has no header row");
  for (std::size_t c = 0; c < table.header.size(); ++c)
    if (std::find(table.header.begin(), table.header.begin() + long(c), table.header[c]) !=
        table.header.begin() + long(c))
      fail(GRAFT_ERROR_DATA, what, ": two columns are named ", quoted(table.header[c]));
  std::vector<std::string> cells;
  while (reader.record(cells)) {
    if (cells.size() != table.header.size())
      fail(GRAFT_ERROR_DATA, what, " line ", reader.record_line(), ": ", cells.size(),
           " cells where the header has ", table.header.size());
    table.rows.push_back(cells);
    table.line.push_back(reader.record_line());
  }
  return table;
}

bool parse_number(const std::string& cell, double& value) {
  const auto first = cell.find_first_not_of(" \t"), last = cell.find_last_not_of(" \t");
  const std::string text = first == std::string::npos ? "" : cell.substr(first, last - first + 1);
  if (text.empty() || text == "NA" || text == "NaN" || text == "nan") {
    value = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  // from_chars takes no plus sign; behind one it must not find a minus.
  const bool plus = text[0] == '+' && text.compare(0, 2, "+-") != 0;
  const char* begin = text.data() + plus;
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

}  // namespace graft
