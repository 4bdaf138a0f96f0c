#include "bayes/networks/sghmc.hpp"

#include <cmath>

#include "base/error.hpp"
#include "bayes/chains/diagnostics.hpp"
#include "bayes/check.hpp"
#include "bayes/linear/linear_pc.hpp"
#include "bayes/linear_error.hpp"
#include "bayes/math/quantiles.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

ScalePrior exponential(const LinearError& problem, double rate) {
  return ScalePrior::exponential({problem.h()}, rate);
}

std::vector<double> weight_of(const LinearError& problem, const SghmcState& state, int j) {
  std::vector<double> w;
  for (std::size_t k = 0; k < state.sigma.size(); ++k)
    w.push_back(state.weights[k * problem.size() + problem.place(j)]);
  return w;
}

void check_mean(const std::vector<double>& chain, double exact) {
  CHECK(rhat(chain, 1) < 1.02);
  CHECK(std::abs(mean(chain) - exact) < 4 * mcse_mean(chain, 1));
}

// By the mean of squares about the exact mean, whose own error is known from the chain.
void check_variance(const std::vector<double>& chain, double centre, double exact) {
  std::vector<double> square;
  for (double v : chain) square.push_back((v - centre) * (v - centre));
  check_mean(square, exact);
}

// The chain's share below each of the exact draws' quantiles: bounded, where squares of log tau
// hang on a few long excursions towards the source.
void check_distribution(const std::vector<double>& chain, std::vector<double> exact) {
  for (double p : {0.1, 0.5, 0.9}) {
    const double limit = quantile(exact, p);
    std::vector<double> below;
    for (double v : chain) below.push_back(v < limit);
    const double error =
        std::hypot(mcse_mean(below, 1), std::sqrt(p * (1 - p) / double(exact.size())));
    CHECK(std::abs(mean(below) - p) < 4 * error);
  }
}

}  // namespace

TEST_CASE("SGHMC with known scales has the normal posterior's moments",
          "[bayes][sghmc][statistics]") {
  const LinearError problem(20, 3, 0.4, 1);
  SghmcSettings settings;
  settings.burn_in = 1000;
  settings.draws = 20000;
  settings.thin = 5;
  settings.sample_scales = false;
  Sghmc sghmc(problem.model(exponential(problem, 1), 0), settings);
  const double tau = 0.3;
  SghmcState state = sghmc.start(std::vector<double>{tau});
  sghmc.run(state, problem.full());
  const Eigen::VectorXd centre = problem.posterior_mean(tau);
  const Eigen::MatrixXd covariance = problem.precision(tau).inverse();
  for (int j = 0; j < 3; ++j) {
    const auto w = weight_of(problem, state, j);
    check_mean(w, centre[j]);
    check_variance(w, centre[j], covariance(j, j));
  }
}

TEST_CASE("SGHMC samples tau and sigma as the exact sampler does", "[bayes][sghmc][statistics]") {
  const LinearError problem(25, 4, 0.3, 2);
  for (int64_t scale_every : {0, 10}) {
    for (double spread : {0.0, 0.5}) {
      LinearPcSettings exact_settings;
      exact_settings.prior = LinearPrior::isotropic;
      exact_settings.rate = 1.5;
      exact_settings.sigma_spread = spread;
      const LinearPc exact(problem.x, problem.y, problem.source, problem.sigma, exact_settings);
      SghmcSettings settings;
      settings.draws = 20000;
      // Without the centred move tau takes longer.
      settings.burn_in = 20000;
      settings.thin = scale_every > 0 ? 10 : 40;
      settings.step = scale_every > 0 ? 0.05 : 0.1;
      settings.scale_every = scale_every;
      Sghmc sghmc(problem.model(exponential(problem, 1.5), spread), settings);
      SghmcState state = sghmc.start();
      sghmc.run(state, problem.full());
      std::vector<double> weight, log_tau, log_sigma, chain_log_tau, chain_log_sigma;
      Rng rng(3, 1);
      for (int i = 0; i < 40000; ++i) {
        const LinearDraw draw = exact.draw(rng);
        weight.push_back(draw.beta[1]);
        log_tau.push_back(std::log(draw.scale));
        log_sigma.push_back(std::log(draw.sigma));
      }
      for (double v : state.tau) chain_log_tau.push_back(std::log(v));
      for (double v : state.sigma) chain_log_sigma.push_back(std::log(v));
      INFO("scale_every " << scale_every << " spread " << spread << " ess of log tau "
                          << ess_mean(chain_log_tau, 1));
      const auto w = weight_of(problem, state, 1);
      check_distribution(w, weight);
      check_distribution(chain_log_tau, log_tau);
      if (spread > 0) {
        check_distribution(chain_log_sigma, log_sigma);
      }
    }
  }
}

TEST_CASE("SGHMC moves the scale of many weights", "[bayes][sghmc][statistics]") {
  // More weights than rows: given W, tau is known to 4 %; its posterior is thrice as wide.
  const LinearError problem(40, 300, 0.1, 10);
  LinearPcSettings exact_settings;
  exact_settings.prior = LinearPrior::isotropic;
  exact_settings.rate = 0.5;
  exact_settings.sigma_spread = 0;
  const LinearPc exact(problem.x, problem.y, problem.source, problem.sigma, exact_settings);
  SghmcSettings settings;
  settings.draws = 10000;
  settings.thin = 20;
  settings.step = 0.4;
  Sghmc sghmc(problem.model(exponential(problem, 0.5), 0), settings);
  SghmcState state = sghmc.start();
  sghmc.run(state, problem.full());
  std::vector<double> log_tau, chain;
  Rng rng(11, 1);
  for (int i = 0; i < 40000; ++i) log_tau.push_back(std::log(exact.draw(rng).scale));
  for (double v : state.tau) chain.push_back(std::log(v));
  check_distribution(chain, log_tau);
}

TEST_CASE("minibatches widen the posterior as the header says", "[bayes][sghmc][statistics]") {
  // Many rows, one weight: the noise of the gradient is far above the force's own curvature.
  const LinearError problem(400, 1, 0.2, 4);
  GroupedModel model = problem.model(exponential(problem, 1), 0);
  model.groups = {{{3, 4}}};
  SghmcSettings settings;
  settings.draws = 20000;
  settings.thin = 10;
  settings.step = 0.1;
  settings.sample_scales = false;
  Sghmc sghmc(model, settings);
  const double tau = 0.2;
  SghmcState state = sghmc.start(std::vector<double>{tau});
  // Rows at random: rows in their order would have noise that returns.
  const auto batch = problem.error(1);
  sghmc.run(state, [&](int64_t step, std::span<const float> w, std::span<float> g) {
    Rng rng(5, uint64_t(step));
    std::vector<float> sum(g.size());
    double error = 0;
    for (int i = 0; i < 40; ++i) {
      error += batch(int64_t(rng.below(400)), w, g) / 40;
      for (std::size_t k = 0; k < g.size(); ++k) sum[k] += g[k] / 40;
    }
    std::copy(sum.begin(), sum.end(), g.begin());
    return error;
  });
  const auto w = weight_of(problem, state, 0);
  const double exact = 1 / problem.precision(tau)(0, 0);
  const double excess = tau * tau * sghmc.step_size(state) * 400 / (2 * 40 * settings.friction);
  INFO("exact " << exact << ", predicted excess " << excess << ", found " << variance(w) - exact);
  CHECK(std::abs(mean(w) - problem.posterior_mean(tau)[0]) < 4 * mcse_mean(w, 1));
  CHECK(variance(w) - exact == Approx(excess).epsilon(0.2));
}

TEST_CASE("SGHMC is the source's under a high rate, least squares' with much data",
          "[bayes][sghmc]") {
  SghmcSettings settings;
  settings.draws = 200;
  settings.thin = 20;
  const LinearError small(15, 4, 0.5, 6);
  Sghmc frozen(small.model(exponential(small, 1e6), 0), settings);
  SghmcState state = frozen.start();
  frozen.run(state, small.full());
  for (int j = 0; j < 4; ++j)
    for (double v : weight_of(small, state, j)) CHECK(std::abs(v - small.source[j]) < 1e-4);

  const LinearError large(20000, 4, 0.5, 7);
  settings.step = 0.2;
  Sghmc free(large.model(exponential(large, 1), 0), settings);
  SghmcState found = free.start();
  free.run(found, large.error(2000));
  for (int j = 0; j < 4; ++j)
    CHECK(std::abs(mean(weight_of(large, found, j)) - large.least_squares()[j]) < 0.01);
}

TEST_CASE("SGHMC is a function of the seed, can be resumed and leaves gaps alone",
          "[bayes][sghmc]") {
  const LinearError problem(24, 3, 0.3, 8);
  SghmcSettings settings;
  settings.burn_in = 100;
  settings.draws = 10;
  settings.thin = 5;
  Sghmc sghmc(problem.model(exponential(problem, 1), 0.5), settings);
  SghmcState whole = sghmc.start(), halves = sghmc.start();
  sghmc.run(whole, problem.error(8));
  sghmc.run(halves, problem.error(8), [&] { return halves.step == 123; });
  CHECK(halves.kept == 4);
  Sghmc again(problem.model(exponential(problem, 1), 0.5), settings);
  again.run(halves, problem.error(8));
  CHECK(whole.kept == 10);
  CHECK(halves.weights == whole.weights);
  CHECK(halves.tau == whole.tau);
  CHECK(halves.sigma == whole.sigma);
  for (std::size_t gap : {std::size_t(0), std::size_t(3), std::size_t(4), std::size_t(6)})
    for (std::size_t k = 0; k < 10; ++k) CHECK(whole.weights[k * problem.size() + gap] == 0);
  settings.seed = 2;
  Sghmc other(problem.model(exponential(problem, 1), 0.5), settings);
  SghmcState different = other.start();
  other.run(different, problem.error(8));
  CHECK(different.weights != whole.weights);
}

TEST_CASE("SGHMC starts at the scales that are given, and refuses what is none", "[bayes][sghmc]") {
  const LinearError problem(10, 3, 0, 9);
  SghmcSettings settings;
  Sghmc sghmc(problem.model(exponential(problem, 1), 1), settings);
  const SghmcState state = sghmc.start(std::vector<double>{0.25});
  CHECK(state.t[0] == Approx(std::log(0.25)));
  CHECK(state.s == Approx(std::log(problem.sigma)));
  CHECK_THROWS_AS(sghmc.start(std::vector<double>{0}), Error);
  CHECK_THROWS_AS(sghmc.start(std::vector<double>{1, 1}), Error);
  settings.step = 2;
  CHECK_THROWS_AS(Sghmc(problem.model(exponential(problem, 1), 1), settings), Error);
}
