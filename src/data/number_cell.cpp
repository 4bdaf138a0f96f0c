#include "data/number_cell.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"
#include "data/missing_text.hpp"

namespace graft {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes digits off the front; returns how many.
std::size_t take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  text.remove_prefix(count);
  return count;
}

bool takes(std::string_view& text, std::string_view front) {
  if (text.substr(0, front.size()) != front) return false;
  text.remove_prefix(front.size());
  return true;
}

// Whether nothing follows, or an exponent.
bool ends_a_number(std::string_view text) {
  if (text.empty()) return true;
  if (!takes(text, "e") && !takes(text, "E")) return false;
  if (!takes(text, "-")) takes(text, "+");
  return take_digits(text) > 0 && text.empty();
}

// In what other way the text writes a number, and what to do; "" if it does not.
const char* other_notation(std::string_view text) {
  constexpr const char* decimal_comma = "has a decimal comma; write a point";
  if (!takes(text, "-")) takes(text, "+");
  const bool from_nought = text.substr(0, 1) == "0";
  const auto whole = take_digits(text);
  std::string_view mark;
  // Behind the apostrophes a no-break space, a narrow one and a thin one.
  for (const std::string_view one :
       {",", ".", " ", "'", "\xE2\x80\x99", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"})
    if (text.substr(0, one.size()) == one) mark = one;
  if (mark.empty()) return "";
  std::size_t groups = 0;
  for (std::string_view rest = text; takes(rest, mark) && take_digits(rest) == 3; ++groups)
    text = rest;
  const bool grouped = groups > 0 && whole >= 1 && whole <= 3 && !from_nought;
  if (mark == "," && grouped && groups == 1 && text.empty())
    return "has a comma that may be a decimal comma or a separator of thousands; write a point, or "
           "no separator";
  if (grouped) {
    if (takes(text, ".") || takes(text, ",")) take_digits(text);
    return ends_a_number(text) ? "has separators of thousands; write the number without" : "";
  }
  if (mark != ",") return "";
  if (groups == 0 && takes(text, ",") && take_digits(text) == 0 && whole == 0) return "";
  return groups < 2 && ends_a_number(text) ? decimal_comma : "";
}

bool is_censored(std::string_view text) {
  for (const std::string_view mark :
       {"<", ">", "\xE2\x89\xA4", "\xE2\x89\xA5", "~", "\xE2\x89\x88"})
    if (takes(text, mark)) return true;
  return false;
}

NumberCell faulty(const std::string& cell, const char* why) {
  return {std::numeric_limits<double>::quiet_NaN(), quoted(cell) + " " + why};
}

}  // namespace

NumberCell read_number(const std::string& cell) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const auto first = cell.find_first_not_of(" \t");
  const auto last = cell.find_last_not_of(" \t");
  const std::string_view text =
      first == std::string::npos ? "" : std::string_view(cell).substr(first, last - first + 1);
  // from_chars takes no plus sign; behind one it must not find a minus.
  const bool plus = text.substr(0, 1) == "+" && text.substr(0, 2) != "+-";
  double value = none;
  const char* end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data() + plus, end, value);
  if (error == std::errc() && read == end && std::isfinite(value)) {
    if (std::abs(value) <= largest_cell) return {value, ""};
    return faulty(cell, "is beyond 1e100, the largest value that is read");
  }
  if (is_missing_text(text)) return {none, ""};
  if (is_censored(text)) return faulty(cell, "is a censored value, which is not read");
  const char* notation = other_notation(text);
  return faulty(cell, *notation ? notation : "is not a finite number");
}

}  // namespace graft
