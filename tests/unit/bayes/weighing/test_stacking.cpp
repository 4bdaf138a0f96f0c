#include <cmath>

#include "base/error.hpp"
#include "bayes/weighing/stacking.hpp"
#include "catch.hpp"

namespace {

using namespace graft;

// Log densities of normal errors around models of different quality, some rows far off.
std::vector<double> random_scores(int64_t rows, int64_t models, uint64_t seed) {
  Rng rng(seed, 3);
  std::vector<double> x;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t k = 0; k < models; ++k) {
      const double z = rng.normal() * (1 + 0.2 * double(k));
      x.push_back(-0.5 * z * z - 1);
    }
  return x;
}

double penalised(const std::vector<double>& x, const std::vector<double>& w,
                 const std::vector<double>& alpha) {
  double sum = mixture_score(x, w) * double(x.size() / w.size());
  for (std::size_t k = 0; k < alpha.size(); ++k)
    if (alpha[k] > 1) sum += (alpha[k] - 1) * std::log(w[k]);
  return sum;
}

}  // namespace

TEST_CASE("two models that each explain some rows get those rows' shares", "[bayes]") {
  // p = (1, 0) in 30 rows and (0, 1) in 70: w = share, and with alpha (30 + a) / (100 + a + b).
  std::vector<double> x;
  for (int i = 0; i < 100; ++i) {
    x.push_back(i < 30 ? -3 : -INFINITY);
    x.push_back(i < 30 ? -INFINITY : -1);
  }
  auto w = stacking_weights(x, 2);
  CHECK(w[0] == Approx(0.3).epsilon(1e-8));
  CHECK(w[1] == Approx(0.7).epsilon(1e-8));
  CHECK(mixture_score(x, w) == Approx(0.3 * (std::log(0.3) - 3) + 0.7 * (std::log(0.7) - 1)));
  w = stacking_weights(x, 2, std::vector<double>{11.0, 3.5});
  CHECK(w[0] == Approx(40 / 112.5).epsilon(1e-8));

  // p = (1, r) in m rows and (r, 1) in the others: w r + (1 - w) is linear in w, and
  //   m (1 - r) / (r + (1 - r) w) = (n - m) (1 - r) / (1 - (1 - r) w).
  for (int m : {10, 40, 50, 75, 97}) {
    const double r = 0.1;
    x.clear();
    for (int i = 0; i < 100; ++i) {
      x.push_back(i < m ? 0 : std::log(r));
      x.push_back(i < m ? std::log(r) : 0);
    }
    const double exact = std::min(1.0, std::max(0.0, (m - (100 - m) * r) / (100 * (1 - r))));
    CHECK(stacking_weights(x, 2)[0] == Approx(exact).margin(1e-8));
  }
}

TEST_CASE("the weights of three models beat every point of a fine grid", "[bayes]") {
  for (uint64_t seed : {1, 2, 3, 4})
    for (const auto& alpha : {std::vector<double>{1, 1, 1}, std::vector<double>{1, 3, 1.5}}) {
      const auto x = random_scores(40, 3, seed);
      const auto w = stacking_weights(x, 3, alpha);
      CHECK(w[0] + w[1] + w[2] == Approx(1).epsilon(1e-14));
      const double found = penalised(x, w, alpha);
      double best = -1e300, nearest = 1;
      const int grid = 200;
      for (int a = 0; a <= grid; ++a)
        for (int b = 0; a + b <= grid; ++b) {
          const std::vector<double> g{double(a) / grid, double(b) / grid,
                                      double(grid - a - b) / grid};
          const double score = penalised(x, g, alpha);
          if (score <= best) continue;
          best = score;
          nearest = std::hypot(g[0] - w[0], g[1] - w[1]);
        }
      CHECK(found > best - 40 * 1e-9);
      CHECK(nearest < 0.05);
      // Nor can a small exchange between two weights improve it: to first order a 1e-8 of a row.
      for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t k = 0; k < 3; ++k) {
          auto moved = w;
          const double step = std::min(1e-4, moved[j]);
          moved[j] -= step;
          moved[k] += step;
          if (j != k && moved[j] > 0) CHECK(penalised(x, moved, alpha) < found + 40 * 1e-9);
        }
    }
}

TEST_CASE("a stack is never worse than its best model", "[bayes]") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const int64_t models = 2 + int64_t(seed % 7);
    auto x = random_scores(15, models, seed);
    if (seed % 3 == 0)  // one model is best everywhere
      for (std::size_t i = 0; i < x.size(); i += std::size_t(models)) x[i] = 2;
    const double stacked = mixture_score(x, stacking_weights(x, models));
    for (std::size_t k = 0; k < std::size_t(models); ++k) {
      std::vector<double> single(std::size_t(models), 0.0);
      single[k] = 1;
      CHECK(stacked >= mixture_score(x, single) - 1e-12);
    }
    if (seed % 3 == 0) CHECK(stacking_weights(x, models)[0] == 1);
  }
}

TEST_CASE("stacking treats models and rows alike", "[bayes]") {
  const auto x = random_scores(50, 3, 9);
  const auto w = stacking_weights(x, 3);
  std::vector<double> rows(x.rbegin(), x.rend());  // rows and models both turned round
  const auto turned = stacking_weights(rows, 3);
  for (std::size_t k = 0; k < 3; ++k) CHECK(turned[2 - k] == Approx(w[k]).margin(1e-8));
  // A model that is there twice has its weight halved between the two.
  std::vector<double> twice;
  for (std::size_t i = 0; i < x.size(); i += 3)
    for (std::size_t k : {0, 1, 2, 0}) twice.push_back(x[i + k]);
  const auto shared = stacking_weights(twice, 4);
  CHECK(shared[0] == Approx(shared[3]).margin(1e-6));
  CHECK(shared[0] + shared[3] == Approx(w[0]).margin(1e-7));
  const std::vector<double> same(30, -0.7);
  for (double v : stacking_weights(same, 3)) CHECK(v == Approx(1 / 3.0));
  Rng rng(1, 1);
  for (double v : pseudo_bma_weights(same, 3, rng)) CHECK(v == Approx(1 / 3.0));
}

TEST_CASE("pseudo-BMA+ weights are the bootstrap's mean of a softmax", "[bayes]") {
  // One row of two: the bootstrap changes nothing. Two rows: the share of the first is uniform.
  Rng rng(2, 1);
  const double l = std::log(3.0);
  const auto one = pseudo_bma_weights(std::vector<double>{l, 0}, 2, rng, 10);
  CHECK(one[0] == Approx(0.75));
  // w = 1 / (1 + exp(-2 d (2u - 1))), whose mean is a half; with scores (d, 0), (0, 0):
  // mean of 1 / (1 + exp(-2 d u)) = (log(1 + e^{2d}) - log 2) / (2 d).
  const double d = 2;
  const int replicates = 40000;
  const auto two = pseudo_bma_weights(std::vector<double>{d, 0, 0, 0}, 2, rng, replicates);
  const double exact = (std::log1p(std::exp(2 * d)) - std::log(2.0)) / (2 * d);
  CHECK(std::abs(two[0] - exact) < 4 * 0.15 / std::sqrt(double(replicates)));
  CHECK(two[0] + two[1] == Approx(1));
  const auto excluded = pseudo_bma_weights(std::vector<double>{-1, -INFINITY, -2, 0}, 2, rng, 10);
  CHECK(excluded[0] == Approx(1).epsilon(1e-14));
  CHECK(excluded[1] == 0);
}

TEST_CASE("what cannot be stacked is refused", "[bayes]") {
  Rng rng(1, 1);
  CHECK_THROWS_AS(stacking_weights(std::vector<double>{1, 2, 3}, 2), Error);
  CHECK_THROWS_AS(stacking_weights(std::vector<double>{1, NAN}, 2), Error);
  CHECK_THROWS_AS(stacking_weights(std::vector<double>{-INFINITY, -INFINITY}, 2), Error);
  CHECK_THROWS_AS(stacking_weights(std::vector<double>{1, 2}, 2, std::vector<double>{1, 0.5}),
                  Error);
  CHECK_THROWS_AS(stacking_weights(std::vector<double>{1, 2}, 2, std::vector<double>{1}), Error);
  CHECK_THROWS_AS(pseudo_bma_weights(std::vector<double>{-INFINITY, 0, 0, -INFINITY}, 2, rng, 10),
                  Error);
  CHECK(stacking_weights(std::vector<double>{-1, -2}, 1) == std::vector<double>{1});
}
