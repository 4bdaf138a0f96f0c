#include "checksum.hpp"

#include <cstdint>

using namespace graft_api;

namespace command {

std::string checksum(const std::vector<std::string>& texts) {
  // FNV-1a (Fowler, Noll and Vo), 64 bits: for accidents, not against intent.
  uint64_t sum = 0xcbf29ce484222325;
  const auto add = [&](char c) { sum = (sum ^ uint8_t(c)) * 0x100000001b3; };
  for (const std::string& text : texts) {
    for (const char c : text) add(c);
    add('\0');  // "a", "bc" is not "ab", "c"
  }
  static const char hex[] = "0123456789abcdef";
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += hex[(sum >> shift) & 15];
  return digits;
}

std::string checksum(const Data& data) {
  const Dataset& set = data.fit();
  std::vector<std::string> texts = {set.text("checksum")};
  for (std::string& id : set.texts("ids")) texts.push_back(std::move(id));
  return checksum(texts);
}

}  // namespace command
