#include "base/utf8.hpp"

#include <algorithm>

namespace graft {

std::size_t character_size(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const unsigned lead = byte(0);
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  if (at >= text.size()) return 0;
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead < 0xF0) {
    const bool long_form = lead == 0xE0 && byte(1) < 0xA0,
               surrogate = lead == 0xED && byte(1) > 0x9F;
    return follows(1) && follows(2) && !long_form && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead < 0xF5) {
    const bool long_form = lead == 0xF0 && byte(1) < 0x90, beyond = lead == 0xF4 && byte(1) > 0x8F;
    return follows(1) && follows(2) && follows(3) && !long_form && !beyond ? 4 : 0;
  }
  return 0;
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
