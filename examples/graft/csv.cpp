#include "csv.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <system_error>

#include "base/error.hpp"
#include "data/csv.hpp"
#include "failure.hpp"

namespace command {

std::string number_text(double value) {
  if (std::isnan(value)) return "";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

std::string csv_line(const Record& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
      line += cells[i];
      continue;
    }
    line += '"';
    for (const char c : cells[i]) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + '\n';
}

namespace {

// The bytes up to the end of the last record that a line break ends: one outside of quotes.
std::size_t finished_length(std::string_view text) {
  std::size_t length = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    quoted ^= text[i] == '"';
    if (!quoted && (text[i] == '\n' || text[i] == '\r')) length = i + 1;
  }
  return length;
}

}  // namespace

CsvText read_csv(std::string_view text) {
  CsvText result;
  result.whole = finished_length(text);
  graft::CsvDialect commas;
  if (text.rfind("\xEF\xBB\xBF", 0) == 0) commas.begin = std::min<std::size_t>(3, result.whole);
  try {
    graft::CsvReader reader(text.substr(0, result.whole), commas, "the table");
    for (Record record; reader.next(record);) result.records.push_back(record);
  } catch (const graft::Error& error) {
    throw Failure(exit_io, error.what());
  }
  return result;
}

std::string read_text(const std::string& path, bool may_be_absent) {
  const auto refuse = [&] {
    const int code = errno;
    throw Failure(exit_io, "cannot read '" + path + "': " + std::generic_category().message(code));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT && may_be_absent) return "";
  if (file < 0) refuse();
  std::string text;
  char block[1 << 16];
  for (;;) {
    const ssize_t n = ::read(file, block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int code = errno;
      ::close(file);
      errno = code;
      refuse();
    }
    if (n == 0) break;
    text.append(block, std::size_t(n));
  }
  ::close(file);
  return text;
}

namespace {

template <class Number>
bool parse_whole(const std::string& text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

bool parse(const std::string& text, double& value) {
  return parse_whole(text, value) && std::isfinite(value);
}

bool parse(const std::string& text, long long& value) { return parse_whole(text, value); }

}  // namespace command
