#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "base/rng.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/scores.hpp"

using namespace graft;

namespace {

const double nan_value = std::numeric_limits<double>::quiet_NaN();

double one(const std::string& metric, double y, double mean, double sd) {
  return score(metric, std::vector{y}, std::vector{mean}, std::vector{sd});
}

// Simpson's rule with 2 n intervals.
double integral(double from, double to, const std::function<double(double)>& f, int n = 2000) {
  const double h = (to - from) / (2 * n);
  double sum = f(from) + f(to);
  for (int i = 1; i < 2 * n; ++i) sum += (i % 2 ? 4 : 2) * f(from + i * h);
  return sum * h / 3;
}

double density(double x, double mean, double sd) {
  return std::exp(-0.5 * std::pow((x - mean) / sd, 2)) / (sd * std::sqrt(2 * M_PI));
}

// The cumulative distribution as the density's integral, not by erf.
double cumulative(double x, double mean, double sd) {
  const double from = mean - 10 * sd;
  return x <= from ? 0
                   : integral(
                         from, x, [&](double t) { return density(t, mean, sd); }, 100);
}

}  // namespace

TEST_CASE("errors of predictions, by hand") {
  const std::vector<double> y{1, 2, nan_value, 4}, mean{2, 2, 9, 1};
  CHECK(score("rmse", y, mean, {}) == Approx(std::sqrt(10.0 / 3)));
  CHECK(score("mae", y, mean, {}) == Approx(4.0 / 3));
  const double variation = std::pow(4.0 / 3, 2) + std::pow(1.0 / 3, 2) + std::pow(5.0 / 3, 2);
  CHECK(score("r2", y, mean, {}) == Approx(1 - 10 / variation));
  CHECK(score("r2", y, y, {}) == 1);
  CHECK(score("rmse", y, y, {}) == 0);
  const std::vector<double> average(4, 7.0 / 3);
  CHECK(std::abs(score("r2", y, average, {})) < 1e-12);
}

TEST_CASE("the CRPS is the integral of its definition") {
  for (const double sd : {0.3, 1.0, 4.0})
    for (const double y : {-2.0, 0.0, 0.7, 5.0}) {
      const double mean = 0.7;
      CAPTURE(sd, y);
      const auto square = [&](double step) {
        return [=](double x) { return std::pow(cumulative(x, mean, sd) - step, 2); };
      };
      const double low = std::min(y, mean) - 10 * sd, high = std::max(y, mean) + 10 * sd;
      const double expected = integral(low, y, square(0), 300) + integral(y, high, square(1), 300);
      CHECK(one("crps", y, mean, sd) == Approx(expected).epsilon(1e-5));
    }
}

TEST_CASE("the log density is the logarithm of a density, the normal one") {
  for (const double sd : {0.3, 1.0, 4.0}) {
    const auto p = [&](double y) { return std::exp(one("log_density", y, 0.7, sd)); };
    CHECK(integral(0.7 - 10 * sd, 0.7 + 10 * sd, p) == Approx(1).epsilon(1e-9));
    CHECK(integral(0.7 - 10 * sd, 0.7 + 10 * sd, [&](double y) {
            return (y - 0.7) * (y - 0.7) * p(y);
          }) == Approx(sd * sd).epsilon(1e-9));
    CHECK(p(2.0) == Approx(density(2.0, 0.7, sd)));
  }
}

TEST_CASE("the coverage is 95 % when the deviations are right") {
  Rng rng(1, 1);
  std::vector<double> y, mean, sd, half;
  for (int i = 0; i < 20000; ++i) {
    mean.push_back(rng.normal());
    sd.push_back(0.5 + rng.uniform());
    half.push_back(sd.back() / 2);
    y.push_back(i % 10 == 0 ? nan_value : mean.back() + sd.back() * rng.normal());
  }
  CHECK(std::abs(score("coverage95", y, mean, sd) - 0.95) < 5 * std::sqrt(0.95 * 0.05 / 18000));
  CHECK(score("coverage95", y, mean, half) == Approx(0.673).epsilon(0.02));
  CHECK(one("coverage95", 1.9599, 0, 1) == 1);
  CHECK(one("coverage95", 1.9601, 0, 1) == 0);
  // Proper scores are best for the true deviations.
  CHECK(score("crps", y, mean, sd) < score("crps", y, mean, half));
  CHECK(score("log_density", y, mean, sd) > score("log_density", y, mean, half));
}

TEST_CASE("scores that cannot be given are errors") {
  const std::vector<double> y{1, nan_value}, none{nan_value, nan_value}, mean{1, 2};
  const Thrown unknown = thrown_by([&] { score("rsme", y, mean, {}); });
  CHECK(unknown.status == GRAFT_ERROR_ARGUMENT);
  CHECK(unknown.says("'rsme'"));
  for (const char* metric : {"coverage95", "crps", "log_density"}) {
    CHECK(thrown_by([&] { score(metric, y, mean, {}); }).status == GRAFT_ERROR_ARGUMENT);
    for (const double bad : {0.0, -1.0, nan_value}) {
      const std::vector<double> sd{bad, 1};
      CHECK(thrown_by([&] { score(metric, y, mean, sd); }).status == GRAFT_ERROR_DATA);
    }
    const std::vector<double> unused{1, -1};  // of a row without a value
    CHECK_NOTHROW(score(metric, y, mean, unused));
  }
  CHECK(thrown_by([&] { score("rmse", none, mean, {}); }).status == GRAFT_ERROR_DATA);
  CHECK(thrown_by([&] { score("rmse", {}, {}, {}); }).status == GRAFT_ERROR_DATA);
}
