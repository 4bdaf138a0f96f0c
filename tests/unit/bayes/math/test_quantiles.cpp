#include "bayes/math/quantiles.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"

using namespace graft;

TEST_CASE("quantiles interpolate between order statistics", "[bayes]") {
  const std::vector<double> x = {4, 1, 3, 2};
  CHECK(quantile(x, 0) == 1);
  CHECK(quantile(x, 1) == 4);
  CHECK(quantile(x, 0.5) == 2.5);
  CHECK(quantile(x, 0.25) == 1.75);
  CHECK(quantile(std::vector<double>{5}, 0.3) == 5);
}

TEST_CASE("normal quantiles are exact to rounding in both tails", "[bayes]") {
  const double p[] = {1e-300, 1e-10, 0.025, 0.4, 0.9, 1 - 1e-10};
  const double z[] = {-37.0470962993612,   -6.361340902404056, -1.9599639845400545,
                      -0.2533471031357997, 1.2815515655446004, 6.361340889697422};
  for (int i = 0; i < 6; ++i) CHECK(normal_quantile(p[i]) == Approx(z[i]).epsilon(1e-14));
  CHECK(std::abs(normal_quantile(0.5)) < 1e-15);
  for (double q = 0.001; q < 1; q += 0.001)
    CHECK(0.5 * std::erfc(-normal_quantile(q) / std::sqrt(2.0)) == Approx(q).epsilon(1e-13));
}
