#include "base/utf8.hpp"

#include <algorithm>

#include "base/characters.hpp"

namespace graft {

std::size_t character_size(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const auto character = character_at(text, at);
  return character ? character->bytes.size() : 0;
}

std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  // A character is four bytes at most, so its beginning lies no further back.
  for (std::size_t back = 1; back <= 3 && back <= limit; ++back)
    if (const std::size_t begin = limit - back; character_size(text, begin) > back)
      return text.substr(0, begin);
  return text.substr(0, limit);
}

void copy_valid(std::string_view text, char* to, std::size_t capacity) noexcept {
  std::size_t written = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = character_size(text, at), taken = std::max<std::size_t>(size, 1);
    if (written + taken >= capacity) break;
    if (size == 0)
      to[written] = '?';
    else
      std::copy_n(text.data() + at, size, to + written);
    written += taken;
    at += taken;
  }
  to[written] = '\0';
}

}  // namespace graft
