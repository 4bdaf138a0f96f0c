#include <cmath>

#include "catch.hpp"
#include "model/predictive.hpp"
#include "model/scores.hpp"

using namespace graft;

namespace {

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

struct Mixture {
  std::vector<double> mean, sd;
  Predictive predictive() const { return {mean, sd}; }
};

// Unequal widths, two humps and a component far away; one normal; draws that agree.
const std::vector<Mixture> mixtures = {{{1.5}, {0.7}},
                                       {{-2, 0.3, 4, 4.1}, {0.5, 1.2, 0.05, 0.3}},
                                       {{0, 1000}, {1, 1}},
                                       {{2, 2, 2}, {0.1, 0.1, 0.1}},
                                       {{-1, 1, 3}, {1e-3, 2, 1e-2}}};

double bisected(const Predictive& p, double level) {
  double low = -1e5, high = 1e5;
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    (p.cumulative(middle) < level ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

// E|X - y| - E|X - X'| / 2 of a mixture of normals, in closed form (Grimit et al. 2006).
double exact_crps(const Mixture& m, double y) {
  const auto absolute = [](double mean, double sd) {  // E|Z|, Z ~ N(mean, sd^2)
    const double z = mean / sd;
    return mean * (2 * normal_cdf(z) - 1) + 2 * sd * std::exp(-0.5 * z * z) / std::sqrt(2 * M_PI);
  };
  const double n = double(m.mean.size());
  double value = 0;
  for (std::size_t i = 0; i < m.mean.size(); ++i) {
    value += absolute(y - m.mean[i], m.sd[i]) / n;
    for (std::size_t j = 0; j < m.mean.size(); ++j)
      value -= 0.5 * absolute(m.mean[i] - m.mean[j], std::hypot(m.sd[i], m.sd[j])) / (n * n);
  }
  return value;
}

double width_of(const Mixture& m) {
  return std::hypot(m.predictive().model_sd(), m.predictive().noise_sd());
}

}  // namespace

TEST_CASE("a predictive distribution has the moments of its components") {
  const Mixture m{{1, 2, 6}, {0.1, 0.2, 0.4}};
  const Predictive p = m.predictive();
  CHECK(p.mean() == Approx(3));
  CHECK(p.model_sd() == Approx(std::sqrt((4 + 1 + 9) / 2.0)));
  CHECK(p.noise_sd() == Approx(std::sqrt((0.01 + 0.04 + 0.16) / 3)));
  const Mixture one{{5}, {2}};
  CHECK(one.predictive().model_sd() == 0);
  CHECK(one.predictive().mean() == 5);
}

TEST_CASE("a predictive distribution's density is its cumulative's slope") {
  for (const Mixture& m : mixtures)
    for (const double y : {-1.9, 0.0, 0.9, 1.7, 4.02}) {
      const Predictive p = m.predictive();
      double sum = 0, below = 0;
      for (std::size_t s = 0; s < m.mean.size(); ++s) {
        const double z = (y - m.mean[s]) / m.sd[s];
        sum += std::exp(-0.5 * z * z) / (m.sd[s] * std::sqrt(2 * M_PI)) / double(m.mean.size());
        below += normal_cdf(z) / double(m.mean.size());
      }
      CHECK(p.cumulative(y) == Approx(below).epsilon(1e-13).margin(1e-300));
      if (sum > 1e-290) CHECK(p.log_density(y) == Approx(std::log(sum)).epsilon(1e-12));
    }
}

TEST_CASE("a far value keeps a logarithm of its density") {
  const Mixture m{{0, 1}, {1, 1}};
  // 1000 deviations away the nearer component alone counts: half of N(1000; 1, 1).
  const double exact = std::log(0.5) - 0.5 * 999 * 999.0 - 0.5 * std::log(2 * M_PI);
  CHECK(m.predictive().log_density(1000) == Approx(exact).epsilon(1e-12));
}

TEST_CASE("a predictive distribution's quantiles invert its cumulative") {
  for (const Mixture& m : mixtures) {
    const Predictive p = m.predictive();
    double before = -INFINITY;
    for (const double level : {1e-6, 0.001, 0.025, 0.1, 0.4999, 0.5, 0.6, 0.75, 0.975, 0.9999}) {
      CAPTURE(m.mean, level);
      const double q = p.quantile(level);
      CHECK(q >= before);
      before = q;
      // Between humps the distribution is flat: there every value between them is right.
      CHECK((std::abs(q - bisected(p, level)) < 1e-8 * (1 + width_of(m)) ||
             std::abs(p.cumulative(q) - level) < 1e-14));
    }
  }
}

TEST_CASE("one normal's quantiles are the normal's") {
  const Mixture m{{-3}, {2.5}};
  const double z[][2] = {{0.5, 0},
                         {0.975, 1.959963984540054},
                         {0.025, -1.959963984540054},
                         {0.9, 1.2815515655446004},
                         {0.001, -3.090232306167813}};
  for (const auto& [level, deviate] : z)
    CHECK(m.predictive().quantile(level) == Approx(-3 + 2.5 * deviate).epsilon(1e-10));
}

TEST_CASE("values known exactly have quantiles, too") {
  const Mixture one{{4}, {0}}, three{{1, 2, 3}, {0, 0, 0}};
  CHECK(one.predictive().quantile(0.3) == 4);
  CHECK(three.predictive().quantile(0.5) == Approx(2).epsilon(1e-9));
  CHECK(three.predictive().quantile(0.1) == Approx(1).epsilon(1e-9));
  CHECK(three.predictive().cumulative(2) == Approx(2.0 / 3));
}

TEST_CASE("the continuous ranked probability score is the exact one") {
  for (const Mixture& m : mixtures)
    for (const double y : {-30.0, -2.0, 0.4, 1.0, 3.9, 60.0, 990.0}) {
      CAPTURE(m.mean, y);
      CHECK(std::abs(m.predictive().crps(y) - exact_crps(m, y)) <
            2e-6 * (width_of(m) + std::abs(y)));
    }
}

TEST_CASE("one normal scores as graft_score says") {
  const double mean = 1.2, sd = 0.8;
  const Mixture m{{mean}, {sd}};
  for (const double y : {-3.0, 0.5, 1.2, 2.9}) {
    CHECK(m.predictive().crps(y) ==
          Approx(score("crps", {&y, 1}, {&mean, 1}, {&sd, 1})).epsilon(1e-6));
    CHECK(m.predictive().log_density(y) ==
          Approx(score("log_density", {&y, 1}, {&mean, 1}, {&sd, 1})));
  }
}
