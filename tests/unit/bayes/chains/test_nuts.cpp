#include <Eigen/Core>
#include <Eigen/LU>
#include <atomic>
#include <cmath>

#include "base/error.hpp"
#include "bayes/chains/diagnostics.hpp"
#include "bayes/chains/nuts.hpp"
#include "bayes/check.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

LogDensity gaussian(const Eigen::MatrixXd& precision, const Eigen::VectorXd& mean) {
  return [=, centred = Eigen::VectorXd(mean.size())](const double* q, double* gradient) mutable {
    const auto n = mean.size();
    centred = Eigen::Map<const Eigen::VectorXd>(q, n) - mean;
    Eigen::Map<Eigen::VectorXd> g(gradient, n);
    g.noalias() = -(precision * centred);
    return 0.5 * g.dot(centred);
  };
}

// v ~ N(0, 9), x_i ~ N(0, e^v), i = 1 .. 9 (Neal, Annals of Statistics 31, 2003).
double centred_funnel(const double* q, double* g) {
  const double precision = std::exp(-q[0]);
  double log_density = -q[0] * q[0] / 18;
  g[0] = -q[0] / 9;
  for (int i = 1; i <= 9; ++i) {
    log_density += -0.5 * (q[i] * q[i] * precision + q[0]);
    g[0] += 0.5 * (q[i] * q[i] * precision - 1);
    g[i] = -q[i] * precision;
  }
  return log_density;
}

double plain_funnel(const double* q, double* g) {  // x_i = e^{v/2} z_i
  double log_density = -q[0] * q[0] / 18;
  g[0] = -q[0] / 9;
  for (int i = 1; i <= 9; ++i) {
    log_density -= 0.5 * q[i] * q[i];
    g[i] = -q[i];
  }
  return log_density;
}

// 0.3 N(-2, 1) + 0.7 N(2, 1): mean 0.8, variance 1 + 4 - 0.64.
double mixture(const double* q, double* g) {
  const double a = std::log(0.3) - 0.5 * (q[0] + 2) * (q[0] + 2);
  const double b = std::log(0.7) - 0.5 * (q[0] - 2) * (q[0] - 2);
  const double top = std::max(a, b), wa = std::exp(a - top), wb = std::exp(b - top);
  g[0] = -(wa * (q[0] + 2) + wb * (q[0] - 2)) / (wa + wb);
  return top + std::log(wa + wb);
}

NutsResult run(int64_t dim, const LogDensity& target, NutsSettings settings) {
  const Crew crew(2);
  return sample_nuts(
      crew, dim, [&](int) { return target; }, settings);
}

// |mean of f - expected| in standard errors.
double errors_off(const NutsResult& r, int64_t j, double expected, auto&& f) {
  auto x = r.parameter(j);
  for (auto& v : x) v = f(v);
  return std::abs(mean(x) - expected) / mcse_mean(x, r.chains);
}

}  // namespace

TEST_CASE("the test densities have the gradients they claim", "[bayes]") {
  std::vector<double> q = {0.7, -1, 0.3, 2, 0.1, -0.4, 1.1, 0.9, -0.2, 0.6};
  CHECK(gradient_error(centred_funnel, q) < 1e-8);
  CHECK(gradient_error(plain_funnel, q) < 1e-8);
  CHECK(gradient_error(mixture, {0.4}) < 1e-8);
}

TEST_CASE("NUTS draws a correlated Gaussian with the right moments", "[bayes][statistics]") {
  const int n = 6;
  Eigen::MatrixXd covariance(n, n);
  Eigen::VectorXd centre(n);
  for (int i = 0; i < n; ++i) {
    centre[i] = i - 2.5;
    for (int j = 0; j < n; ++j)
      covariance(i, j) = std::pow(0.9, std::abs(i - j)) * std::pow(3.0, 0.5 * (i + j) - 2);
  }
  NutsSettings settings;
  settings.draws = 2000;
  const auto r = run(n, gaussian(covariance.inverse(), centre), settings);
  CHECK(r.divergences() == 0);
  CHECK(mean(r.accept) == Approx(0.85).margin(0.1));
  for (int j = 0; j < n; ++j) {
    CHECK(rhat(r.parameter(j), 4) < 1.01);
    CHECK(ess_bulk(r.parameter(j), 4) > 1000);
    CHECK(errors_off(r, j, centre[j], [](double x) { return x; }) < 4);
    CHECK(errors_off(r, j, covariance(j, j),
                     [&](double x) { return (x - centre[j]) * (x - centre[j]); }) < 4);
  }
  std::vector<double> product = r.parameter(0);
  const auto other = r.parameter(1);
  for (std::size_t i = 0; i < product.size(); ++i)
    product[i] = (product[i] - centre[0]) * (other[i] - centre[1]);
  CHECK(std::abs(mean(product) - covariance(0, 1)) < 4 * mcse_mean(product, 4));
  for (int64_t c = 0; c < 4; ++c) {
    CHECK(e_bfmi({r.energy.data() + c * r.draws, std::size_t(r.draws)}) > 0.3);
    CHECK(r.step[std::size_t(c)] > 0.05);
  }
}

TEST_CASE("warm-up learns the scales of a badly scaled target", "[bayes]") {
  const Eigen::VectorXd sd = (Eigen::VectorXd(3) << 0.1, 1, 1e3).finished();
  const Eigen::MatrixXd precision = sd.array().square().inverse().matrix().asDiagonal();
  NutsSettings settings;
  settings.seed = 2;
  const auto r = run(3, gaussian(precision, Eigen::VectorXd::Zero(3)), settings);
  for (int j = 0; j < 3; ++j) {
    CHECK(errors_off(r, j, sd[j] * sd[j], [](double x) { return x * x; }) < 4);
    CHECK(std::sqrt(r.inverse_mass[std::size_t(j)]) == Approx(sd[j]).epsilon(0.3));
  }
  CHECK(mean({r.depth.begin(), r.depth.end()}) < 4);
}

TEST_CASE("a standard Gaussian of 100 dimensions: draws are nearly independent",
          "[bayes][statistics]") {
  NutsSettings settings;
  settings.seed = 3;
  const auto r =
      run(100, gaussian(Eigen::MatrixXd::Identity(100, 100), Eigen::VectorXd::Zero(100)), settings);
  std::vector<double> radius;
  for (int64_t i = 0; i < r.chains * r.draws; ++i) {
    const auto q = Eigen::Map<const Eigen::VectorXd>(r.values.data() + i * 100, 100);
    radius.push_back(q.squaredNorm());
  }
  CHECK(std::abs(mean(radius) - 100) < 4 * mcse_mean(radius, 4));
  CHECK(variance(radius) == Approx(200).epsilon(0.15));
  CHECK(ess_bulk(r.parameter(0), 4) > 2000);
}

TEST_CASE("Neal's funnel: exact when non-centred, reported as divergent when centred",
          "[bayes][statistics]") {
  NutsSettings settings;
  settings.seed = 4;
  const auto good = run(10, plain_funnel, settings);
  CHECK(good.divergences() == 0);
  CHECK(errors_off(good, 0, 0, [](double x) { return x; }) < 4);
  CHECK(errors_off(good, 0, 9, [](double x) { return x * x; }) < 4);
  const auto bad = run(10, centred_funnel, settings);
  CHECK(bad.divergences() > 0);
  CHECK(e_bfmi({bad.energy.data(), std::size_t(bad.draws)}) <
        e_bfmi({good.energy.data(), std::size_t(good.draws)}));
}

TEST_CASE("a mixture of two modes keeps its moments", "[bayes][statistics]") {
  NutsSettings settings;
  settings.draws = 5000;
  settings.seed = 5;
  const auto r = run(1, mixture, settings);
  CHECK(errors_off(r, 0, 0.8, [](double x) { return x; }) < 4);
  CHECK(errors_off(r, 0, 5, [](double x) { return x * x; }) < 4);
  CHECK(errors_off(r, 0, 0.3 * 0.9772498680518208 + 0.7 * 0.022750131948179195,
                   [](double x) { return x < 0; }) < 4);
}

TEST_CASE("draws are the same bits for any number of threads", "[bayes]") {
  NutsSettings settings;
  settings.chains = 5;
  settings.warmup = 150;
  settings.draws = 50;
  std::vector<double> first;
  for (int threads : {1, 2, 4}) {
    const Crew crew(threads);
    const auto r = sample_nuts(
        crew, 10, [](int) { return LogDensity(centred_funnel); }, settings);
    if (first.empty()) first = r.values;
    CHECK(r.values == first);
  }
  settings.seed = 2;
  CHECK(run(10, centred_funnel, settings).values != first);
}

TEST_CASE("a stopped run keeps the chains and draws that are the most in all", "[bayes]") {
  NutsSettings settings;
  settings.chains = 2;
  const Crew crew(1);
  std::atomic<int> asked{0};
  const auto target = [](int) { return LogDensity(plain_funnel); };
  const auto full = sample_nuts(crew, 10, target, settings);
  const auto never = sample_nuts(crew, 10, target, settings, {}, [&] { return ++asked > 100; });
  CHECK(never.stopped);
  CHECK(never.draws == 0);
  asked = 0;
  (void)sample_nuts(crew, 10, target, settings, {}, [&] { return ++asked, false; });
  const int64_t limit = asked * 7 / 8;  // the first chain whole, the second until within its draws
  asked = 0;
  const auto part = sample_nuts(crew, 10, target, settings, {}, [&] { return ++asked > limit; });
  CHECK(part.stopped);
  REQUIRE(part.chains == 2);  // two of over half are more than one that is whole
  REQUIRE(part.draws > full.draws / 2);
  REQUIRE(part.draws < full.draws);
  for (int64_t c = 0; c < 2; ++c)
    for (int64_t i = 0; i < part.draws; i += 37)
      CHECK(std::equal(part.draw(c, i).begin(), part.draw(c, i).end(), full.draw(c, i).begin()));

  // The second chain has hardly begun: the first alone, with everything that belongs to it.
  asked = 0;
  const auto one =
      sample_nuts(crew, 10, target, settings, {}, [&] { return ++asked > limit * 4 / 7 + 200; });
  CHECK(one.stopped);
  REQUIRE(one.chains == 1);
  REQUIRE(one.draws == full.draws);
  CHECK(one.step == std::vector<double>{full.step[0]});
  CHECK(one.inverse_mass.size() == 10);
  CHECK(one.divergent.size() == std::size_t(full.draws));
  CHECK(std::equal(one.values.begin(), one.values.end(), full.values.begin()));
}

TEST_CASE("bad settings and starts are refused with their values", "[bayes]") {
  const Crew crew(1);
  const auto target = [](int) { return LogDensity(plain_funnel); };
  const auto wrong = [](int) {
    return LogDensity([](const double*, double* g) { return g[0] = NAN; });
  };
  NutsSettings settings;
  CHECK_THROWS_AS(sample_nuts(crew, 0, target, settings), Error);
  CHECK_THROWS_AS(sample_nuts(crew, 1, wrong, settings), Error);
  CHECK_THROWS_AS(sample_nuts(crew, 10, target, settings, std::vector<double>(3)), Error);
  settings.target_accept = 1;
  CHECK_THROWS_AS(sample_nuts(crew, 10, target, settings), Error);
}
