#include "base/rng.hpp"

#include <cmath>

namespace graft {
namespace {

std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = uint64_t{0xD2511F53u} * counter[0];
    const uint64_t p1 = uint64_t{0xCD9E8D57u} * counter[2];
    counter = {uint32_t(p1 >> 32) ^ counter[1] ^ key[0], uint32_t(p1),
               uint32_t(p0 >> 32) ^ counter[3] ^ key[1], uint32_t(p0)};
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return counter;
}

}  // namespace

uint32_t Rng::next() {
  if (left_ == 0) {
    buffer_ = philox(
        {uint32_t(block_), uint32_t(block_ >> 32), uint32_t(stream_), uint32_t(stream_ >> 32)},
        {uint32_t(seed_), uint32_t(seed_ >> 32)});
    ++block_;
    left_ = 4;
  }
  return buffer_[4 - left_--];
}

double Rng::uniform() {
  const uint64_t bits = (uint64_t{next()} << 32) | next();
  return (double(bits >> 11) + 0.5) * 0x1p-53;
}

double Rng::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  const double angle = 2.0 * M_PI * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

uint64_t Rng::below(uint64_t n) {
  const uint64_t limit = n * (UINT64_MAX / n);
  for (;;) {
    const uint64_t bits = (uint64_t{next()} << 32) | next();
    if (bits < limit) return bits % n;
  }
}

uint64_t mix64(uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

uint64_t stream_of(Stream purpose, uint64_t a, uint64_t b, uint64_t c) {
  return mix64(c ^ mix64(b ^ mix64(a ^ mix64(uint64_t(purpose)))));
}

}  // namespace graft
