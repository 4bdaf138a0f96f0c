#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "base/utf8.hpp"

namespace graft {
namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t change = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j + 1] + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string format_number(double value) {
  char text[32];
  const auto result = std::to_chars(text, text + sizeof text, value);
  return std::string(text, result.ptr);
}

std::string nearest(const std::string& name, const std::vector<std::string>& candidates) {
  const auto lower = [](std::string text) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return text;
  };
  const std::string shown = lower(name.substr(0, 200));  // a name from outside may be of any length
  std::string best;
  long least = 0;
  for (const auto& candidate : candidates) {
    const std::string other = lower(candidate);
    const auto differ = std::mismatch(shown.begin(), shown.end(), other.begin(), other.end()).first;
    const long distance = long(edit_distance(shown, other)) - (differ - shown.begin());
    if (best.empty() || distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string Json::string(const std::string& text) {
  static const char* hex = "0123456789abcdef";
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    const std::size_t size = character_size(text, at);
    if (size == 0) {
      out += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += char(c);
    } else if (c < 0x20) {
      out += "\\u00";
      out += hex[c >> 4];
      out += hex[c & 15];
    } else {
      out.append(text, at, size);
    }
    at += std::max<std::size_t>(size, 1);
  }
  return out + "\"";
}

std::string Json::number(double value) {
  return std::isfinite(value) ? format_number(value) : "null";
}

}  // namespace graft
