#include "bayes/priors/pc_prior.hpp"

#include <cmath>

#include "base/error.hpp"
#include "catch.hpp"

using namespace graft;

TEST_CASE("the rate follows from the probability of a distance", "[bayes]") {
  CHECK(pc_rate(3, 0.05) == Approx(-std::log(0.05) / 3));
  CHECK_THROWS_AS(pc_rate(0, 0.05), Error);
  CHECK_THROWS_AS(pc_rate(1, 1), Error);
}
