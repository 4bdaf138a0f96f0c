// Bytes from outside as valid UTF-8, whole characters at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace graft {

// The length of the character that begins at text[at], 0 when the bytes there are no character
// (RFC 3629: no surrogates, nothing above U+10FFFF, no longer form than needed).
std::size_t character_size(std::string_view text, std::size_t at);

// The longest prefix of at most `limit` bytes that does not cut a character.
std::string_view cut(std::string_view text, std::size_t limit);

// Copies as much of the text as fits, with '?' for each byte that is no character, and ends it with
// a zero; capacity > 0. Takes no memory.
void copy_valid(std::string_view text, char* to, std::size_t capacity) noexcept;

}  // namespace graft
