#include "chem/formula_signs.hpp"

#include "base/characters.hpp"

namespace graft {
namespace {

char kind_of(char32_t c) {
  switch (c) {
    case 0xB7:
    case 0x2022:
    case 0x2219:
    case 0x22C5:
    case 0x30FB:
      return '*';  // dots
    case 0xA0:
    case 0x2009:
    case 0x202F:
    case '\t':
      return ' ';
    case 0xB2:
    case 0xB3:
    case 0xB9:
    case 0x2070:
    case 0x208A:
    case 0x208B:
      return '^';
    case 0x2012:
    case 0x2013:
    case 0x2212:
    case '+':
    case '-':
      return '^';
    default:
      break;
  }
  if (c >= 0x2074 && c <= 0x207B) return '^';  // superscripts
  if (c >= 0x2080 && c <= 0x2089) return char('0' + (c - 0x2080));
  return c > 0x20 && c < 0x7F ? char(c) : c == 0x20 ? ' ' : '?';
}

}  // namespace

bool read_signs(const std::string& text, std::vector<Sign>& signs) {
  for (std::size_t i = 0; i < text.size();) {
    const auto character = character_at(text, i);
    if (!character) return false;
    signs.push_back({kind_of(character->point), character->point, std::string(character->bytes)});
    i += character->bytes.size();
  }
  return true;
}

}  // namespace graft
