// Lines of a text and the words on them, for formats that are made of these.
#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace graft {

// LF, CRLF or CR end a line.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  // False at the end of the text.
  bool next(std::string_view& line) {
    if (rest_.empty()) return false;
    const std::size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
    line = rest_.substr(0, end);
    const bool both = rest_.substr(end, 2) == "\r\n";
    rest_.remove_prefix(std::min(end + (both ? 2 : 1), rest_.size()));
    ++number_;
    return true;
  }
  int64_t number() const { return number_; }  // of the last line, from 1

 private:
  std::string_view rest_;
  int64_t number_ = 0;
};

inline std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view blanks = " \t\v\f";
  std::vector<std::string_view> words;
  for (std::size_t at = 0; (at = line.find_first_not_of(blanks, at)) != line.npos;) {
    const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

// The whole word, with a decimal point and an exponent of e or, as Fortran writes it, d.
inline std::optional<double> real_of(std::string_view word) {
  std::string plain(word);
  for (char& c : plain)
    if (c == 'd' || c == 'D') c = 'e';
  if (plain.starts_with('+')) plain.erase(0, 1);
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc() || end != plain.data() + plain.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

inline std::optional<int64_t> integer_of(std::string_view word) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

inline double real_of(std::string_view word, const std::string& what) {
  const auto value = real_of(word);
  if (!value) fail(GRAFT_ERROR_DATA, what, ": ", quoted(std::string(word)), " is not a number");
  return *value;
}

}  // namespace graft
