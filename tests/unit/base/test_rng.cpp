#include <algorithm>
#include <cmath>
#include <set>

#include "base/rng.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

using Block = std::array<uint32_t, 4>;

// Philox 4x32-10, written again from the paper (Salmon et al., SC 2011, section 3.3).
Block reference_philox(Block c, uint32_t k0, uint32_t k1) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t a = uint64_t{c[0]} * 0xD2511F53u, b = uint64_t{c[2]} * 0xCD9E8D57u;
    const Block next{uint32_t(b >> 32) ^ c[1] ^ k0, uint32_t(b & 0xffffffffu),
                     uint32_t(a >> 32) ^ c[3] ^ k1, uint32_t(a & 0xffffffffu)};
    c = next;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return c;
}

}  // namespace

TEST_CASE("the generator gives the published Philox numbers") {
  // Random123's kat_vectors, philox 4x32 10.
  CHECK(reference_philox({0, 0, 0, 0}, 0, 0) ==
        Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(reference_philox({~0u, ~0u, ~0u, ~0u}, ~0u, ~0u) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(reference_philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822,
                         0x299f31d0) == Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

  Rng zero(0, 0);
  for (uint32_t word : {0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u})
    CHECK(zero.next() == word);
  // The block counter fills the low half of the counter, the stream the high one, the seed the key.
  for (const uint64_t seed : {uint64_t{0}, uint64_t{7}, uint64_t{0x299f31d0a4093822}})
    for (const uint64_t stream : {uint64_t{0}, uint64_t{1}, uint64_t{0x0370734413198a2e}}) {
      Rng rng(seed, stream);
      for (uint32_t block = 0; block < 5; ++block)
        for (uint32_t word : reference_philox({block, 0, uint32_t(stream), uint32_t(stream >> 32)},
                                              uint32_t(seed), uint32_t(seed >> 32)))
          REQUIRE(rng.next() == word);
    }
}

TEST_CASE("uniform numbers have the moments of the uniform distribution") {
  Rng rng(1, 2);
  const int n = 200000;
  double sum = 0, square = 0, lagged = 0, before = 0.5, least = 1, most = 0;
  for (int i = 0; i < n; ++i) {
    const double u = rng.uniform();
    least = std::min(least, u);
    most = std::max(most, u);
    sum += u;
    square += (u - 0.5) * (u - 0.5);
    lagged += (u - 0.5) * (before - 0.5);
    before = u;
  }
  CHECK(least > 0);
  CHECK(most < 1);
  const double sd = 1 / std::sqrt(12.0);  // five standard errors each
  CHECK(std::abs(sum / n - 0.5) < 5 * sd / std::sqrt(n));
  CHECK(std::abs(square / n - 1.0 / 12) < 5 * std::sqrt(1.0 / 180) / std::sqrt(n));
  CHECK(std::abs(lagged / n) < 5 / 12.0 / std::sqrt(n));
}

TEST_CASE("normal numbers have the moments of the normal distribution") {
  Rng rng(3, 4);
  const int n = 200000;
  double m[5] = {}, lagged = 0, before = 0;
  for (int i = 0; i < n; ++i) {
    const double z = rng.normal();
    for (int k = 1; k <= 4; ++k) m[k] += std::pow(z, k) / n;
    lagged += z * before / n;  // a pair shares its radius, but is independent
    before = z;
  }
  const double error = 5 / std::sqrt(n);
  CHECK(std::abs(m[1]) < error);
  CHECK(std::abs(m[2] - 1) < std::sqrt(2.0) * error);
  CHECK(std::abs(m[3]) < std::sqrt(15.0) * error);
  CHECK(std::abs(m[4] - 3) < std::sqrt(96.0) * error);
  CHECK(std::abs(lagged) < error);
}

TEST_CASE("below() takes every value equally often") {
  for (const uint64_t n : {1, 2, 3, 7, 10, 64}) {
    Rng rng(5, n);
    std::vector<int> count(n);
    const int draws = int(2000 * n);
    for (int i = 0; i < draws; ++i) {
      const uint64_t v = rng.below(n);
      REQUIRE(v < n);
      ++count[v];
    }
    double chi = 0;
    for (int c : count) chi += (c - 2000.0) * (c - 2000.0) / 2000.0;
    CAPTURE(n, chi);
    const double freedom = double(n) - 1;  // mean and variance of chi-square: k, 2 k
    CHECK(chi <= freedom + 5 * std::sqrt(2 * freedom));
  }
}

TEST_CASE("below() is not biased towards small values when the range does not divide 2^64") {
  // With a plain modulo, values below 2^62 would come up in half of the draws, not in a third.
  const uint64_t n = 3ull << 62;
  Rng rng(6, 0);
  int small = 0;
  for (int i = 0; i < 30000; ++i) small += rng.below(n) < (1ull << 62);
  CHECK(std::abs(small / 30000.0 - 1.0 / 3) < 5 * std::sqrt(2.0 / 9 / 30000));
}

TEST_CASE("a stream does not depend on what other streams did") {
  Rng a(9, 1), b(9, 2);
  std::vector<double> alone, beside;
  for (int i = 0; i < 100; ++i) alone.push_back(a.normal());
  Rng again(9, 1);
  for (int i = 0; i < 100; ++i) {
    b.uniform();
    beside.push_back(again.normal());
    if (i % 3 == 0) b.next();
  }
  CHECK(alone == beside);
}

TEST_CASE("streams of different purposes and indices differ") {
  std::set<uint64_t> seen;
  for (uint32_t purpose = 0; purpose < 6; ++purpose)
    for (uint64_t a = 0; a < 6; ++a)
      for (uint64_t b = 0; b < 6; ++b)
        for (uint64_t c = 0; c < 6; ++c) seen.insert(stream_of(Stream(purpose), a, b, c));
  CHECK(seen.size() == 6 * 6 * 6 * 6);
  // Correlation between neighbouring streams.
  double sum = 0;
  Rng one(1, stream_of(Stream(1), 0)), two(1, stream_of(Stream(1), 1));
  for (int i = 0; i < 20000; ++i) sum += one.normal() * two.normal();
  CHECK(std::abs(sum / 20000) < 5 / std::sqrt(20000.0));
}

TEST_CASE("a permutation is one, and every order comes up equally often") {
  auto order = permutation(1000, Rng(1, 1));
  CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (int64_t i = 0; i < 1000; ++i) REQUIRE(order[std::size_t(i)] == i);
  int count[27] = {};
  for (uint64_t i = 0; i < 6000; ++i) {
    const auto p = permutation(3, Rng(2, i));
    ++count[p[0] * 9 + p[1] * 3 + p[2]];
  }
  double chi = 0;
  int orders = 0;
  for (int c : count)
    if (c > 0) {
      chi += (c - 1000.0) * (c - 1000.0) / 1000.0;
      ++orders;
    }
  CHECK(orders == 6);
  CHECK(chi < 5 + 5 * std::sqrt(10.0));
}
