#include "data/missing_text.hpp"

#include <algorithm>
#include <iterator>

namespace graft {

bool is_missing_text(std::string_view text) {
  static constexpr std::string_view spellings[] = {
      "NA",      "na",     "N/A",      "n/a",     "#N/A", "#n/a", "#NA",  "#N/A N/A",
      "<NA>",    "<na>",   "NaN",      "nan",     "NAN",  "-NaN", "-nan", "+nan",
      "+NaN",    "NULL",   "null",     "Null",    "None", "none", "NONE", "NaT",
      "-1.#IND", "1.#IND", "-1.#QNAN", "1.#QNAN", "-",    "--",   "?",    "."};
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return true;
  text = text.substr(first, text.find_last_not_of(blanks) - first + 1);
  return std::find(std::begin(spellings), std::end(spellings), text) != std::end(spellings);
}

}  // namespace graft
