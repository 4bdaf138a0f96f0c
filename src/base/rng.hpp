// Counter-based random numbers (Philox 4x32-10; Salmon et al., SC 2011). A stream is a function of
// (seed, stream) alone and holds no other state than its position, so a fit that is resumed at step
// n draws what the uninterrupted one drew, and threads cannot disturb each other.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

#include "base/streams.hpp"

namespace graft {

class Rng {
 public:
  Rng(uint64_t seed, uint64_t stream) : seed_(seed), stream_(stream) {}

  uint32_t next();
  double uniform();            // in (0, 1)
  double normal();             // mean 0, variance 1
  uint64_t below(uint64_t n);  // uniform on 0 .. n-1, without modulo bias; n > 0

 private:
  uint64_t seed_, stream_, block_ = 0;
  std::array<uint32_t, 4> buffer_{};
  int left_ = 0;
  double spare_ = 0;
  bool has_spare_ = false;
};

// The number of a stream, from its purpose and up to three indices (member, set, epoch ...).
uint64_t stream_of(Stream purpose, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0);

// Mixes 64 bits so that each input bit reaches every output bit (the finaliser of SplitMix64).
uint64_t mix64(uint64_t x);

template <class T>
void shuffle(std::vector<T>& items, Rng& rng) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[rng.below(i)]);
}

inline std::vector<int64_t> permutation(int64_t n, Rng rng) {
  std::vector<int64_t> order(n);
  std::iota(order.begin(), order.end(), int64_t{0});
  shuffle(order, rng);
  return order;
}

}  // namespace graft
