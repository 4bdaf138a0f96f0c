#include "bayes/networks/svi.hpp"

#include <cmath>

#include "base/error.hpp"
#include "bayes/check.hpp"
#include "bayes/linear_error.hpp"
#include "catch.hpp"
#include "tensor/kernels.hpp"

namespace {

using namespace graft;
using namespace graft::test;

ScalePrior exponential(const LinearError& problem, double rate) {
  return ScalePrior::exponential({problem.h()}, rate);
}

SviState fit(Svi& svi, const MinibatchError& error) {
  SviState state = svi.start();
  svi.run(state, error);
  return state;
}

Eigen::VectorXd mean_of(const LinearError& problem, const SviState& state) {
  return problem.source + problem.weights(state.shift);
}

// (m - W_S)^2 + s^2 over the weights.
double square_of(const LinearError& problem, const SviState& state) {
  return (problem.weights(state.shift).array().square() +
          (2 * problem.weights(state.log_sd).array()).exp())
      .sum();
}

}  // namespace

TEST_CASE("the kernels' normals are normal and independent", "[bayes][svi]") {
  const int64_t n = 1000003;
  std::vector<float> x(static_cast<std::size_t>(n)), y(x.size());
  kernels().normals(x.data(), n, 7, 8);
  kernels().normals(y.data(), n, 7, 9);
  double m[5] = {}, lag = 0, across = 0, tail = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double power = 1;
    for (double& sum : m) sum += power / double(n), power *= x[i];
    if (i >= 64) lag += double(x[i]) * double(x[i - 64]);  // the cosine's sine
    across += double(x[i]) * double(y[i]);
    tail += std::abs(x[i]) > 3;
  }
  const double root = std::sqrt(double(n));
  CHECK(std::abs(m[1]) < 4 / root);
  CHECK(std::abs(m[2] - 1) < 4 * std::sqrt(2) / root);
  CHECK(std::abs(m[3]) < 4 * std::sqrt(15) / root);
  CHECK(std::abs(m[4] - 3) < 4 * std::sqrt(96) / root);
  CHECK(std::abs(lag) < 4 * root);
  CHECK(std::abs(across) < 4 * root);
  CHECK(std::abs(tail / double(n) - 0.002699796) < 4 * std::sqrt(0.0027) / root);
  std::vector<float> begin(1000);
  kernels().normals(begin.data(), 1000, 7, 8);
  CHECK(std::equal(begin.begin(), begin.begin() + 768, x.begin()));
}

TEST_CASE("the rates of a scale prior are its slopes", "[bayes][svi]") {
  const std::vector<double> t = {-1, 0.3, 0.8}, h = {2, 0.5, 0.1};
  for (const ScalePrior& prior :
       {ScalePrior::exponential(h, 1.7), ScalePrior::lomax(h, 1.7, 2.5)}) {
    double slope[3], tau[3], rates[3];
    prior.log_density(t.data(), slope);
    for (int l = 0; l < 3; ++l) tau[l] = std::exp(t[std::size_t(l)]);
    prior.rates(tau, rates);
    for (int l = 0; l < 3; ++l) CHECK(rates[l] * tau[l] == Approx(1 - slope[l]));
  }
  double tau[3] = {1, 1, 1};
  CHECK_THROWS_AS(ScalePrior::dirichlet(h, 1, 1).rates(tau, tau), Error);
}

TEST_CASE("SVI of a linear model finds the exact mean and the mean-field sd", "[bayes][svi]") {
  const LinearError problem(40, 6, 0.4, 1);
  for (bool lomax : {false, true}) {
    SviSettings settings;
    settings.steps = 20000;
    settings.draws = 16;  // the jitter of log s, some 0.03 by default, falls to 0.01
    Svi svi(
        problem.model(lomax ? ScalePrior::lomax({problem.h()}, 1, 2) : exponential(problem, 1), 0),
        settings);
    const SviState state = fit(svi, problem.full());
    const double tau = state.tau[0];
    const Eigen::VectorXd sd = problem.precision(tau).diagonal().cwiseSqrt().cwiseInverse();
    const Eigen::VectorXd off = mean_of(problem, state) - problem.posterior_mean(tau);
    CHECK((off.array() / sd.array()).abs().maxCoeff() < 0.01);
    CHECK((problem.weights(state.log_sd).array() - sd.array().log()).abs().maxCoeff() < 0.03);

    // tau is where the bound's derivative vanishes, by the prior's own density.
    const double t = std::log(tau), square = square_of(problem, state);
    double slope;
    svi.model().prior.log_density(&t, &slope);
    CHECK((slope - 1) + square / (tau * tau) - 6 == Approx(0).margin(1e-3));
  }
}

TEST_CASE("minibatches lead SVI to the same place", "[bayes][svi]") {
  const LinearError problem(60, 4, 0.3, 2);
  SviSettings settings;
  settings.steps = 8000;
  Svi svi(problem.model(exponential(problem, 1), 0), settings);
  const SviState state = fit(svi, problem.error(10));
  const double tau = state.tau[0];
  const Eigen::VectorXd sd = problem.precision(tau).diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::VectorXd off = mean_of(problem, state) - problem.posterior_mean(tau);
  CHECK((off.array() / sd.array()).abs().maxCoeff() < 0.1);
  CHECK((problem.weights(state.log_sd).array() - sd.array().log()).abs().maxCoeff() < 0.05);
}

TEST_CASE("the bound rises to the evidence of a model whose q is exact", "[bayes][svi]") {
  // One weight: q has the posterior's form, so that the bound is log p(y | tau) + log p(tau).
  const LinearError problem(30, 1, 0.8, 3);
  GroupedModel model = problem.model(exponential(problem, 1), 0);
  model.groups = {{{3, 4}}};
  SviSettings settings;
  settings.final_rate = 1e-3;
  Svi svi(model, settings);
  const SviState state = fit(svi, problem.full());
  const double tau = state.tau[0];
  const Eigen::MatrixXd cov = tau * tau * problem.x * problem.x.transpose() +
                              problem.sigma * problem.sigma * Eigen::MatrixXd::Identity(30, 30);
  const Eigen::LLT<Eigen::MatrixXd> factor(cov);
  const Eigen::VectorXd r = problem.y - problem.x * problem.source;
  const double rate = std::sqrt(problem.h());
  const double evidence = -15 * std::log(2 * M_PI) - 0.5 * r.dot(factor.solve(r)) -
                          factor.matrixLLT().diagonal().array().log().sum() + std::log(rate) -
                          rate * tau;
  // The noise of one step's bound is that of a chi-square of one degree, over two draws.
  CHECK(std::abs(state.bound - evidence) < 0.2);
  CHECK(state.history.size() == 500);
  CHECK(state.history.front() < state.history[100]);
  CHECK(state.history[100] < evidence + 0.5);
}

TEST_CASE("SVI finds sigma's posterior where the data determine it", "[bayes][svi]") {
  const LinearError problem(2000, 3, 0.2, 4);
  GroupedModel model = problem.model(exponential(problem, 1), 1);
  model.source_sigma = 1.5;  // wrong by a factor of two
  Svi svi(model, SviSettings{});
  const SviState state = fit(svi, problem.error(100));
  const Eigen::VectorXd r = problem.y - problem.x * problem.least_squares();
  const double fitted = std::sqrt(r.squaredNorm() / (2000 - 3));
  CHECK(std::abs(state.log_sigma - std::log(fitted)) < 0.3 / std::sqrt(2 * 2000.0));
  CHECK(state.log_sigma_sd == Approx(1 / std::sqrt(2 * 2000.0)).epsilon(0.05));
  CHECK((mean_of(problem, state) - problem.least_squares()).norm() < 0.01);

  Rng rng(1, 1);
  std::vector<double> first, sigma;
  std::vector<float> weights(problem.size());
  for (int i = 0; i < 2000; ++i) {
    svi.draw(state, rng, weights);
    first.push_back(weights[1]);
    sigma.push_back(svi.draw_sigma(state, rng));
    CHECK((weights[0] == 0 && weights[problem.size() - 1] == 0));
  }
  CHECK(std::sqrt(variance(first)) == Approx(std::exp(state.log_sd[1])).epsilon(0.07));
  CHECK(mean(sigma) == Approx(fitted).epsilon(0.01));
}

TEST_CASE("a high rate holds SVI at the source", "[bayes][svi]") {
  const LinearError problem(20, 4, 0.5, 5);
  Svi svi(problem.model(exponential(problem, 1e7), 0), SviSettings{});
  const SviState state = fit(svi, problem.full());
  CHECK(problem.weights(state.shift).norm() < 1e-5);
  CHECK(state.tau[0] < 1e-5);
}

TEST_CASE("a start from the prior's scale does not end at the source", "[bayes][svi]") {
  // The posterior's tau is 0.047, of which mean field finds 0.038; a timid start finds 0.
  const LinearError problem(40, 50, 0.02, 10);
  SviSettings settings;
  Svi svi(problem.model(exponential(problem, 4), 0), settings);
  const SviState state = fit(svi, problem.full());
  settings.start = 0.05;
  Svi timid(problem.model(exponential(problem, 4), 0), settings);
  CHECK(state.tau[0] > 0.03);
  CHECK(state.bound > fit(timid, problem.full()).bound + 1);
}

TEST_CASE("SVI is a function of the seed, can be resumed and leaves gaps alone", "[bayes][svi]") {
  const LinearError problem(24, 3, 0.3, 6);
  SviSettings settings;
  settings.steps = 200;
  Svi svi(problem.model(exponential(problem, 1), 0.5), settings);
  const SviState whole = fit(svi, problem.error(8));
  SviState halves = svi.start();
  svi.run(halves, problem.error(8), [&] { return halves.step == 77; });
  CHECK(halves.step == 77);
  Svi again(problem.model(exponential(problem, 1), 0.5), settings);
  again.run(halves, problem.error(8));
  CHECK(halves.shift == whole.shift);
  CHECK(halves.log_sd == whole.log_sd);
  CHECK(halves.tau == whole.tau);
  CHECK(halves.history == whole.history);
  for (std::size_t gap : {std::size_t(0), std::size_t(3), std::size_t(4), std::size_t(6)}) {
    CHECK(whole.shift[gap] == 0);
    CHECK(whole.log_sd[gap] == 0);
  }
  settings.seed = 2;
  Svi other(problem.model(exponential(problem, 1), 0.5), settings);
  CHECK(fit(other, problem.error(8)).shift != whole.shift);
}

TEST_CASE("models and settings out of range are refused", "[bayes][svi]") {
  const LinearError problem(10, 3, 0, 7);
  const auto refuses = [&](const auto& spoil) {
    GroupedModel model = problem.model(exponential(problem, 1), 1);
    SviSettings settings;
    spoil(model, settings);
    CHECK_THROWS_AS(Svi(model, settings), Error);
  };
  refuses([](GroupedModel& m, SviSettings&) { m.groups.push_back({{0, 1}}); });
  refuses([](GroupedModel& m, SviSettings&) { m.groups[0].push_back({2, 4}); });
  refuses([](GroupedModel& m, SviSettings&) { m.groups[0].push_back({6, 8}); });
  refuses([](GroupedModel& m, SviSettings&) { m.source[2] = NAN; });
  refuses([](GroupedModel& m, SviSettings&) { m.rows = 0; });
  refuses([](GroupedModel&, SviSettings& s) { s.rate = 0; });
  refuses([&](GroupedModel& m, SviSettings&) { m.prior = ScalePrior::dirichlet({1}, 1, 1); });
}
