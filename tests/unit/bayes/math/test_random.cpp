#include "bayes/math/random.hpp"

#include <algorithm>
#include <cmath>

#include "bayes/check.hpp"
#include "catch.hpp"

using namespace graft;
using namespace graft::test;

TEST_CASE("gamma draws have the moments of their shape", "[bayes]") {
  Rng rng(3, 1);
  for (double shape : {0.3, 1.0, 4.5}) {
    std::vector<double> x(40000);
    for (auto& v : x) v = draw_gamma(rng, shape);
    CHECK(std::abs(mean(x) - shape) < 4 * std::sqrt(shape / 40000));
    CHECK(variance(x) == Approx(shape).epsilon(0.1));
  }
}

TEST_CASE("exponential draws are distributed as their rate says", "[bayes]") {
  Rng rng(8, 1);
  for (double rate : {0.01, 1.0, 300.0}) {
    std::vector<int> ranks;
    for (int i = 0; i < 20000; ++i)
      ranks.push_back(std::min(99, int(100 * -std::expm1(-rate * draw_exponential(rng, rate)))));
    CHECK(chi_square(ranks) < sbc_limit);
  }
}
