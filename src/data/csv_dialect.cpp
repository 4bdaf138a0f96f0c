#include "data/csv_dialect.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace graft {
namespace {

constexpr std::array<char, 3> others = {';', '\t', '|'};

void refuse_what_is_no_table(std::string_view text, const std::string& what) {
  struct Kind {
    std::string_view begins;
    const char* advice;
  };
  static constexpr Kind kinds[] = {
      {"\xFF\xFE", "is UTF-16, as a spreadsheet's \"Unicode text\" is: save it as CSV in UTF-8"},
      {"\xFE\xFF", "is UTF-16: save it as CSV in UTF-8"},
      {"PK\x03\x04", "is a zip archive, as .xlsx and .ods are: export the sheet as CSV"},
      {"\xD0\xCF\x11\xE0", "is an old spreadsheet (.xls): export the sheet as CSV"},
      {"\x1F\x8B", "is compressed by gzip: unpack it first"},
      {"BZh", "is compressed by bzip2: unpack it first"},
      {"\xFD"
       "7zXZ",
       "is compressed by xz: unpack it first"},
      {"\x28\xB5\x2F\xFD", "is compressed by zstd: unpack it first"},
      {"PAR1", "is a Parquet file: write it as CSV"},
  };
  for (const Kind& kind : kinds)
    if (text.substr(0, kind.begins.size()) == kind.begins)
      fail(GRAFT_ERROR_DATA, what, " ", kind.advice);
  const auto zero = text.find('\0');
  if (zero != std::string_view::npos)
    fail(GRAFT_ERROR_DATA, what, " line ",
         1 + std::count(text.begin(), text.begin() + long(zero), '\n'),
         ": a zero byte; is it UTF-16, or no text at all? CSV in UTF-8 is read");
}

// How often a row has each separator outside of quotes; `at` goes to the row's end.
struct Counts {
  int64_t commas = 0;
  std::array<int64_t, 3> other{};
};
Counts count_separators(std::string_view text, std::size_t& at) {
  Counts counts;
  for (bool quoted = false; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    counts.commas += c == ',';
    for (std::size_t i = 0; i < others.size(); ++i) counts.other[i] += c == others[i];
  }
  return counts;
}

// The character between cells, by the header row at `at` and the row below it.
char separator_of(std::string_view text, std::size_t at) {
  const Counts header = count_separators(text, at);
  const auto kinds = std::count_if(header.other.begin(), header.other.end(),
                                   [](int64_t count) { return count > 0; });
  if (header.commas > 0 || kinds != 1) return ',';
  const auto which = std::size_t(std::find_if(header.other.begin(), header.other.end(),
                                              [](int64_t count) { return count > 0; }) -
                                 header.other.begin());
  at = std::min(text.find_first_not_of("\r\n", at), text.size());
  return at == text.size() || count_separators(text, at).other[which] > 0 ? others[which] : ',';
}

}  // namespace

CsvDialect csv_dialect_of(std::string_view text, const std::string& what) {
  refuse_what_is_no_table(text, what);
  CsvDialect dialect;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") dialect.begin = 3;
  const auto said = text.substr(dialect.begin, 6);
  if (said.substr(0, 4) == "sep=" && said.size() >= 5 &&
      (said.size() == 5 || said[5] == '\n' || said[5] == '\r')) {
    dialect.separator = said[4];
    if (dialect.separator != ',' &&
        std::find(others.begin(), others.end(), dialect.separator) == others.end())
      fail(GRAFT_ERROR_DATA, what, " line 1: ", quoted(std::string(said.substr(0, 5))),
           " asks for a separator that is not a comma, semicolon, tab or bar");
    dialect.begin += 5;
    const auto line_end = text.substr(dialect.begin, 2);
    dialect.begin += line_end == "\r\n" ? 2 : !line_end.empty();
    dialect.line = 2;
    return dialect;
  }
  const auto header = std::min(text.find_first_not_of("\r\n", dialect.begin), text.size());
  dialect.separator = separator_of(text, header);
  return dialect;
}

const char* name_of_separator(char separator) {
  switch (separator) {
    case ';':
      return "semicolons";
    case '\t':
      return "tabs";
    case '|':
      return "bars";
    default:
      return "commas";
  }
}

}  // namespace graft
