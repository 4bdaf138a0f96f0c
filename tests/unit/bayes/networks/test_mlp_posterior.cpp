#include <cmath>

#include "base/error.hpp"
#include "bayes/check.hpp"
#include "bayes/chains/diagnostics.hpp"
#include "bayes/linear/linear_pc.hpp"
#include "bayes/networks/mlp_posterior.hpp"
#include "bayes/small_network.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

const std::vector<std::vector<int64_t>> shapes = {{4, 1}, {5, 16, 1}, {3, 7, 4, 1}, {1, 1, 1, 1}};

}  // namespace

TEST_CASE("the posterior of a network is the formula and has its gradient", "[bayes]") {
  for (const auto& shape : shapes)
    for (ScaleKind kind : {ScaleKind::exponential, ScaleKind::lomax, ScaleKind::dirichlet})
      for (bool global : {false, true}) {
        const Network net(shape, 9, 3);
        const auto y = net.targets(0.3, 0.1, 4);
        MlpPosteriorSettings settings;
        settings.rate = 1.3;
        settings.kind = kind;
        settings.global = global;
        const MlpPosterior posterior(net.mlp, net.x, y, net.source, 0.1, settings);
        auto q = posterior.start(1, 5);
        CHECK(gradient_error(posterior.target()(0), q) < 1e-6);

        std::vector<double> w(net.source.size()), g(q.size());
        posterior.weights(q.data(), w.data());
        double square = 0, expected = posterior.prior().log_density(q.data() + w.size(), g.data());
        for (int i = 0; i < 9; ++i) square += std::pow(y[i] - net.f(w.data(), i), 2);
        for (std::size_t i = 0; i < w.size(); ++i) expected -= 0.5 * q[i] * q[i];
        const double s = q.back();
        expected -= 9 * s + 0.5 * square * std::exp(-2 * s) + 0.5 * std::pow(s - std::log(0.1), 2);
        CHECK(posterior.target()(0)(q.data(), g.data()) == Approx(expected).epsilon(1e-11));
      }
}

TEST_CASE("NUTS on a network without hidden layers draws the exact linear posterior",
          "[bayes][statistics]") {
  const Network net({3, 1}, 15, 6);
  const auto y = net.targets(0.4, 0.3, 7);
  MlpPosteriorSettings settings;
  settings.rate = 1.5;
  settings.sigma_spread = 0.5;
  const MlpPosterior posterior(net.mlp, net.x, y, net.source, 0.3, settings);
  LinearPcSettings linear;
  linear.prior = LinearPrior::isotropic;
  linear.rate = 1.5;
  linear.sigma_spread = 0.5;
  const Eigen::Map<const Eigen::VectorXd> source(net.source.data(), 4);
  Eigen::MatrixXd with_ones(15, 4);
  with_ones << net.x, Eigen::VectorXd::Ones(15);
  const LinearPc exact(with_ones, y, source, 0.3, linear);

  NutsSettings nuts;
  nuts.draws = 3000;
  nuts.target_accept = 0.95;
  const Crew crew(2);
  const auto r =
      sample_nuts(crew, posterior.dim(), posterior.target(), nuts, posterior.start(4, 8));
  CHECK(double(r.divergences()) < 0.005 * double(r.chains * r.draws));
  // First weight, bias, tau and sigma.
  std::vector<double> chain[4], independent[4];
  for (int64_t i = 0; i < r.chains * r.draws; ++i) {
    const double* q = r.values.data() + i * r.dim;
    double w[4];
    posterior.weights(q, w);
    chain[0].push_back(w[0]);
    chain[1].push_back(w[3]);
    chain[2].push_back(posterior.tau(q, 0));
    chain[3].push_back(posterior.sigma(q));
  }
  Rng rng(9, 1);
  for (int i = 0; i < 10000; ++i) {
    const auto draw = exact.draw(rng);
    independent[0].push_back(draw.beta[0]);
    independent[1].push_back(draw.beta[3]);
    independent[2].push_back(draw.scale);
    independent[3].push_back(draw.sigma);
  }
  for (int k = 0; k < 4; ++k) {
    CHECK(rhat(chain[k], 4) < 1.01);
    const double error =
        std::hypot(mcse_mean(chain[k], 4), std::sqrt(variance(independent[k]) / 10000));
    CHECK(std::abs(mean(chain[k]) - mean(independent[k])) < 4 * error);
    CHECK(std::sqrt(variance(chain[k])) ==
          Approx(std::sqrt(variance(independent[k]))).epsilon(0.08));
  }
}

TEST_CASE("a network of 16 tanh units mixes, and the distance tracks the difference of the tasks",
          "[bayes][slow]") {
  const Network net({5, 16, 1}, 40, 10);
  double distance[2];
  for (int moved : {0, 1}) {
    const auto y = net.targets(moved ? 0.5 : 0.0, 0.1, 11);
    MlpPosteriorSettings settings;
    settings.global = true;
    const MlpPosterior posterior(net.mlp, net.x, y, net.source, 0.1, settings);
    NutsSettings nuts;
    nuts.draws =
        3000;  // the moved task sticks now and then: at 500 one seed in eight had an ESS of 20
    nuts.target_accept = 0.95;
    const Crew crew(2);
    const auto r =
        sample_nuts(crew, posterior.dim(), posterior.target(), nuts, posterior.start(4, 12));
    std::vector<double> d;
    for (int64_t i = 0; i < r.chains * r.draws; ++i)
      d.push_back(posterior.distance(r.values.data() + i * r.dim, 0));
    CHECK(rhat(d, 4) < 1.05);
    CHECK(ess_bulk(d, 4) > 100);
    distance[moved] = mean(d);
  }
  CHECK(distance[0] < 1);
  CHECK(distance[1] > 3);
}

TEST_CASE("a network posterior refuses wrong shapes", "[bayes]") {
  const Network net({3, 4, 1}, 5, 13);
  const auto y = net.targets(0, 0.1, 14);
  CHECK_THROWS_AS(MlpPosterior(net.mlp, net.x, y, {}, 0.1, {}), Error);
  CHECK_THROWS_AS(MlpPosterior(net.mlp, net.x.leftCols(2), y, net.source, 0.1, {}), Error);
  CHECK_THROWS_AS(MlpPosterior(net.mlp, net.x, y, net.source, 0, {}), Error);
}
