// Simulation-based calibration of a network with one hidden layer (Talts et al., arXiv 1804.06788):
// truths drawn from the prior rank uniformly among the draws of their posteriors.
#include <cmath>

#include "bayes/check.hpp"
#include "bayes/networks/mlp_posterior.hpp"
#include "bayes/small_network.hpp"
#include "catch.hpp"

using namespace graft;
using namespace graft::test;

TEST_CASE("truths of a network with an affine map rank uniformly in their posteriors",
          "[bayes][slow]") {
  const Network net({2, 3, 1}, 10, 1);
  const Eigen::MatrixXd probe = random_matrix(1, 2, 2);
  const std::vector<double> at(probe.data(), probe.data() + 2);
  MlpPosteriorSettings settings;
  settings.rate = 1;
  settings.sigma_spread = 0.5;
  settings.affine = AffinePrior{0.2, 0.7, 0.9, 0.4, 0.1};
  const auto values = [&](const MlpPosterior& p, const double* q) {
    std::vector<double> w(net.source.size());
    p.weights(q, w.data());
    const auto [a, b] = p.affine(q);
    return std::vector<double>{plain_forward(net.widths, w.data(), at),
                               p.sigma(q),
                               p.tau(q, 0),
                               p.tau(q, 1),
                               a,
                               b,
                               p.realised_distance(q)};
  };
  constexpr int replicates = 500, thin = 6, count = 7;
  std::vector<std::vector<int>> ranks(count);
  const Crew crew(1);
  // The prior of the weights does not involve y.
  const MlpPosterior prior(net.mlp, net.x, Eigen::VectorXd::Zero(10), net.source, 0.4, settings);
  for (int rep = 0; rep < replicates; ++rep) {
    Rng rng(uint64_t(rep), 3);
    std::vector<double> truth(std::size_t(prior.dim())), w(net.source.size());
    prior.draw_prior(rng, truth.data());
    prior.weights(truth.data(), w.data());
    Eigen::VectorXd y(10);
    for (int i = 0; i < 10; ++i)
      y[i] = net.f(w.data(), i) + prior.sigma(truth.data()) * rng.normal();
    const MlpPosterior posterior(net.mlp, net.x, y, net.source, 0.4, settings);
    NutsSettings nuts;
    nuts.chains = 1;
    nuts.warmup = 300;
    nuts.draws = sbc_draws * thin;
    nuts.target_accept = 0.9;
    nuts.seed = uint64_t(rep) + 1;
    const auto r = sample_nuts(crew, posterior.dim(), posterior.target(), nuts,
                               posterior.start(1, uint64_t(rep)));
    const auto true_values = values(prior, truth.data());
    std::vector<int> rank(count, 0);
    for (int64_t i = thin - 1; i < r.draws; i += thin) {
      const auto drawn = values(posterior, r.draw(0, i).data());
      for (int k = 0; k < count; ++k)
        rank[std::size_t(k)] += drawn[std::size_t(k)] < true_values[std::size_t(k)];
    }
    for (int k = 0; k < count; ++k) ranks[std::size_t(k)].push_back(rank[std::size_t(k)]);
  }
  for (int k = 0; k < count; ++k) {
    INFO("quantity " << k);
    CHECK(chi_square(ranks[std::size_t(k)]) < sbc_limit);
  }
}
