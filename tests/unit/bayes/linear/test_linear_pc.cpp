#include "bayes/linear/linear_pc.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/chains/nuts.hpp"
#include "bayes/check.hpp"
#include "bayes/linear/pc_problem.hpp"
#include "bayes/linear/shrinkage.hpp"
#include "bayes/priors/pc_prior.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

LinearPcSettings known_sigma(LinearPrior prior, double rate) {
  LinearPcSettings s;
  s.prior = prior;
  s.rate = rate;
  s.sigma_spread = 0;
  return s;
}

constexpr LinearPrior all_priors[] = {LinearPrior::level_sets, LinearPrior::g_prior,
                                      LinearPrior::isotropic};

// Simulation-based calibration (Talts et al., arXiv 1804.06788): the rank of the truth among 99
// posterior draws is uniform, for the first weight, the distance and sigma.
void check_calibration(const LinearPcSettings& settings, int p, int replicates, uint64_t seed) {
  PcProblem problem(8, p, 0, 11);
  std::vector<int> weight, distance, noise;
  for (int k = 0; k < replicates; ++k) {
    Rng rng(seed, uint64_t(k));
    const LinearDraw truth = draw_prior(problem, settings, rng);
    problem.y = problem.x * truth.beta;
    for (auto& v : problem.y) v += truth.sigma * rng.normal();
    const LinearPc posterior = problem.fit(settings);
    int below[3] = {0, 0, 0};
    for (int i = 0; i < sbc_draws; ++i) {
      const LinearDraw draw = posterior.draw(rng);
      below[0] += draw.beta[0] < truth.beta[0];
      below[1] += draw.distance < truth.distance;
      below[2] += draw.sigma < truth.sigma;
    }
    weight.push_back(below[0]);
    distance.push_back(below[1]);
    noise.push_back(below[2]);
  }
  CHECK(chi_square(weight) < sbc_limit);
  CHECK(chi_square(distance) < sbc_limit);
  if (settings.sigma_spread > 0) CHECK(chi_square(noise) < sbc_limit);
}

// Means and standard deviations of NUTS draws against independent ones.
void check_same(const std::vector<double>& chain, int64_t chains,
                const std::vector<double>& exact) {
  CHECK(rhat(chain, chains) < 1.02);
  const double error =
      std::hypot(mcse_mean(chain, chains), std::sqrt(variance(exact) / double(exact.size())));
  CHECK(std::abs(mean(chain) - mean(exact)) < 4 * error);
  CHECK(std::sqrt(variance(chain)) == Approx(std::sqrt(variance(exact))).epsilon(0.1));
}

// The marginal posterior of log sigma and log tau by a grid, from the covariance of the rows.
double mean_log_sigma(const PcProblem& problem, const LinearPcSettings& s) {
  const Eigen::MatrixXd gram = problem.x * problem.x.transpose();
  const Eigen::VectorXd residual = problem.y - problem.x * problem.source;
  const auto n = gram.rows();
  const double rate =  // of the scale: that of the distance times the root of its mean square
      s.rate * problem.x.norm() / (std::sqrt(double(n)) * problem.source_sigma);
  std::vector<double> log_sigma, log_density;
  for (double a = -8; a <= 6; a += 0.05)
    for (double t = -10; t <= 12; t += 0.1) {
      const double tau = std::exp(t), z = (a - std::log(s.sigma)) / s.sigma_spread;
      const Eigen::LLT<Eigen::MatrixXd> factor(tau * tau * gram +
                                               std::exp(2 * a) * Eigen::MatrixXd::Identity(n, n));
      const double half_log = factor.matrixLLT().diagonal().array().log().sum();
      log_sigma.push_back(a);
      log_density.push_back(t - (s.shape + 1) * std::log1p(rate * tau / s.shape) - 0.5 * z * z -
                            half_log - 0.5 * residual.dot(factor.solve(residual)));
    }
  const double top = *std::max_element(log_density.begin(), log_density.end());
  double sum = 0, mass = 0;
  for (std::size_t i = 0; i < log_sigma.size(); ++i) {
    const double weight = std::exp(log_density[i] - top);
    mass += weight;
    sum += weight * log_sigma[i];
  }
  return sum / mass;
}

}  // namespace

TEST_CASE("the shrinkage factors of both constructions are those of the derivation", "[bayes]") {
  CHECK(level_set_factor(2, 20, 2, 0.6) == Approx(0.6519).margin(6e-5));
  CHECK(level_set_factor(3, 20, 2, 0.6) == Approx(0.4985).margin(6e-5));
  CHECK(level_set_factor(8, 20, 2, 0.6) == Approx(0.1627).margin(6e-5));
  struct Row {
    int p;
    double d, a, b;
  };
  for (const Row& row :
       {Row{2, 0, .3898, .3100}, Row{2, 1, .8363, .8468}, Row{50, 0, .0686, .0681},
        Row{50, 1, .6841, .6842}, Row{500, 0, .0247, .0247}, Row{500, 1, .6684, .6684}}) {
    const double n = 2 * row.p + 20, rate = pc_rate(1, 0.05);
    const double z_hat = std::sqrt(row.d * row.d + row.p / n);
    CHECK(level_set_factor(row.p, n, rate, z_hat) == Approx(row.a).margin(6e-5));
    CHECK(g_prior_factor(row.p, n, rate, z_hat) == Approx(row.b).margin(6e-5));
  }
}

TEST_CASE("the mean of the exact draws is the source plus the factor times the step", "[bayes]") {
  const PcProblem problem(20, 3, 0.25, 1);
  const Eigen::VectorXd step = problem.least_squares() - problem.source;
  const Eigen::MatrixXd h = problem.h();
  const double z_hat = std::sqrt(step.dot(h * step));
  const double expected[] = {level_set_factor(3, 20, 2, z_hat), g_prior_factor(3, 20, 2, z_hat)};
  for (int which : {0, 1}) {
    const LinearPc model = problem.fit(known_sigma(all_priors[which], 2));
    Rng rng(2, 1);
    std::vector<double> along(20000), first(20000);
    for (std::size_t i = 0; i < along.size(); ++i) {
      const auto draw = model.draw(rng);
      along[i] = step.dot(h * (draw.beta - problem.source)) / (z_hat * z_hat);
      first[i] = draw.beta[0] - problem.source[0];
    }
    CHECK(std::abs(mean(along) - expected[which]) < 4 * std::sqrt(variance(along) / 20000));
    CHECK(std::abs(mean(first) - expected[which] * step[0]) <
          4 * std::sqrt(variance(first) / 20000));
  }
}

TEST_CASE("a high rate reproduces the source, much data least squares", "[bayes]") {
  const PcProblem problem(15, 4, 0.5, 3);
  const PcProblem large(20000, 4, 0.5, 4);
  for (LinearPrior prior : all_priors) {
    Rng rng(5, 1);
    const LinearPc frozen = problem.fit(known_sigma(prior, 1e8));
    const LinearPc free = large.fit(known_sigma(prior, pc_rate(3, 0.05)));
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(4);
    for (int i = 0; i < 500; ++i) {
      CHECK((frozen.draw(rng).beta - problem.source).norm() < 1e-5);
      sum += free.draw(rng).beta / 500;
    }
    CHECK((sum - large.least_squares()).norm() < 4 * std::sqrt(4 * 0.5 / 20000 / 500) + 5e-4);
  }
}

TEST_CASE("an unrelated source is left, at the cost of a heavier prior", "[bayes]") {
  const PcProblem problem(30, 3, 50, 6);
  for (LinearPrior prior : all_priors) {
    auto settings = known_sigma(prior, 1);
    settings.sigma_spread = 1;
    const LinearPc model = problem.fit(settings);
    Rng rng(7, 1);
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(3);
    for (int i = 0; i < 200; ++i) sum += model.draw(rng).beta / 200;
    CHECK((sum - problem.least_squares()).norm() < 0.2);
  }
}

TEST_CASE("exact draws with known sigma are calibrated", "[bayes][statistics]") {
  check_calibration(known_sigma(LinearPrior::level_sets, 1), 3, 1000, 1);
  check_calibration(known_sigma(LinearPrior::level_sets, 1), 1, 1000, 2);
  check_calibration(known_sigma(LinearPrior::g_prior, 1), 3, 1000, 3);
  check_calibration(known_sigma(LinearPrior::isotropic, 1), 3, 1000, 4);
  check_calibration(known_sigma(LinearPrior::isotropic, 1), 12, 1000, 5);  // more weights than rows
  uint64_t seed = 5;
  for (LinearPrior prior : all_priors) {
    auto settings = known_sigma(prior, 1);
    settings.shape = 1.5;
    check_calibration(settings, 3, 4000, ++seed);
  }
}

TEST_CASE("exact draws with unknown sigma are calibrated", "[bayes][slow]") {
  uint64_t seed = 10;
  for (LinearPrior prior : all_priors) {
    auto settings = known_sigma(prior, 1);
    settings.sigma_spread = 0.5;
    check_calibration(settings, 3, 500, ++seed);
  }
}

TEST_CASE("a Markov chain finds the posterior of level sets that is drawn exactly",
          "[bayes][statistics]") {
  const PcProblem problem(20, 3, 0.3, 8);
  for (double spread : {0.0, 0.5}) {
    auto settings = known_sigma(LinearPrior::level_sets, 1.5);
    settings.sigma_spread = spread;
    settings.shape = 4 * spread;
    const LinearPc model = problem.fit(settings);
    const LevelSetPosterior posterior(problem, settings);
    const auto target = [&](int) -> LogDensity {
      return [&](const double* q, double* gradient) { return posterior.log_density(q, gradient); };
    };
    CHECK(gradient_error(target(0), {0.4, -1, 0.8, -0.7, 0.2}) < 1e-6);

    NutsSettings nuts;
    nuts.draws = 2000;
    nuts.target_accept = 0.9;
    const Crew crew(2);
    const auto r = sample_nuts(crew, posterior.dim(), target, nuts);
    std::vector<double> chain_weight, chain_distance, chain_sigma, weight, distance, sigma;
    for (int64_t c = 0; c < r.chains; ++c)
      for (int64_t i = 0; i < r.draws; ++i) {
        const auto draw = posterior.draw_of(r.draw(c, i).data());
        chain_weight.push_back(draw.beta[1]);
        chain_distance.push_back(draw.distance);
        chain_sigma.push_back(draw.sigma);
      }
    Rng rng(9, 1);
    for (int i = 0; i < 4000; ++i) {
      const auto draw = model.draw(rng);
      weight.push_back(draw.beta[1]);
      distance.push_back(draw.distance);
      sigma.push_back(draw.sigma);
    }
    check_same(chain_weight, r.chains, weight);
    check_same(chain_distance, r.chains, distance);
    if (spread > 0) check_same(chain_sigma, r.chains, sigma);
  }
}

TEST_CASE("isotropic weights keep their prior where no row tells of them", "[bayes]") {
  const PcProblem problem(4, 7, 0.5, 15);
  const LinearPc model = problem.fit(known_sigma(LinearPrior::isotropic, 1));
  const Eigen::MatrixXd across = problem.x.fullPivLu().kernel();
  REQUIRE(across.cols() == 3);
  const Eigen::VectorXd v = (across * Eigen::Vector3d(1, -1, 2)).normalized();
  Rng rng(16, 1);
  std::vector<double> z(5000), square(5000);
  for (std::size_t i = 0; i < z.size(); ++i) {
    const auto draw = model.draw(rng);
    z[i] = v.dot(draw.beta - problem.source) / draw.scale;
    square[i] = z[i] * z[i];
  }
  CHECK(std::abs(mean(z)) < 4 / std::sqrt(5000.0));
  CHECK(std::abs(mean(square) - 1) < 4 * std::sqrt(2 / 5000.0));
}

TEST_CASE("weights that could explain every row leave the noise a proper posterior",
          "[bayes][statistics]") {
  LinearPcSettings s;
  s.prior = LinearPrior::isotropic;
  s.rate = s.shape = s.sigma_spread = 1;
  s.sigma = 0.4;
  for (uint64_t seed = 0; seed < 8; ++seed) {
    const PcProblem problem(7, 12, 0.5, seed);
    const LinearPc posterior = problem.fit(s);
    Rng rng(seed, 5);
    const int count = 4000;
    double sum = 0, square = 0;
    for (int i = 0; i < count; ++i) {
      const double value = std::log(posterior.draw(rng).sigma);
      sum += value;
      square += value * value;
    }
    const double mean = sum / count, sd = std::sqrt(square / count - mean * mean);
    CHECK(std::abs(mean - mean_log_sigma(problem, s)) < 5 * sd / std::sqrt(double(count)));
  }
}

TEST_CASE("the space of the rows is found from either side", "[bayes]") {
  Rng rng(14, 1);
  Eigen::MatrixXd x(9, 4);
  for (auto& v : x.reshaped()) v = rng.normal();
  x.col(3) = x.col(0) - x.col(1);  // rank 3
  for (const Eigen::MatrixXd& m : {x, Eigen::MatrixXd(x.transpose())}) {
    const RowSpace space = row_space(m, 1e-10);
    REQUIRE(space.values.size() == 3);
    const Eigen::MatrixXd v = space.vectors;
    CHECK((v.transpose() * v - Eigen::Matrix3d::Identity()).norm() < 1e-12);
    CHECK((v * space.values.asDiagonal() * v.transpose() - m.transpose() * m).norm() < 1e-12);
  }
  CHECK(row_space(Eigen::MatrixXd::Zero(3, 2), 1e-10).values.size() == 0);
}

TEST_CASE("wrong shapes and settings are refused", "[bayes]") {
  const PcProblem problem(6, 2, 0, 13);
  auto settings = known_sigma(LinearPrior::g_prior, 1);
  CHECK_THROWS_AS(LinearPc(problem.x, problem.y, Eigen::VectorXd::Zero(3), 1, settings), Error);
  CHECK_THROWS_AS(LinearPc(problem.x, problem.y, problem.source, 0, settings), Error);
  settings.rate = 0;
  CHECK_THROWS_AS(problem.fit(settings), Error);
  // The distance of more weights than rows is singular, and only isotropic weights do without it.
  const PcProblem wide(5, 8, 0.2, 10);
  CHECK_THROWS_AS(wide.fit(known_sigma(LinearPrior::level_sets, 1)), Error);
  CHECK_THROWS_AS(wide.fit(known_sigma(LinearPrior::g_prior, 1)), Error);
  CHECK_NOTHROW(wide.fit(known_sigma(LinearPrior::isotropic, 1)));
}
