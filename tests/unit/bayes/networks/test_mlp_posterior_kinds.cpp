// The posteriors of a network beside the PC prior's plain one: an affine map, a fixed tau, no
// source.
#include <Eigen/Dense>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "bayes/check.hpp"
#include "bayes/networks/mlp_posterior.hpp"
#include "bayes/small_network.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

const AffinePrior some_map = {0.3, 0.4, 0.8, 0.5, 0.25};

std::vector<double> normals(std::size_t n, uint64_t seed) {
  Rng rng(seed, 80);
  std::vector<double> v(n);
  for (auto& x : v) x = rng.normal();
  return v;
}

// One prior or another, and whether it has a source.
struct Kind {
  ScaleKind kind;
  bool global, affine;
  bool alone() const { return kind == ScaleKind::target_only; }
};

std::vector<Kind> all_kinds() {
  std::vector<Kind> out;
  for (ScaleKind kind : {ScaleKind::exponential, ScaleKind::lomax, ScaleKind::dirichlet,
                         ScaleKind::fixed, ScaleKind::target_only})
    for (int bits = 0; bits < 4; ++bits) {
      const Kind k{kind, (bits & 1) > 0, (bits & 2) > 0};
      if (!k.alone() || !k.affine) out.push_back(k);
    }
  return out;
}

MlpPosterior make(const Network& net, const Eigen::VectorXd& y, const Kind& k) {
  MlpPosteriorSettings s;
  s.rate = 1.3;
  s.kind = k.kind;
  s.global = k.global;
  s.tau = 0.4;
  s.sigma_centre = 0.2;
  s.sigma_spread = 0.7;
  if (k.affine) s.affine = some_map;
  const std::span<const double> source =
      k.alone() ? std::span<const double>() : std::span<const double>(net.source);
  return MlpPosterior(net.mlp, net.x, y, source, 0.1, s);
}

}  // namespace

TEST_CASE("every posterior of a network is the formula and has its gradient", "[bayes]") {
  for (const auto& shape : {std::vector<int64_t>{4, 1}, {5, 6, 1}, {3, 5, 4, 1}})
    for (const Kind& k : all_kinds()) {
      const Network net(shape, 9, 3);
      const auto y = net.targets(0.3, 0.1, 4);
      const auto posterior = make(net, y, k);
      const std::size_t count = net.source.size();
      const bool scales = k.kind != ScaleKind::fixed;
      const auto q = normals(std::size_t(posterior.dim()), 5);
      const std::size_t noise = count + (scales ? std::size_t(posterior.groups()) : 0);
      REQUIRE(q.size() == noise + 1 + (k.affine ? 2 : 0));
      CHECK(gradient_error(posterior.target()(0), q) < 1e-6);

      std::vector<double> expected_w(count), w(count), g(q.size());
      const double a = k.affine ? 0.3 + 0.4 * q[noise + 1] : 0;
      const double b = k.affine ? 0.8 + 0.5 * q[noise + 2] : 1;
      for (int64_t l = 0; l < net.mlp.layers(); ++l)
        for (int64_t j = net.mlp.offset(l); j < net.mlp.offset(l + 1); ++j) {
          const std::size_t i = std::size_t(j);
          const int64_t fan_in = shape[std::size_t(l)];
          const bool bias = (j - net.mlp.offset(l)) % (fan_in + 1) == fan_in;
          const bool output = l + 1 == net.mlp.layers();
          double centre = k.alone() ? 0 : net.source[i];
          if (output && k.affine) centre = bias ? a + b * (centre - 0.25) : b * centre;
          const double tau = scales ? std::exp(q[count + std::size_t(k.global ? 0 : l)]) : 0.4;
          const double unit = k.alone() && !bias ? 1 / std::sqrt(double(fan_in)) : 1;
          expected_w[i] = centre + tau * unit * q[i];
        }
      posterior.weights(q.data(), w.data());
      for (std::size_t i = 0; i < count; ++i)
        REQUIRE(w[i] == Approx(expected_w[i]).epsilon(1e-12).margin(1e-13));

      const double s = q[noise];
      double expected = scales ? posterior.prior().log_density(q.data() + count, g.data()) : 0;
      double likelihood = 0;
      for (int i = 0; i < 9; ++i)
        likelihood -= s + 0.5 * std::pow((y[i] - net.f(w.data(), i)) / std::exp(s), 2);
      for (std::size_t i = 0; i < q.size(); ++i)
        if (i < count || i > noise) expected -= 0.5 * q[i] * q[i];
      expected += likelihood - 0.5 * std::pow((s - std::log(0.2)) / 0.7, 2);
      CHECK(posterior.target()(0)(q.data(), g.data()) == Approx(expected).epsilon(1e-11));

      std::vector<double> rows(9);
      posterior.log_likelihood(q.data(), rows.data());
      CHECK(std::accumulate(rows.begin(), rows.end(), 0.0) ==
            Approx(likelihood - 4.5 * std::log(2 * std::acos(-1.0))).epsilon(1e-11));
    }
}

TEST_CASE(
    "the realised distance is the shift from the aligned source, and d_l its mean square for "
    "small steps",
    "[bayes][statistics]") {
  const Network net({3, 5, 4, 1}, 9, 3);
  const auto y = net.targets(0.3, 0.1, 4);
  for (bool affine : {false, true}) {
    const auto posterior = make(net, y, {ScaleKind::exponential, false, affine});
    auto q = normals(std::size_t(posterior.dim()), 6);
    std::vector<double> w(net.source.size());
    posterior.weights(q.data(), w.data());
    const auto [a, b] = posterior.affine(q.data());
    double sum = 0;
    for (int64_t i = 0; i < 9; ++i) {
      const double shift = net.f(w.data(), i) - (a + b * net.f(net.source.data(), i));
      sum += shift * shift / (0.1 * 0.1);
    }
    CHECK(posterior.realised_distance(q.data()) == Approx(std::sqrt(sum / 9)).epsilon(1e-11));

    // E_z realised^2 = sum_l d_l^2 to first order, over z and b; relative Monte Carlo error of a
    // mean of squares below sqrt(2 / draws) for z, a little more with b.
    const std::size_t count = net.source.size();
    double mean_square = 0, first_order = 0;
    Rng rng(7, 1);
    constexpr int draws = 20000;
    for (int k = 0; k < draws; ++k) {
      posterior.draw_prior(rng, q.data());
      for (std::size_t g = 0; g < 3; ++g) q[count + g] = std::log(1e-5 * double(g + 1));
      mean_square += std::pow(posterior.realised_distance(q.data()), 2) / draws;
    }
    for (int g = 0; g < 3; ++g) first_order += std::pow(posterior.distance(q.data(), g), 2);
    CHECK(mean_square == Approx(first_order).epsilon(0.05));
  }
}

TEST_CASE("the posterior does not depend on the order of the rows", "[bayes]") {
  const Network net({3, 5, 1}, 20, 51);
  const auto y = net.targets(0.3, 0.1, 52);
  const auto order = permutation(20, Rng(53, 1));
  Network turned = net;
  turned.x = net.x(order, Eigen::all);
  const Eigen::VectorXd turned_y = y(order);
  for (const Kind& k : all_kinds()) {
    const auto one = make(net, y, k), other = make(turned, turned_y, k);
    const auto q = normals(std::size_t(one.dim()), 54);
    std::vector<double> g(q.size()), h(q.size());
    CHECK(one.target()(0)(q.data(), g.data()) ==
          Approx(other.target()(0)(q.data(), h.data())).epsilon(1e-11));
    for (std::size_t i = 0; i < g.size(); ++i)
      REQUIRE(g[i] == Approx(h[i]).epsilon(1e-9).margin(1e-9));
  }
}

TEST_CASE("a source that says nothing yet leaves every layer a proper prior", "[bayes]") {
  Network net({3, 4, 1}, 12, 61);
  const auto y = net.targets(0.3, 0.1, 62);
  MlpPosteriorSettings s;
  s.affine = AffinePrior{0, 1, 0, 1, 0};  // b about 0
  const MlpPosterior posterior(net.mlp, net.x, y, net.source, 0.1, s);
  for (double h : posterior.h()) CHECK(h > 1e-3);
}

TEST_CASE("without a source a unit's sum has the deviation tau, whatever the width",
          "[bayes][statistics]") {
  for (int64_t inputs : {1, 30}) {
    const Network net({inputs, 1}, 1, 71);
    MlpPosteriorSettings s;
    s.kind = ScaleKind::target_only;
    const MlpPosterior posterior(net.mlp, net.x, Eigen::VectorXd::Zero(1), {}, 0.3, s);
    CHECK(!posterior.has_source());
    std::vector<double> sums, log_tau, q(std::size_t(posterior.dim())), w(net.source.size());
    Rng rng(72, 1);
    for (int k = 0; k < 20000; ++k) {
      posterior.draw_prior(rng, q.data());
      log_tau.push_back(std::log(posterior.tau(q.data(), 0)));
      posterior.weights(q.data(), w.data());
      double sum = 0;
      for (int64_t i = 0; i < inputs; ++i) sum += w[std::size_t(i)] * rng.normal();
      sums.push_back(sum / posterior.tau(q.data(), 0));
    }
    CHECK(std::isnan(posterior.distance(q.data(), 0)));
    CHECK(std::isnan(posterior.realised_distance(q.data())));
    // Relative errors of a variance from 20,000 values: 1 %, three times that for inputs = 1,
    // where the product of two normals has a kurtosis of 9.
    CHECK(variance(sums) == Approx(1).epsilon(0.09));
    CHECK(variance(log_tau) == Approx(1).epsilon(0.04));
    CHECK(std::abs(mean(log_tau)) < 0.03);
  }
}

TEST_CASE("the kinds of posterior refuse what does not fit them", "[bayes]") {
  const Network net({3, 4, 1}, 5, 81);
  const auto y = net.targets(0, 0.1, 82);
  const auto refused = [&](const MlpPosteriorSettings& s, std::span<const double> source) {
    CHECK_THROWS_AS(MlpPosterior(net.mlp, net.x, y, source, 0.1, s), Error);
  };
  MlpPosteriorSettings s;
  s.kind = ScaleKind::target_only;
  refused(s, net.source);
  s.affine = some_map;
  refused(s, {});
  s = {};
  s.kind = ScaleKind::fixed;
  s.tau = 0;
  refused(s, net.source);
  s = {};
  s.affine = some_map;
  s.affine->b_sd = 0;
  refused(s, net.source);
}
