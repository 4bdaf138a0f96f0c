#include <cmath>
#include <cstring>
#include <limits>

#include "base/bytes.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

std::vector<uint8_t> sample() {
  ByteWriter to;
  to.u8(0xAB);
  to.u32(0x01020304u);
  to.u64(0x1122334455667788ull);
  to.i64(-5);
  to.f32(-0.f);
  to.f64(0.1);
  to.text("gr\xC3\xBCn");
  to.floats(std::vector<float>{1.5f, -2.f, std::numeric_limits<float>::denorm_min()});
  to.doubles(std::vector<double>{1.0 / 3, std::numeric_limits<double>::infinity()});
  to.integers(std::vector<int64_t>{INT64_MIN, 0, INT64_MAX});
  to.raw(std::vector<uint8_t>{7, 8, 9});
  return to.bytes();
}

void read_sample(ByteReader from) {
  CHECK(from.u8() == 0xAB);
  CHECK(from.u32() == 0x01020304u);
  CHECK(from.u64() == 0x1122334455667788ull);
  CHECK(from.i64() == -5);
  const float zero = from.f32();
  CHECK((zero == 0.f && std::signbit(zero)));
  CHECK(from.f64() == 0.1);
  CHECK(from.text() == "gr\xC3\xBCn");
  CHECK(from.floats() == std::vector<float>{1.5f, -2.f, std::numeric_limits<float>::denorm_min()});
  CHECK(from.doubles() == std::vector<double>{1.0 / 3, std::numeric_limits<double>::infinity()});
  CHECK(from.integers() == std::vector<int64_t>{INT64_MIN, 0, INT64_MAX});
  const auto raw = from.raw(3);
  CHECK((raw[0] == 7 && raw[2] == 9));
  from.expect_end();
}

}  // namespace

TEST_CASE("the checksum is the common CRC-32") {
  const std::string digits = "123456789";
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(digits.data()), 9);
  CHECK(crc32(bytes) == 0xCBF43926u);
  CHECK(crc32({}) == 0u);
  for (std::size_t cut = 0; cut <= 9; ++cut)
    CHECK(crc32(bytes.subspan(cut), crc32(bytes.first(cut))) == 0xCBF43926u);
}

TEST_CASE("the checksum notices a change of any one byte") {
  auto bytes = sample();
  const uint32_t whole = crc32(bytes);
  for (auto& byte : bytes)
    for (int flip = 1; flip < 256; flip += 27) {
      byte ^= uint8_t(flip);
      CHECK(crc32(bytes) != whole);
      byte ^= uint8_t(flip);
    }
}

TEST_CASE("numbers are stored with the lowest byte first") {
  ByteWriter to;
  to.u32(0x01020304u);
  to.f32(1.f);
  to.floats(std::vector<float>{1.f});
  CHECK(to.bytes() == std::vector<uint8_t>{4, 3, 2, 1, 0, 0, 0x80, 0x3f,  //
                                           1, 0, 0, 0, 0, 0, 0,    0,    0, 0, 0x80, 0x3f});
}

TEST_CASE("what is written is read back") {
  const auto bytes = sample();
  read_sample(ByteReader(bytes, "sample"));
}

TEST_CASE("bytes that are cut short anywhere are refused with their name") {
  const auto bytes = sample();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + long(length));
    const Thrown error = thrown_by([&] {
      ByteReader from(cut, "sample");
      from.u8(), from.u32(), from.u64(), from.i64(), from.f32(), from.f64(), from.text();
      from.floats(), from.doubles(), from.integers(), from.raw(3);
    });
    CAPTURE(length);
    CHECK(error.status == GRAFT_ERROR_FORMAT);
    CHECK(error.says("sample"));
  }
}

TEST_CASE("bytes too many are refused") {
  auto bytes = sample();
  bytes.push_back(0);
  CHECK(thrown_by([&] { read_sample(ByteReader(bytes, "sample")); }).status == GRAFT_ERROR_FORMAT);
}

TEST_CASE("a list whose length is absurd is refused before memory is asked for") {
  for (const uint64_t length : {uint64_t{3}, uint64_t{1} << 40, uint64_t{1} << 61, UINT64_MAX}) {
    ByteWriter to;
    to.u64(length);
    to.u64(0);
    const auto read = [&](auto f) {
      ByteReader from(to.bytes(), "list");
      return thrown_by([&] { f(from); }).status;
    };
    CHECK(read([](ByteReader& r) { r.floats(); }) == GRAFT_ERROR_FORMAT);
    CHECK(read([](ByteReader& r) { r.doubles(); }) == GRAFT_ERROR_FORMAT);
    CHECK(read([](ByteReader& r) { r.integers(); }) == GRAFT_ERROR_FORMAT);
    if (length > 8) CHECK(read([](ByteReader& r) { r.text(); }) == GRAFT_ERROR_FORMAT);
    if (length > 8)
      CHECK(read([&](ByteReader& r) {
              r.u64();
              r.raw(length);
            }) == GRAFT_ERROR_FORMAT);
  }
}
