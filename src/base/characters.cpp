#include "base/characters.hpp"

namespace graft {

std::optional<Character> character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || at + length > text.size()) return std::nullopt;
  char32_t point = length > 1 ? lead & (0x7Fu >> length) : lead;
  for (std::size_t k = 1; k < length; ++k) {
    if ((text[at + k] & 0xC0) != 0x80) return std::nullopt;
    point = point << 6 | (text[at + k] & 0x3F);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};  // fewer bytes would do for less
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < least[length] || surrogate || point > 0x10FFFF) return std::nullopt;
  return Character{point, text.substr(at, length)};
}

std::string code_point_name(char32_t point) {
  static const char* digits = "0123456789ABCDEF";
  std::string name;
  for (; point > 0 || name.size() < 4; point >>= 4) name.insert(name.begin(), digits[point & 15]);
  return "U+" + name;
}

}  // namespace graft
