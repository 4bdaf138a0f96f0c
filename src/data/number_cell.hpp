// A cell of a table that should hold a number.
#pragma once

#include <string>

namespace graft {

// Beyond this a value is taken for a mistake: squares of such values, of which means and deviations
// are made, leave the range of a double.
constexpr double largest_cell = 1e100;

struct NumberCell {
  double value = 0;   // NaN: missing, by the spellings of missing_text.hpp
  std::string fault;  // why the cell cannot be read, with its text: "'>5' is a censored value ..."
};

// The whole cell or nothing, with a decimal point whatever the locale is; spaces around it are
// allowed. What looks like another way to write a number is named and not guessed at: decimal commas
// ("254,15"), separators of thousands ("1,234.5", "1 234"), censored values (">5").
NumberCell read_number(const std::string& cell);

}  // namespace graft
