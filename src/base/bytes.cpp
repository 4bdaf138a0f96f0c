#include "base/bytes.hpp"

#include <array>
#include <bit>

#include "base/error.hpp"

namespace graft {
namespace {

constexpr std::array<uint32_t, 256> crc_table = [] {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}();

}  // namespace

uint32_t crc32(std::span<const uint8_t> bytes, uint32_t crc) {
  crc = ~crc;
  for (uint8_t byte : bytes) crc = crc_table[(crc ^ byte) & 0xff] ^ (crc >> 8);
  return ~crc;
}

void ByteWriter::f32(float v) { put(std::bit_cast<uint32_t>(v), 4); }
void ByteWriter::f64(double v) { put(std::bit_cast<uint64_t>(v), 8); }

void ByteWriter::text(const std::string& v) {
  u64(v.size());
  bytes_.insert(bytes_.end(), v.begin(), v.end());
}
void ByteWriter::floats(std::span<const float> v) {
  u64(v.size());
  if constexpr (std::endian::native == std::endian::little) {
    raw({reinterpret_cast<const uint8_t*>(v.data()), v.size_bytes()});  // many, and often
  } else {
    for (float x : v) f32(x);
  }
}
void ByteWriter::doubles(std::span<const double> v) {
  u64(v.size());
  for (double x : v) f64(x);
}
void ByteWriter::integers(std::span<const int64_t> v) {
  u64(v.size());
  for (int64_t x : v) i64(x);
}

std::span<const uint8_t> ByteReader::take(uint64_t count) {
  if (count > left())
    fail(GRAFT_ERROR_FORMAT, what_, ": ", count, " bytes wanted at offset ", offset_, ", ", left(),
         " left");
  auto part = bytes_.subspan(offset_, count);
  offset_ += count;
  return part;
}

uint64_t ByteReader::get(int count) {
  uint64_t v = 0;
  auto part = take(count);
  for (int i = 0; i < count; ++i) v |= uint64_t{part[i]} << (8 * i);
  return v;
}

uint64_t ByteReader::count_of(uint64_t element_size) {
  const uint64_t count = u64();
  if (count > left() / element_size)
    fail(GRAFT_ERROR_FORMAT, what_, ": a list of ", count, " elements at offset ", offset_,
         " does not fit the ", left(), " bytes left");
  return count;
}

float ByteReader::f32() { return std::bit_cast<float>(u32()); }
double ByteReader::f64() { return std::bit_cast<double>(u64()); }

std::string ByteReader::text() {
  auto part = take(count_of(1));
  return std::string(part.begin(), part.end());
}
std::vector<float> ByteReader::floats() {
  std::vector<float> v(count_of(4));
  for (float& x : v) x = f32();
  return v;
}
std::vector<double> ByteReader::doubles() {
  std::vector<double> v(count_of(8));
  for (double& x : v) x = f64();
  return v;
}
std::vector<int64_t> ByteReader::integers() {
  std::vector<int64_t> v(count_of(8));
  for (int64_t& x : v) x = i64();
  return v;
}

void ByteReader::expect_end() const {
  if (left() != 0) fail(GRAFT_ERROR_FORMAT, what_, ": ", left(), " bytes too many at the end");
}

}  // namespace graft
