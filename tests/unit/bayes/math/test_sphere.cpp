#include "bayes/math/sphere.hpp"

#include <cmath>

#include "bayes/check.hpp"
#include "catch.hpp"

using namespace graft;
using namespace graft::test;

TEST_CASE("the average over the sphere is exact in one and three dimensions, and small k",
          "[bayes]") {
  for (double k : {0.0, 1e-8, 0.3, 2.0, 30.0, 500.0, 5e4}) {
    const double cosh = k + std::log1p(std::exp(-2 * k)) - std::log(2.0);
    CHECK(sphere_average(1, k).log_mean == Approx(cosh).epsilon(1e-11).margin(1e-11));
    CHECK(sphere_average(1, k).mean_u == Approx(std::tanh(k)).epsilon(1e-10));
    const double sinh = k > 1e-3 ? k + std::log1p(-std::exp(-2 * k)) - std::log(2 * k) : k * k / 6;
    CHECK(sphere_average(3, k).log_mean == Approx(sinh).epsilon(1e-11).margin(1e-11));
    if (k > 1e-3)
      CHECK(sphere_average(3, k).mean_u == Approx(1 / std::tanh(k) - 1 / k).epsilon(1e-10));
  }
  CHECK(sphere_average(40, 0).log_mean == Approx(0).margin(1e-12));
}

TEST_CASE("the average over the sphere agrees with the standard library's Bessel function",
          "[bayes]") {
  for (int p : {2, 5, 8, 50, 121, 122, 123, 124, 500})
    for (double k : {0.5, 3.0, 40.0, 300.0}) {
      const double v = 0.5 * p - 1, bessel = std::cyl_bessel_i(v, k);
      if (!(bessel > 1e-290)) continue;
      const double expected = std::lgamma(v + 1) + v * std::log(2 / k) + std::log(bessel);
      CHECK(sphere_average(p, k).log_mean == Approx(expected).epsilon(1e-9).margin(1e-9));
      CHECK(sphere_average(p, k).mean_u ==
            Approx(std::cyl_bessel_i(v + 1, k) / bessel).epsilon(1e-8));
    }
}

TEST_CASE("directions drawn around a mean have the mean that the average says",
          "[bayes][statistics]") {
  Rng rng(4, 1);
  for (int p : {1, 2, 3, 10})
    for (double k : {0.0, 0.7, 5.0, 200.0, 1e6}) {
      Eigen::VectorXd mu(p), u(p);
      draw_direction(rng, mu);
      std::vector<double> along(20000);
      for (auto& v : along) {
        draw_von_mises_fisher(rng, mu, k, u);
        v = mu.dot(u);
      }
      CHECK(u.norm() == Approx(1).epsilon(1e-12));
      const double expected = sphere_average(p, k).mean_u;
      const double sd = std::max(std::sqrt(variance(along)), p == 1 ? 1 / std::cosh(k) : 0);
      CHECK(std::abs(mean(along) - expected) <= 4.5 * sd / std::sqrt(20000) + 1e-9);
    }
}
