// The characters of formulas, which come from spreadsheets, papers and data bases.
#pragma once

#include <string>
#include <vector>

namespace graft {

// One character of the text: code points that mean the same have one kind.
struct Sign {
  char kind;  // the ASCII character it stands for; '^': a charge; '?': anything else
  char32_t point;
  std::string bytes;  // as given
  bool subscript() const { return point >= 0x2080 && point <= 0x2089; }
  // A comma that may be a decimal one, in ASCII, Arabic or of East Asian width.
  bool is_comma() const {
    return point == ',' || point == 0x66B || point == 0xFF0C || point == 0x3001;
  }
  // Letters, digits and signs of East Asian width.
  bool wide() const { return point >= 0xFF01 && point <= 0xFF5E; }
  char narrow() const { return char(point - 0xFF01 + '!'); }
};

// Appends the signs of the text; false at the first that is not UTF-8.
bool read_signs(const std::string& text, std::vector<Sign>& signs);

}  // namespace graft
