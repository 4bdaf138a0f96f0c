#include "bayes/weighing/pseudo_bma.hpp"

#include <cmath>

#include "base/error.hpp"
#include "catch.hpp"

using namespace graft;

TEST_CASE("pseudo-BMA+ weights are the bootstrap's mean of a softmax", "[bayes]") {
  // One row of two: the bootstrap changes nothing. Two rows: the share of the first is uniform.
  Rng rng(2, 1);
  const double l = std::log(3.0);
  const auto one = pseudo_bma_weights(std::vector<double>{l, 0}, 2, rng, 10);
  CHECK(one[0] == Approx(0.75));
  // w = 1 / (1 + exp(-2 d (2u - 1))), whose mean is a half; with scores (d, 0), (0, 0):
  // mean of 1 / (1 + exp(-2 d u)) = (log(1 + e^{2d}) - log 2) / (2 d).
  const double d = 2;
  const int replicates = 40000;
  const auto two = pseudo_bma_weights(std::vector<double>{d, 0, 0, 0}, 2, rng, replicates);
  const double exact = (std::log1p(std::exp(2 * d)) - std::log(2.0)) / (2 * d);
  CHECK(std::abs(two[0] - exact) < 4 * 0.15 / std::sqrt(double(replicates)));
  CHECK(two[0] + two[1] == Approx(1));
  const auto excluded = pseudo_bma_weights(std::vector<double>{-1, -INFINITY, -2, 0}, 2, rng, 10);
  CHECK(excluded[0] == Approx(1).epsilon(1e-14));
  CHECK(excluded[1] == 0);
}

TEST_CASE("models that predict the same share their weight, in whatever order rows come",
          "[bayes]") {
  Rng rng(1, 1);
  for (double v : pseudo_bma_weights(std::vector<double>(30, -0.7), 3, rng))
    CHECK(v == Approx(1 / 3.0));
  CHECK(pseudo_bma_weights(std::vector<double>{-1, -2}, 1, rng, 5)[0] == Approx(1));
  // The rows turned round, under the bootstrap's own noise: 20,000 replicates of a softmax.
  std::vector<double> x;
  for (int i = 0; i < 20; ++i)
    for (int k = 0; k < 2; ++k) x.push_back(-0.5 * std::pow(rng.normal() + 0.2 * k, 2));
  std::vector<double> turned;
  for (std::size_t i = x.size(); i > 0; i -= 2) turned.insert(turned.end(), {x[i - 2], x[i - 1]});
  const auto a = pseudo_bma_weights(x, 2, rng, 20000),
             b = pseudo_bma_weights(turned, 2, rng, 20000);
  CHECK(std::abs(a[0] - b[0]) < 4 * 0.5 * std::sqrt(2 / 20000.0));
}

TEST_CASE("log densities that cannot be weighed are refused", "[bayes]") {
  Rng rng(1, 1);
  const auto refused = [&](const std::vector<double>& x, int64_t models, int64_t replicates = 10) {
    CHECK_THROWS_AS(pseudo_bma_weights(x, models, rng, replicates), Error);
  };
  refused({1, 2, 3}, 2);
  refused({}, 2);
  refused({1, NAN}, 2);
  refused({1, INFINITY}, 2);
  refused({1, 2}, 2, 0);
  refused({-INFINITY, 0, 0, -INFINITY}, 2);
}
