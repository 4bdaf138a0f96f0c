#include "bayes/math/log_concave.hpp"

#include <cmath>

#include "bayes/check.hpp"
#include "catch.hpp"

using namespace graft;
using namespace graft::test;

TEST_CASE("draws from a log-concave density have its quantiles", "[bayes]") {
  // tau given W for a group of p weights and an exponential prior, against a grid.
  for (double p : {1.0, 10.0, 100000.0}) {
    const double square = 0.04 * p, rate = 3;
    const auto log_density = [&](double t) {
      return (1 - p) * t - 0.5 * square * std::exp(-2 * t) - rate * std::exp(t);
    };
    const auto grid = grid_quantiles(log_density, -6, 4, 100);
    Rng rng(1, uint64_t(p));
    std::vector<int> ranks;
    for (int i = 0; i < 4000; ++i) {
      const double x = draw_log_concave(
          rng,
          [&](double t, double& slope) {
            slope = (1 - p) + square * std::exp(-2 * t) - rate * std::exp(t);
            return log_density(t);
          },
          i % 2 ? -1.6 : 3, 1 / std::sqrt(2 * p));
      int below = 0;
      for (double q : grid) below += q < x;
      ranks.push_back(below);
    }
    CHECK(chi_square(ranks) < sbc_limit);
  }
}
