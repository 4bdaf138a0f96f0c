#include "bayes/priors/scale_prior.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/check.hpp"
#include "bayes/math/density_1d.hpp"
#include "catch.hpp"

using namespace graft;
using namespace graft::test;

TEST_CASE("priors of scales have the gradients they claim", "[bayes]") {
  const std::vector<double> h = {0.5, 3, 20};
  for (const auto& prior : {ScalePrior::exponential(h, 1.3), ScalePrior::lomax(h, 1.3, 2),
                            ScalePrior::dirichlet(h, 1.3, 0.7)}) {
    const auto f = [&](const double* t, double* g) { return prior.log_density(t, g); };
    CHECK(gradient_error(f, {0.1, -1, -2}) < 1e-8);
    CHECK(gradient_error(f, {-9, 1.2, -0.3}) < 1e-8);
  }
}

TEST_CASE("priors of scales are normalised and agree with their draws", "[bayes][statistics]") {
  const std::vector<double> one = {4}, two = {0.5, 6};
  // Of two groups, by quadrature within quadrature.
  for (const auto& prior : {ScalePrior::exponential(two, 1.3), ScalePrior::lomax(two, 1.3, 3),
                            ScalePrior::dirichlet(two, 1.3, 0.7)}) {
    const auto inner = [&](double a) {
      return Density1d::line(
          [&prior, a](double b) {
            const double t[2] = {a, b};
            double g[2];
            return prior.log_density(t, g);
          },
          -2, 2);
    };
    const auto outer = Density1d::line([&](double a) { return inner(a).log_mass(); }, -2, 2);
    CHECK(outer.log_mass() == Approx(0).margin(1e-6));
    // E[d_0] by quadrature and by draws.
    const double expected = outer.mean([&](double a) { return prior.distance(0, std::exp(a)); });
    Rng rng(6, 1);
    std::vector<double> d(40000);
    double tau[2];
    for (auto& v : d) {
      prior.draw(rng, tau);
      v = prior.distance(0, tau[0]);
    }
    CHECK(std::abs(mean(d) - expected) < 4 * std::sqrt(variance(d) / 40000));
  }
  // One group: all three are the exponential, the Lomax in the limit of a known rate.
  for (double t : {-3.0, 0.0, 1.0}) {
    double g;
    const double exponential = ScalePrior::exponential(one, 1.3).log_density(&t, &g);
    CHECK(ScalePrior::dirichlet(one, 1.3, 2).log_density(&t, &g) ==
          Approx(exponential).epsilon(1e-12));
    CHECK(ScalePrior::lomax(one, 1.3, 1e7).log_density(&t, &g) ==
          Approx(exponential).epsilon(1e-4));
  }
  CHECK_THROWS_AS(ScalePrior::exponential({1, 0}, 1), Error);
}

TEST_CASE("the joint prior of scales makes the whole distance exponential", "[bayes]") {
  const auto prior = ScalePrior::dirichlet({0.5, 3, 20}, 1.3, 1);
  Rng rng(7, 1);
  std::vector<int> ranks;
  double tau[3];
  for (int i = 0; i < 20000; ++i) {
    prior.draw(rng, tau);
    double square = 0;
    for (int l = 0; l < 3; ++l) square += std::pow(prior.distance(l, tau[l]), 2);
    ranks.push_back(std::min(99, int(100 * -std::expm1(-1.3 * std::sqrt(square)))));
  }
  CHECK(chi_square(ranks) < sbc_limit);
}

TEST_CASE("the variational scale solves its cubic over the range of doubles", "[bayes]") {
  for (double rate : {1e-12, 1e-3, 1.0, 50.0, 1e9})
    for (double weights : {1.0, 80.0, 1e7})
      for (double square : {1e-250, 1e-20, 1e-3, 1.0, 1e6, 1e200}) {
        const double tau = scale_update(rate, weights, square);
        CHECK(tau > 0);
        CHECK(rate / square * tau * tau * tau + weights / square * tau * tau ==
              Approx(1).epsilon(1e-12));
      }
  CHECK(scale_update(1, 1, 0) == 0);
  CHECK(scale_update(2, 3, 5) == Approx(1));  // 2 + 3 = 5
}
