// Text as characters: the code points of UTF-8, for what looks at texts character by character.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace graft {

struct Character {
  char32_t point;
  std::string_view bytes;  // as they stand in the text
};

// The character that begins at text[at]; none if that is no UTF-8.
std::optional<Character> character_at(std::string_view text, std::size_t at);

// "U+00E9"
std::string code_point_name(char32_t point);

}  // namespace graft
