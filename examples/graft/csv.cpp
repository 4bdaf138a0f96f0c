#include "csv.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <system_error>

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

CsvText read_csv(std::string_view text) {
  CsvText result;
  Record record(1);
  bool quoted = false, empty = true;
  for (std::size_t i = text.rfind("\xEF\xBB\xBF", 0) == 0 ? 3 : 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        record.back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        record.back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && record.back().empty()) {
      quoted = true;
      empty = false;
    } else if (c == ',') {
      record.emplace_back();
      empty = false;
    } else if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      if (!empty) result.records.push_back(std::move(record));
      record.assign(1, "");
      empty = true;
      result.whole = i + 1;
    } else {
      record.back() += c;
      empty = false;
    }
  }
  return result;
}

Record csv_header(const std::string& path) {
  const CsvText table = read_csv(read_text(path) + '\n');
  return table.records.empty() ? Record() : table.records.front();
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
