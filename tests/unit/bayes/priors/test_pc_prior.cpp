#include <cmath>

#include "base/error.hpp"
#include "bayes/check.hpp"
#include "bayes/math/density_1d.hpp"
#include "bayes/priors/pc_prior.hpp"
#include "bayes/math/random.hpp"
#include "bayes/priors/scale_prior.hpp"
#include "bayes/math/sphere.hpp"
#include "catch.hpp"

using namespace graft;
using namespace graft::test;

TEST_CASE("the average over the sphere is exact in one and three dimensions, and small k",
          "[bayes]") {
  for (double k : {0.0, 1e-8, 0.3, 2.0, 30.0, 500.0, 5e4}) {
    const double cosh = k + std::log1p(std::exp(-2 * k)) - std::log(2.0);
    CHECK(sphere_average(1, k).log_mean == Approx(cosh).epsilon(1e-11).margin(1e-11));
    CHECK(sphere_average(1, k).mean_u == Approx(std::tanh(k)).epsilon(1e-10));
    const double sinh = k > 1e-3 ? k + std::log1p(-std::exp(-2 * k)) - std::log(2 * k) : k * k / 6;
    CHECK(sphere_average(3, k).log_mean == Approx(sinh).epsilon(1e-11).margin(1e-11));
    if (k > 1e-3)
      CHECK(sphere_average(3, k).mean_u == Approx(1 / std::tanh(k) - 1 / k).epsilon(1e-10));
  }
  CHECK(sphere_average(40, 0).log_mean == Approx(0).margin(1e-12));
}

TEST_CASE("the average over the sphere agrees with the standard library's Bessel function",
          "[bayes]") {
  for (int p : {2, 5, 8, 50, 121, 122, 123, 124, 500})
    for (double k : {0.5, 3.0, 40.0, 300.0}) {
      const double v = 0.5 * p - 1, bessel = std::cyl_bessel_i(v, k);
      if (!(bessel > 1e-290)) continue;
      const double expected = std::lgamma(v + 1) + v * std::log(2 / k) + std::log(bessel);
      CHECK(sphere_average(p, k).log_mean == Approx(expected).epsilon(1e-9).margin(1e-9));
      CHECK(sphere_average(p, k).mean_u ==
            Approx(std::cyl_bessel_i(v + 1, k) / bessel).epsilon(1e-8));
    }
}

TEST_CASE("a tabulated density knows its mass, its quantiles and its mean", "[bayes]") {
  const auto exponential = Density1d::half_line([](double x) { return -3 * x; }, 0, 1e-4);
  CHECK(exponential.log_mass() == Approx(-std::log(3.0)).epsilon(1e-9));
  CHECK(exponential.mean([](double x) { return x; }) == Approx(1.0 / 3).epsilon(1e-9));
  CHECK(exponential.quantile(0.3) == Approx(-std::log(0.7) / 3).epsilon(1e-8));
  const auto narrow = Density1d::line([](double x) { return -0.5e10 * (x - 7) * (x - 7); }, -1, 1);
  CHECK(narrow.log_mass() == Approx(0.5 * std::log(2 * M_PI) - std::log(1e5)).epsilon(1e-9));
  // Poles next to the axis.
  const auto pole =
      Density1d::half_line([](double x) { return -2 * std::log1p(1e6 * x * x); }, 0, 1);
  CHECK(std::exp(pole.log_mass()) == Approx(M_PI / 4 * 1e-3).epsilon(1e-8));
}

TEST_CASE("the radius in one dimension has its mass in closed form, peaks at 0 and far away",
          "[bayes]") {
  // -rate r - n r^2/2 + log cosh(n r z): two halves of Gaussians.
  for (double rate : {0.5, 20.0, 300.0})
    for (double z : {0.0, 0.7, 15.3, 15.9, 40.0}) {
      const double n = 20;
      const auto log_half = [&](double slope) {  // int_0^inf exp(slope r - n r^2 / 2) dr
        const double x = -slope / std::sqrt(2 * n);
        const double log_erfc = x < 20 ? std::log(std::erfc(x))
                                       : -x * x - std::log(x * std::sqrt(M_PI)) -
                                             std::log1p(0.5 / (x * x) - 0.5 / std::pow(x, 4));
        return 0.5 * std::log(0.5 * M_PI / n) + x * x + log_erfc;
      };
      const double a = log_half(n * z - rate), b = log_half(-n * z - rate);
      const double expected = a + std::log1p(std::exp(b - a)) - std::log(2.0);
      CAPTURE(rate, z);
      CHECK(level_set_radius(1, n, rate, z).log_mass() ==
            Approx(expected).epsilon(1e-6).margin(1e-6));
    }
}

TEST_CASE("draws of a tabulated density are distributed as it says", "[bayes]") {
  // Cauchy on the half line, as a hard case: chi-square of the exact distribution function.
  const auto density =
      Density1d::half_line([](double x) { return -std::log1p(x * x) - 1e-3 * x; }, 0, 1);
  std::vector<int> ranks;
  Rng rng(2, 1);
  std::vector<double> edges;
  for (int i = 1; i < 20; ++i) edges.push_back(density.quantile(i / 20.0));
  for (int i = 0; i < 20000; ++i)
    ranks.push_back(
        5 * int(std::upper_bound(edges.begin(), edges.end(), density.draw(rng)) - edges.begin()));
  CHECK(chi_square(ranks) < sbc_limit);
}

TEST_CASE("gamma draws have the moments of their shape", "[bayes]") {
  Rng rng(3, 1);
  for (double shape : {0.3, 1.0, 4.5}) {
    std::vector<double> x(40000);
    for (auto& v : x) v = draw_gamma(rng, shape);
    CHECK(std::abs(mean(x) - shape) < 4 * std::sqrt(shape / 40000));
    CHECK(variance(x) == Approx(shape).epsilon(0.1));
  }
}

TEST_CASE("directions drawn around a mean have the mean that the average says", "[bayes]") {
  Rng rng(4, 1);
  for (int p : {1, 2, 3, 10})
    for (double k : {0.0, 0.7, 5.0, 200.0, 1e6}) {
      Eigen::VectorXd mu(p), u(p);
      draw_direction(rng, mu);
      std::vector<double> along(20000);
      for (auto& v : along) {
        draw_von_mises_fisher(rng, mu, k, u);
        v = mu.dot(u);
      }
      CHECK(u.norm() == Approx(1).epsilon(1e-12));
      const double expected = sphere_average(p, k).mean_u;
      const double sd = std::max(std::sqrt(variance(along)), p == 1 ? 1 / std::cosh(k) : 0);
      CHECK(std::abs(mean(along) - expected) <= 4.5 * sd / std::sqrt(20000) + 1e-9);
    }
}

TEST_CASE("the rate follows from the probability of a distance", "[bayes]") {
  CHECK(pc_rate(3, 0.05) == Approx(-std::log(0.05) / 3));
  CHECK_THROWS_AS(pc_rate(0, 0.05), Error);
  CHECK_THROWS_AS(pc_rate(1, 1), Error);
}

TEST_CASE("level sets: the density has its gradient, and the draws its distance", "[bayes]") {
  Eigen::MatrixXd h(3, 3);
  h << 2, 0.5, 0.1, 0.5, 1, -0.3, 0.1, -0.3, 0.7;
  const LevelSetPrior prior(h, 1.7);
  const auto f = [&](const double* q, double* g) {
    Eigen::VectorXd gradient(3);
    const double value = prior.log_density(Eigen::Map<const Eigen::VectorXd>(q, 3), gradient);
    std::copy_n(gradient.data(), 3, g);
    return value;
  };
  CHECK(gradient_error(f, {0.3, -0.8, 0.5}) < 1e-8);
  CHECK(gradient_error(f, {-2, 0.1, 3}) < 1e-8);
  Rng rng(5, 1);
  Eigen::VectorXd delta;
  std::vector<int> ranks;
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(3, 3);
  for (int i = 0; i < 20000; ++i) {
    prior.draw(rng, delta);
    ranks.push_back(std::min(99, int(100 * -std::expm1(-1.7 * prior.distance(delta)))));
    covariance += delta * delta.transpose() / 20000;
  }
  CHECK(chi_square(ranks) < sbc_limit);
  // E[delta delta^T] = E[r^2] / p H^-1 = 2 / (rate^2 p) H^-1.
  const Eigen::MatrixXd product = covariance * h * (1.7 * 1.7 * 3 / 2);
  CHECK((product - Eigen::MatrixXd::Identity(3, 3)).norm() < 0.15);
  // The density integrates to one: importance weights against a Gaussian scale mixture of its own
  // draws would be circular; in one dimension it is half an exponential each way.
  const LevelSetPrior line(Eigen::MatrixXd::Constant(1, 1, 4.0), 1.7);
  Eigen::VectorXd g(1);
  CHECK(line.log_density(Eigen::VectorXd::Constant(1, 0.3), g) ==
        Approx(std::log(0.5 * 2 * 1.7) - 1.7 * 0.6));
  // In two: 2 pi |H|^-1/2 int_0^R pi(r) r dr = 1 - e^{-rate R}; at a point, in closed form.
  const LevelSetPrior plane(Eigen::MatrixXd::Identity(2, 2), 1.7);
  Eigen::VectorXd at(2), grad(2);
  at << 0.6, 0.8;
  CHECK(plane.log_density(at, grad) == Approx(std::log(1.7 / (2 * M_PI)) - 1.7));
}

TEST_CASE("a singular distance is refused without a ridge and accepted with one", "[bayes]") {
  const Eigen::MatrixXd h = Eigen::VectorXd::Ones(3) * Eigen::RowVectorXd::Ones(3);
  CHECK_THROWS_AS(LevelSetPrior(h, 1), Error);
  CHECK_NOTHROW(LevelSetPrior(h, 1, 0.1));
}

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

TEST_CASE("the factors go to least squares with much data and to the source with a high rate",
          "[bayes]") {
  for (int p : {1, 2, 10, 300}) {
    CHECK(level_set_factor(p, 1e9, 1, 1) > 0.999);
    CHECK(g_prior_factor(p, 1e9, 1, 1) > 0.999);
    CHECK(level_set_factor(p, 20, 1e6, 1) < 1e-3);
    CHECK(g_prior_factor(p, 20, 1e6, 1) < 1e-3);
  }
}

TEST_CASE("priors of scales have the gradients they claim", "[bayes]") {
  const std::vector<double> h = {0.5, 3, 20};
  for (const auto& prior : {ScalePrior::exponential(h, 1.3), ScalePrior::lomax(h, 1.3, 2),
                            ScalePrior::dirichlet(h, 1.3, 0.7)}) {
    const auto f = [&](const double* t, double* g) { return prior.log_density(t, g); };
    CHECK(gradient_error(f, {0.1, -1, -2}) < 1e-8);
    CHECK(gradient_error(f, {-9, 1.2, -0.3}) < 1e-8);
  }
}

TEST_CASE("priors of scales are normalised and agree with their draws", "[bayes]") {
  const std::vector<double> one = {4}, two = {0.5, 6};
  // Of two groups, by quadrature within quadrature.
  for (const auto& prior : {ScalePrior::exponential(two, 1.3), ScalePrior::lomax(two, 1.3, 3),
                            ScalePrior::dirichlet(two, 1.3, 0.7)}) {
    const auto inner = [&](double a) {
      return Density1d::line(
          [&prior, a](double b) {
            const double t[2] = {a, b};
            double g[2];
            return prior.log_density(t, g);
          },
          -2, 2);
    };
    const auto outer = Density1d::line([&](double a) { return inner(a).log_mass(); }, -2, 2);
    CHECK(outer.log_mass() == Approx(0).margin(1e-6));
    // E[d_0] by quadrature and by draws.
    const double expected = outer.mean([&](double a) { return prior.distance(0, std::exp(a)); });
    Rng rng(6, 1);
    std::vector<double> d(40000);
    double tau[2];
    for (auto& v : d) {
      prior.draw(rng, tau);
      v = prior.distance(0, tau[0]);
    }
    CHECK(std::abs(mean(d) - expected) < 4 * std::sqrt(variance(d) / 40000));
  }
  // One group: all three are the exponential, the Lomax in the limit of a known rate.
  for (double t : {-3.0, 0.0, 1.0}) {
    double g;
    const double exponential = ScalePrior::exponential(one, 1.3).log_density(&t, &g);
    CHECK(ScalePrior::dirichlet(one, 1.3, 2).log_density(&t, &g) ==
          Approx(exponential).epsilon(1e-12));
    CHECK(ScalePrior::lomax(one, 1.3, 1e7).log_density(&t, &g) ==
          Approx(exponential).epsilon(1e-4));
  }
  CHECK_THROWS_AS(ScalePrior::exponential({1, 0}, 1), Error);
}

TEST_CASE("the joint prior of scales makes the whole distance exponential", "[bayes]") {
  const auto prior = ScalePrior::dirichlet({0.5, 3, 20}, 1.3, 1);
  Rng rng(7, 1);
  std::vector<int> ranks;
  double tau[3];
  for (int i = 0; i < 20000; ++i) {
    prior.draw(rng, tau);
    double square = 0;
    for (int l = 0; l < 3; ++l) square += std::pow(prior.distance(l, tau[l]), 2);
    ranks.push_back(std::min(99, int(100 * -std::expm1(-1.3 * std::sqrt(square)))));
  }
  CHECK(chi_square(ranks) < sbc_limit);
}

TEST_CASE("the variational scale solves its cubic over the range of doubles", "[bayes]") {
  for (double rate : {1e-12, 1e-3, 1.0, 50.0, 1e9})
    for (double weights : {1.0, 80.0, 1e7})
      for (double square : {1e-250, 1e-20, 1e-3, 1.0, 1e6, 1e200}) {
        const double tau = scale_update(rate, weights, square);
        CHECK(tau > 0);
        CHECK(rate / square * tau * tau * tau + weights / square * tau * tau ==
              Approx(1).epsilon(1e-12));
      }
  CHECK(scale_update(1, 1, 0) == 0);
  CHECK(scale_update(2, 3, 5) == Approx(1));  // 2 + 3 = 5
}
