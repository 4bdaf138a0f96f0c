#include "base/characters.hpp"

#include "catch.hpp"

using namespace graft;

TEST_CASE("Characters of one to four bytes are read") {
  CHECK(character_at("aé", 0)->point == 'a');
  CHECK(character_at("aé", 1)->point == 0xE9);
  CHECK(character_at("aé", 1)->bytes == "é");
  CHECK(character_at("₂", 0)->point == 0x2082);
  CHECK(character_at("\xF0\x9F\x98\x80", 0)->point == 0x1F600);
}

TEST_CASE("What is no UTF-8 is no character") {
  for (const char* bytes : {"\x80", "\xC3", "\xC3(", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
                            "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xFF"})
    CHECK_FALSE(character_at(bytes, 0));
}

TEST_CASE("Code points are named as in the Unicode standard") {
  CHECK(code_point_name(0xE9) == "U+00E9");
  CHECK(code_point_name(0x1F600) == "U+1F600");
  CHECK(code_point_name(0) == "U+0000");
}
