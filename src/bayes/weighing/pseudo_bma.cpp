#include "bayes/weighing/pseudo_bma.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "bayes/math/random.hpp"

namespace graft {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

int64_t check(std::span<const double> log_density, int64_t models) {
  if (models < 1 || log_density.empty() || int64_t(log_density.size()) % models != 0)
    fail(GRAFT_ERROR_ARGUMENT, "pseudo-BMA: ", log_density.size(), " log densities of ", models,
         " models");
  for (std::size_t i = 0; i < log_density.size(); ++i)
    if (std::isnan(log_density[i]) || log_density[i] == infinity)
      fail(GRAFT_ERROR_DATA, "pseudo-BMA: row ", int64_t(i) / models, ", model ",
           int64_t(i) % models, ": the log density is ", log_density[i]);
  return int64_t(log_density.size()) / models;
}

}  // namespace

std::vector<double> pseudo_bma_weights(std::span<const double> log_density, int64_t models,
                                       Rng& rng, int64_t replicates) {
  const int64_t rows = check(log_density, models);
  if (replicates < 1)
    fail(GRAFT_ERROR_ARGUMENT, "pseudo-BMA: ", replicates, " replicates, not 1 or more");
  std::vector<double> share(static_cast<std::size_t>(rows)),
      score(static_cast<std::size_t>(models)), weights(score.size(), 0.0);
  for (int64_t b = 0; b < replicates; ++b) {
    double whole = 0;
    for (auto& v : share) whole += v = draw_exponential(rng, 1);
    std::fill(score.begin(), score.end(), 0.0);
    for (std::size_t i = 0; i < share.size(); ++i)
      for (std::size_t k = 0; k < score.size(); ++k)
        score[k] += share[i] / whole * double(rows) * log_density[i * score.size() + k];
    const double top = *std::max_element(score.begin(), score.end());
    if (top == -infinity)
      fail(GRAFT_ERROR_DATA, "pseudo-BMA: every model gives some row a density of zero");
    double sum = 0;
    for (auto& v : score) sum += v = std::exp(v - top);
    for (std::size_t k = 0; k < score.size(); ++k)
      weights[k] += score[k] / sum / double(replicates);
  }
  return weights;
}

}  // namespace graft
