#include "bayes/math/density_1d.hpp"

#include <algorithm>
#include <cmath>

#include "bayes/check.hpp"
#include "catch.hpp"

using namespace graft;
using namespace graft::test;

TEST_CASE("a tabulated density knows its mass and its mean", "[bayes]") {
  const auto exponential = Density1d::half_line([](double x) { return -3 * x; }, 0, 1e-4);
  CHECK(exponential.log_mass() == Approx(-std::log(3.0)).epsilon(1e-9));
  CHECK(exponential.mean([](double x) { return x; }) == Approx(1.0 / 3).epsilon(1e-9));
  const auto narrow = Density1d::line([](double x) { return -0.5e10 * (x - 7) * (x - 7); }, -1, 1);
  CHECK(narrow.log_mass() == Approx(0.5 * std::log(2 * M_PI) - std::log(1e5)).epsilon(1e-9));
  // Poles next to the axis.
  const auto pole =
      Density1d::half_line([](double x) { return -2 * std::log1p(1e6 * x * x); }, 0, 1);
  CHECK(std::exp(pole.log_mass()) == Approx(M_PI / 4 * 1e-3).epsilon(1e-8));
}

TEST_CASE("a density that peaks at 0, far away or at both has its mass in closed form", "[bayes]") {
  // -rate r - n r^2/2 + log cosh(n r z): two halves of Gaussians.
  for (double rate : {0.5, 20.0, 300.0})
    for (double z : {0.0, 0.7, 15.3, 15.9, 40.0}) {
      const double n = 20;
      const auto log_half = [&](double slope) {  // int_0^inf exp(slope r - n r^2 / 2) dr
        const double x = -slope / std::sqrt(2 * n);
        const double log_erfc = x < 20 ? std::log(std::erfc(x))
                                       : -x * x - std::log(x * std::sqrt(M_PI)) -
                                             std::log1p(0.5 / (x * x) - 0.5 / std::pow(x, 4));
        return 0.5 * std::log(0.5 * M_PI / n) + x * x + log_erfc;
      };
      const double a = log_half(n * z - rate), b = log_half(-n * z - rate);
      const double expected = a + std::log1p(std::exp(b - a)) - std::log(2.0);
      CAPTURE(rate, z);
      const auto density = Density1d::half_line(
          [=](double r) {
            const double k = n * r * z;
            return -r * (rate + 0.5 * n * r) + k + std::log1p(std::exp(-2 * k)) - std::log(2.0);
          },
          0, z + 1 / std::sqrt(n));
      CHECK(density.log_mass() == Approx(expected).epsilon(1e-6).margin(1e-6));
    }
}

TEST_CASE("draws of a tabulated density are distributed as it says", "[bayes]") {
  // Cauchy on the half line, as a hard case; its quantiles by a grid of log x.
  const auto density =
      Density1d::half_line([](double x) { return -std::log1p(x * x) - 1e-3 * x; }, 0, 1);
  std::vector<int> ranks;
  Rng rng(2, 1);
  std::vector<double> edges = grid_quantiles(
      [](double t) { return t - std::log1p(std::exp(2 * t)) - 1e-3 * std::exp(t); }, -20, 12, 20);
  for (auto& v : edges) v = std::exp(v);
  for (int i = 0; i < 20000; ++i)
    ranks.push_back(
        5 * int(std::upper_bound(edges.begin(), edges.end(), density.draw(rng)) - edges.begin()));
  CHECK(chi_square(ranks) < sbc_limit);
}
