// Little-endian bytes, written and read with every bound checked: the ground of the model format
// and of checkpoints.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace graft {

// CRC-32 (IEEE 802.3, reflected), continued from `crc`; detects every single-byte change.
uint32_t crc32(std::span<const uint8_t> bytes, uint32_t crc = 0);

class ByteWriter {
 public:
  void u8(uint8_t v) { bytes_.push_back(v); }
  void u32(uint32_t v) { put(v, 4); }
  void u64(uint64_t v) { put(v, 8); }
  void i64(int64_t v) { put(uint64_t(v), 8); }
  void f32(float v);
  void f64(double v);
  void text(const std::string& v);
  void floats(std::span<const float> v);
  void doubles(std::span<const double> v);
  void integers(std::span<const int64_t> v);
  void raw(std::span<const uint8_t> v) { bytes_.insert(bytes_.end(), v.begin(), v.end()); }

  const std::vector<uint8_t>& bytes() const { return bytes_; }

 private:
  void put(uint64_t v, int count) {
    for (int i = 0; i < count; ++i) bytes_.push_back(uint8_t(v >> (8 * i)));
  }
  std::vector<uint8_t> bytes_;
};

// Reads what ByteWriter wrote. Throws GRAFT_ERROR_FORMAT, naming `what` and the offset, rather than
// read past the end; a length is checked against what is left before anything is allocated.
class ByteReader {
 public:
  ByteReader(std::span<const uint8_t> bytes, std::string what)
      : bytes_(bytes), what_(std::move(what)) {}
  uint8_t u8() { return take(1)[0]; }
  uint32_t u32() { return uint32_t(get(4)); }
  uint64_t u64() { return get(8); }
  int64_t i64() { return int64_t(get(8)); }
  float f32();
  double f64();
  std::string text();
  std::vector<float> floats();
  std::vector<double> doubles();
  std::vector<int64_t> integers();
  std::span<const uint8_t> raw(uint64_t count) { return take(count); }
  uint64_t left() const { return bytes_.size() - offset_; }
  void expect_end() const;

 private:
  std::span<const uint8_t> take(uint64_t count);
  uint64_t get(int count);
  uint64_t count_of(uint64_t element_size);
  std::span<const uint8_t> bytes_;
  std::string what_;
  uint64_t offset_ = 0;
};

}  // namespace graft
