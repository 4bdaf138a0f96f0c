// A CRC-32 of values of several types, as they lie in memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bytes.hpp"

namespace graft {

class Checksum {
 public:
  template <class T>
  void add(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    crc_ = crc32({reinterpret_cast<const uint8_t*>(values.data()), values.size_bytes()}, crc_);
  }
  template <class T>
  void add(const std::vector<T>& values) {
    add(std::span<const T>(values));
  }
  void add(const std::string& text) {
    add(int64_t(text.size()));
    add(std::span<const char>(text.data(), text.size()));
  }
  void add(int64_t number) { add(std::span<const int64_t>(&number, 1)); }
  void add(double number) { add(std::span<const double>(&number, 1)); }
  uint32_t value() const { return crc_; }

 private:
  uint32_t crc_ = 0;
};

}  // namespace graft
