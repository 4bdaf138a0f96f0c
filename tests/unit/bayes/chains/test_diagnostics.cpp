#include "bayes/chains/diagnostics.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "base/rng.hpp"
#include "bayes/check.hpp"
#include "bayes/math/quantiles.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

// An AR(1) series of a linear congruential generator: simple enough to repeat in any language.
std::vector<double> congruential(int64_t chains, int64_t draws, double phi, double shift) {
  uint32_t state = 12345;
  std::vector<double> x;
  for (int64_t c = 0; c < chains; ++c) {
    double v = 0;
    for (int64_t i = 0; i < draws; ++i) {
      state = state * 1664525u + 1013904223u;
      v = phi * v + (double(state) + 0.5) / 4294967296.0 - 0.5;
      x.push_back(v + shift * double(c));
    }
  }
  return x;
}

std::vector<double> autoregressive(int64_t chains, int64_t draws, double phi, uint64_t seed) {
  std::vector<double> x;
  for (int64_t c = 0; c < chains; ++c) {
    Rng rng(seed, uint64_t(c));
    double v = rng.normal();
    for (int64_t i = 0; i < draws; ++i)
      x.push_back(v = phi * v + std::sqrt(1 - phi * phi) * rng.normal());
  }
  return x;
}

}  // namespace

TEST_CASE("diagnostics agree with ArviZ 0.23.4", "[bayes]") {
  struct Case {
    int64_t chains, draws;
    double phi, shift, rhat, bulk, tail, mean, mcse;
  };
  const Case cases[] = {
      {4, 100, 0.5, 0, 1.0605357398, 83.0374228597, 221.656771275, 84.1555072433, 0.0332006599081},
      {4, 101, 0.9, 0, 1.48060142123, 8.54335929731, 16.3024194708, 7.97470460891, 0.227072194396},
      {3, 250, -0.4, 0, 1.00129553004, 2156.29594754, 645.441197744, 2156.29594754,
       0.00685312835867},
      {4, 200, 0.3, 0.4, 1.87335412718, 5.92638070241, 30.4268214954, 5.67990848803,
       0.22697498997}};
  for (const auto& c : cases) {
    const auto x = congruential(c.chains, c.draws, c.phi, c.shift);
    CHECK(rhat(x, c.chains) == Approx(c.rhat).epsilon(1e-9));
    CHECK(ess_bulk(x, c.chains) == Approx(c.bulk).epsilon(1e-9));
    CHECK(ess_tail(x, c.chains) == Approx(c.tail).epsilon(1e-9));
    CHECK(ess_mean(x, c.chains) == Approx(c.mean).epsilon(1e-9));
    CHECK(mcse_mean(x, c.chains) == Approx(c.mcse).epsilon(1e-9));
  }
  const auto energy = congruential(4, 101, 0.9, 0);
  CHECK(e_bfmi({energy.data(), 101}) == Approx(0.284074175193).epsilon(1e-9));
}

TEST_CASE("the effective sample size of an AR(1) process is n (1 - phi) / (1 + phi)", "[bayes]") {
  for (double phi : {0.0, 0.5, 0.9}) {
    const auto x = autoregressive(4, 5000, phi, 7);
    const double expected = 20000 * (1 - phi) / (1 + phi);
    CHECK(ess_mean(x, 4) == Approx(expected).epsilon(0.15));
    CHECK(ess_bulk(x, 4) == Approx(expected).epsilon(0.15));
    CHECK(rhat(x, 4) < 1.01);
  }
}

TEST_CASE("the effective size of the tails is unknown when one of them holds no draw", "[bayes]") {
  auto x = autoregressive(4, 100, 0.3, 5);
  CHECK(ess_tail(x, 4) > 0);
  const double top = quantile(x, 0.9), bottom = quantile(x, 0.1);
  auto capped = x, floored = x;
  for (auto& v : capped) v = std::min(v, top);      // no draw is beyond the quantile of 0.95
  for (auto& v : floored) v = std::max(v, bottom);  // as many are at that of 0.05: still known
  CHECK(std::isnan(ess_tail(capped, 4)));
  CHECK(ess_tail(floored, 4) > 0);
}

TEST_CASE("R-hat sees a shifted chain and a chain of another width", "[bayes]") {
  auto shifted = autoregressive(4, 500, 0.3, 1), wide = shifted;
  for (std::size_t i = 0; i < 500; ++i) {
    shifted[i] += 1.5;
    wide[i] *= 4;
  }
  CHECK(rhat(shifted, 4) > 1.1);
  CHECK(rhat(wide, 4) > 1.1);  // the folded ranks
  // Within one chain as well: that is what the split is for.
  auto drifting = autoregressive(1, 1000, 0, 2);
  for (std::size_t i = 500; i < 1000; ++i) drifting[i] += 1.5;
  CHECK(rhat(drifting, 1) > 1.1);
}

TEST_CASE("R-hat does not change under a monotone map or heavy tails", "[bayes]") {
  const auto x = autoregressive(4, 400, 0.5, 3);
  auto cauchy = x;
  for (auto& v : cauchy) v = std::sinh(3 * v);  // odd and monotone: the same ranks
  CHECK(ess_bulk(cauchy, 4) == Approx(ess_bulk(x, 4)).epsilon(1e-12));
  CHECK(ess_tail(cauchy, 4) == Approx(ess_tail(x, 4)).epsilon(1e-12));
}

TEST_CASE("diagnostics are NaN where they have nothing to say", "[bayes]") {
  std::vector<double> constant(400, 3.0), short_chains(12, 0.0);
  std::iota(short_chains.begin(), short_chains.end(), 0.0);
  auto infinite = autoregressive(4, 100, 0, 4);
  infinite[17] = std::numeric_limits<double>::infinity();
  for (const auto& x : {constant, short_chains, infinite, std::vector<double>{}})
    for (double value :
         {rhat(x, 4), ess_bulk(x, 4), ess_tail(x, 4), ess_mean(x, 4), mcse_mean(x, 4)})
      CHECK(std::isnan(value));
}
