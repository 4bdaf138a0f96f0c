#include "base/utf8.hpp"

#include <string>

#include "base/error.hpp"
#include "catch.hpp"

using namespace graft;

TEST_CASE("a character of every length is whole, and no other bytes are one") {
  CHECK(character_size("a", 0) == 1);
  CHECK(character_size("\xC3\xA9", 0) == 2);
  CHECK(character_size("\xE2\x82\x82", 0) == 3);
  CHECK(character_size("\xF0\x9F\x94\xA5", 0) == 4);
  CHECK(character_size("", 0) == 0);
  for (const char* bad : {"\x80", "\xC3", "\xC0\xAF", "\xE2\x82", "\xED\xA0\x80", "\xE0\x80\xAF",
                          "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
    CHECK(character_size(bad, 0) == 0);
}

TEST_CASE("a cut leaves whole characters") {
  const std::string text = "ab\xE2\x82\x82" "c";
  CHECK(cut(text, 2) == "ab");
  CHECK(cut(text, 3) == "ab");
  CHECK(cut(text, 4) == "ab");
  CHECK(cut(text, 5) == "ab\xE2\x82\x82");
  CHECK(cut(text, 6) == text);
  CHECK(cut(text, 100) == text);
}

TEST_CASE("a copy is valid, ends with a zero and fits") {
  char buffer[8];
  copy_valid("ab\xFF\xC3\xA9", buffer, sizeof buffer);
  CHECK(std::string(buffer) == "ab?\xC3\xA9");
  copy_valid("abcdef\xC3\xA9", buffer, sizeof buffer);
  CHECK(std::string(buffer) == "abcdef");
  copy_valid("x", buffer, 1);
  CHECK(std::string(buffer).empty());
}

TEST_CASE("a quoted text is cut between characters") {
  std::string text(119, 'a');
  text += "\xC3\xA9 and more";
  CHECK(quoted(text) == "'" + std::string(119, 'a') + "...'");
}
