#include <cmath>

#include "base/error.hpp"
#include "base/rng.hpp"
#include "bayes/weighing/loo.hpp"
#include "catch.hpp"

namespace {

using namespace graft;

// Rows of c log(u) - 1, u of a linear congruential generator: weights u^-c have the tail index c.
std::vector<double> congruential(int64_t draws, std::initializer_list<double> indices) {
  uint32_t state = 12345;
  std::vector<double> x;
  for (double c : indices)
    for (int64_t i = 0; i < draws; ++i) {
      state = state * 1664525u + 1013904223u;
      x.push_back(c * std::log((double(state) + 0.5) / 4294967296.0) - 1);
    }
  return x;
}

}  // namespace

TEST_CASE("leaving one out agrees with ArviZ 0.23.4", "[bayes]") {
  struct Case {
    int64_t draws;
    double elpd[5], k[5], weight_square[5];  // the last: sum of squares of the smoothed weights
    double total, error, parameters;
  };
  const Case cases[] = {
      {15,
       {-1.14303054839, -1.34722873714, -2.56464387821, -2.00224365865, -0.647745147715},
       {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY},
       {0.0681452328872, 0.072781436072, 0.273232922529, 0.108011537306, 0.0720915978493},
       -7.70489197011,
       1.50147384844,
       1.57401376084},
      {30,
       {-1.11227846454, -1.39593549742, -1.61754011044, -3.38681951106, -0.6613582438},
       {0.127814290331, 0.948859877255, 0.183043088934, 0.818795378889, -0.137618968627},
       {0.0338732766908, 0.0380926146566, 0.0448888456467, 0.246238018432, 0.0357801675889},
       -8.17393182725,
       2.08507652817,
       2.04394368359},
      {200,
       {-1.10704076012, -1.5260378949, -1.92907330221, -3.67147275772, -0.550503963043},
       {0.281696199435, 0.783074113079, 0.470126522466, 1.31590039605, -0.960797161987},
       {0.00507652591738, 0.00999898905776, 0.0121265689856, 0.239034602749, 0.00576327940914},
       -8.784128678,
       2.37196926714,
       2.90400886791},
      {1001,
       {-1.10501021148, -1.50848445771, -2.32609169593, -3.95822390446, -0.599923713919},
       {0.21099000192, 0.43303889805, 0.80979628562, 1.15679800911, -1.0522354981},
       {0.00101391335713, 0.00150355153405, 0.0166215676249, 0.126400635893, 0.00111311044981},
       -9.4977339835,
       2.62551524098,
       3.33709774634},
  };
  for (const auto& c : cases) {
    const auto loo = leave_out(congruential(c.draws, {0.1, 0.4, 0.7, 1.2, -0.5}), each_its_own(5));
    for (std::size_t i = 0; i < 5; ++i) {
      CHECK(loo.elpd[i] == Approx(c.elpd[i]).epsilon(1e-9));
      if (std::isfinite(c.k[i]))
        CHECK(loo.pareto_k[i] == Approx(c.k[i]).epsilon(1e-9));
      else
        CHECK(loo.pareto_k[i] == c.k[i]);
      double square = 0;
      for (double w : loo.weights_of(int64_t(i))) square += w * w;
      CHECK(square == Approx(c.weight_square[i]).epsilon(1e-9));
    }
    CHECK(loo.total == Approx(c.total).epsilon(1e-9));
    CHECK(loo.standard_error == Approx(c.error).epsilon(1e-9));
    CHECK(loo.parameters == Approx(c.parameters).epsilon(1e-9));
  }
}

TEST_CASE("the mean of a normal is left out as in closed form", "[bayes]") {
  // y_i ~ N(m, 1) with a flat prior: m | y ~ N(mean, 1/n), y_i | rest ~ N(mean of rest, 1 +
  // 1/(n-1)).
  constexpr int64_t n = 30, draws = 4000;
  Rng rng(1, 1);
  std::vector<double> y(n), m(draws), log_likelihood;
  double mean = 0;
  for (auto& v : y) mean += (v = rng.normal()) / n;
  for (auto& v : m) v = mean + rng.normal() / std::sqrt(double(n));
  for (double v : y)
    for (double centre : m)
      log_likelihood.push_back(-0.5 * (v - centre) * (v - centre) - 0.9189385332046727);
  const auto loo = leave_out(log_likelihood, each_its_own(n));
  const auto log_normal = [](double z, double variance) {
    return -0.5 * z * z / variance - 0.5 * std::log(variance) - 0.9189385332046727;
  };
  double parameters = 0;
  CHECK(loo.unreliable == 0);
  for (std::size_t i = 0; i < n; ++i) {
    const double rest = (n * mean - y[i]) / (n - 1), variance = 1 + 1.0 / (n - 1);
    const double exact = log_normal(y[i] - rest, variance);
    parameters += log_normal(y[i] - mean, 1 + 1.0 / n) - exact;
    // The weights vary by about |y - mean| / sqrt(n), so that the error is that of a mean.
    const double spread =
        (1 + std::abs(y[i] - mean)) * (1 + std::abs(y[i] - mean)) / std::sqrt(30.0);
    CHECK(std::abs(loo.elpd[i] - exact) < 4 * spread / std::sqrt(double(draws)));
  }
  CHECK(loo.parameters == Approx(parameters).epsilon(4 * std::sqrt(2.0 / draws)));  // a variance
}

TEST_CASE("rows of a group are left out together", "[bayes]") {
  // As above, y_i given the rows of other groups: N(mean of these, 1 + 1 / their number).
  constexpr int64_t n = 30, draws = 20000;
  Rng rng(2, 1);
  std::vector<double> y(n), m(draws), log_likelihood;
  Groups groups;
  double mean = 0;
  for (auto& v : y) mean += (v = rng.normal()) / n;
  for (auto& v : m) v = mean + rng.normal() / std::sqrt(double(n));
  for (int64_t i = 0; i < n; ++i) groups.push_back(i < 9 ? i % 3 : i);  // three of three rows
  const auto log_normal = [](double z, double variance) {
    return -0.5 * z * z / variance - 0.5 * std::log(2 * 3.141592653589793 * variance);
  };
  for (double v : y)
    for (double centre : m) log_likelihood.push_back(log_normal(v - centre, 1));
  const auto loo = leave_out(log_likelihood, groups);
  CHECK(loo.unreliable == 0);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0, count = 0;
    for (std::size_t j = 0; j < n; ++j)
      if (groups[j] != groups[i]) sum += y[j], ++count;
    CHECK(loo.elpd[i] == Approx(log_normal(y[i] - sum / count, 1 + 1 / count)).margin(0.03));
    CHECK(loo.pareto_k[i] == loo.pareto_k[std::size_t(groups[i])]);
  }
}

TEST_CASE("weights that are all the same need no smoothing", "[bayes]") {
  const auto loo = leave_out(std::vector<double>(100, -2.5), each_its_own(1));
  CHECK(loo.pareto_k[0] == -INFINITY);
  CHECK(loo.unreliable == 0);
  CHECK(loo.elpd[0] == Approx(-2.5));
  const auto single = leave_out(std::vector<double>{-1.0}, each_its_own(1));
  CHECK(single.elpd[0] == Approx(-1.0));
}

TEST_CASE("log likelihoods that are not finite are refused", "[bayes]") {
  CHECK_THROWS_AS(leave_out(std::vector<double>{0, -INFINITY}, each_its_own(1)), Error);
  CHECK_THROWS_AS(leave_out(std::vector<double>{0, NAN}, each_its_own(1)), Error);
  CHECK_THROWS_AS(leave_out(std::vector<double>{0, 1, 2}, each_its_own(2)), Error);
  CHECK_THROWS_AS(leave_out({}, each_its_own(1)), Error);
}
