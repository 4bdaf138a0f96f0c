// Where the posterior of a network is known: the aligned source, ridge regression, least squares.
#include <Eigen/Dense>
#include <cmath>

#include "bayes/chains/diagnostics.hpp"
#include "bayes/check.hpp"
#include "bayes/networks/mlp_posterior.hpp"
#include "bayes/networks/tanh_training.hpp"
#include "bayes/small_network.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

const AffinePrior some_map = {0.3, 0.4, 0.8, 0.5, 0.25};

}  // namespace

TEST_CASE("a rate without end leaves the aligned source, with the uncertainty of its two numbers",
          "[bayes][statistics]") {
  const Network net({3, 4, 1}, 12, 21);
  Eigen::VectorXd y = net.targets(0, 0.1, 22);
  y = 2.0 - 1.5 * y.array();
  MlpPosteriorSettings s;
  s.rate = 1e9;
  s.sigma_centre = 0.2;
  s.sigma_spread = 0.01;  // as good as known
  s.affine = some_map;
  const MlpPosterior posterior(net.mlp, net.x, y, net.source, 0.1, s);
  NutsSettings nuts;
  nuts.draws = 2000;
  nuts.target_accept = 0.9;
  const Crew crew(2);
  const auto r =
      sample_nuts(crew, posterior.dim(), posterior.target(), nuts, posterior.start(4, 23));

  // Ridge regression on (1, f_S - level), in closed form.
  Eigen::MatrixXd columns(12, 2);
  for (int i = 0; i < 12; ++i) columns.row(i) << 1, net.f(net.source.data(), i) - some_map.level;
  const Eigen::Vector2d mean_0(0.3, 0.8), sd_0(0.4, 0.5);
  const Eigen::Matrix2d prior = sd_0.cwiseAbs2().cwiseInverse().asDiagonal();
  const Eigen::Matrix2d covariance = (prior + columns.transpose() * columns / 0.04).inverse();
  const Eigen::Vector2d exact = covariance * (prior * mean_0 + columns.transpose() * y / 0.04);
  std::vector<double> level, slope;
  double furthest = 0;
  for (int64_t i = 0; i < r.chains * r.draws; ++i) {
    const double* q = r.values.data() + i * r.dim;
    const auto [a, b] = posterior.affine(q);
    level.push_back(a + b * some_map.level);
    slope.push_back(b);
    furthest = std::max(furthest, posterior.realised_distance(q));
  }
  CHECK(furthest < 1e-6);
  CHECK(std::abs(mean(level) - exact[0]) < 4 * mcse_mean(level, 4));
  CHECK(std::abs(mean(slope) - exact[1]) < 4 * mcse_mean(slope, 4));
  CHECK(variance(level) == Approx(covariance(0, 0)).epsilon(0.1));
  CHECK(variance(slope) == Approx(covariance(1, 1)).epsilon(0.1));
}

TEST_CASE("a fixed tau without hidden layers is ridge regression towards the source",
          "[bayes][statistics]") {
  const Network net({3, 1}, 15, 31);
  const auto y = net.targets(0.4, 0.3, 32);
  MlpPosteriorSettings s;
  s.kind = ScaleKind::fixed;
  s.tau = 0.2;
  s.sigma_centre = 0.3;
  s.sigma_spread = 0.01;
  const MlpPosterior posterior(net.mlp, net.x, y, net.source, 1.0, s);
  NutsSettings nuts;
  nuts.draws = 2000;
  const Crew crew(2);
  const auto r =
      sample_nuts(crew, posterior.dim(), posterior.target(), nuts, posterior.start(4, 33));
  Eigen::MatrixXd x(15, 4);
  x << net.x, Eigen::VectorXd::Ones(15);
  const Eigen::Map<const Eigen::VectorXd> source(net.source.data(), 4);
  const Eigen::Matrix4d covariance =
      (x.transpose() * x / 0.09 + Eigen::Matrix4d::Identity() / 0.04).inverse();
  const Eigen::Vector4d exact = covariance * (x.transpose() * y / 0.09 + source / 0.04);
  for (int k = 0; k < 4; ++k) {
    std::vector<double> draws;
    for (int64_t i = 0; i < r.chains * r.draws; ++i) {
      double w[4];
      posterior.weights(r.values.data() + i * r.dim, w);
      draws.push_back(w[k]);
    }
    CHECK(std::abs(mean(draws) - exact[k]) < 4 * mcse_mean(draws, 4));
    CHECK(variance(draws) == Approx(covariance(k, k)).epsilon(0.1));
  }
}

TEST_CASE("with data enough every prior gives the least-squares fit", "[bayes][slow]") {
  const Network net({2, 2, 1}, 400, 41);
  const double noise = 0.1;
  const auto y = net.targets(0.3, noise, 42);
  TanhTraining plain;
  plain.validation = 0;
  plain.weight_decay = 0;
  plain.epochs = 0;
  plain.polish = 2000;
  const auto fit = train_tanh(net.mlp, net.x, y, plain, net.source);
  const Eigen::MatrixXd at = random_matrix(50, 2, 43);
  const auto least_squares = predict(net.mlp, fit.weights.data(), at);
  for (ScaleKind kind : {ScaleKind::exponential, ScaleKind::fixed, ScaleKind::target_only}) {
    MlpPosteriorSettings s;
    s.kind = kind;
    s.sigma_centre = noise;
    const bool alone = kind == ScaleKind::target_only;
    if (!alone) s.affine = some_map;
    const MlpPosterior posterior(
        net.mlp, net.x, y, alone ? std::span<const double>() : std::span<const double>(net.source),
        noise, s);
    NutsSettings nuts;
    nuts.chains = 1;
    nuts.warmup = 500;
    nuts.draws = 500;
    const Crew crew(1);
    const auto r =
        sample_nuts(crew, posterior.dim(), posterior.target(), nuts, posterior.start(1, 44));
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(50);
    std::vector<double> w(net.source.size());
    for (int64_t i = 0; i < r.draws; ++i) {
      posterior.weights(r.values.data() + i * r.dim, w.data());
      sum += predict(net.mlp, w.data(), at);
    }
    // The posterior's own deviation is about noise sqrt(weights / rows); the means agree to a part
    // of it.
    const double deviation = noise * std::sqrt(9.0 / 400);
    CHECK(std::sqrt((sum / double(r.draws) - least_squares).squaredNorm() / 50) < 0.5 * deviation);
    std::vector<double> sigma;
    for (int64_t i = 0; i < r.draws; ++i) sigma.push_back(posterior.sigma(r.draw(0, i).data()));
    // The posterior mean of a deviation is 3 / (4 n) above the estimate.
    CHECK(std::abs(mean(sigma) - fit.sigma) < 4 * mcse_mean(sigma, 1) + 0.01 * fit.sigma);
  }
}
