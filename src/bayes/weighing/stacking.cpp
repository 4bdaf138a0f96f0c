#include "bayes/weighing/stacking.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "bayes/math/random.hpp"

namespace graft {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// The barrier's last weight, as a share of the rows: it costs `models` times this of the mean
// score.
constexpr double last_barrier = 1e-10;
constexpr double negligible = 1e-7;  // a weight

int64_t check(std::span<const double> log_density, int64_t models) {
  if (models < 1 || log_density.empty() || int64_t(log_density.size()) % models != 0)
    fail(GRAFT_ERROR_ARGUMENT, "stacking: ", log_density.size(), " log densities of ", models,
         " models");
  for (std::size_t i = 0; i < log_density.size(); ++i)
    if (std::isnan(log_density[i]) || log_density[i] == infinity)
      fail(GRAFT_ERROR_DATA, "stacking: row ", int64_t(i) / models, ", model ", int64_t(i) % models,
           ": the log density is ", log_density[i]);
  return int64_t(log_density.size()) / models;
}

// [rows][models] relative to each row's largest; the logarithms of those are added to `offset`.
Eigen::MatrixXd densities(std::span<const double> log_density, int64_t models, double& offset) {
  const int64_t rows = check(log_density, models);
  Eigen::MatrixXd p(rows, models);
  for (int64_t i = 0; i < rows; ++i) {
    const auto row = log_density.subspan(std::size_t(i * models), std::size_t(models));
    const double top = *std::max_element(row.begin(), row.end());
    if (top == -infinity) fail(GRAFT_ERROR_DATA, "stacking: no model has a density at row ", i);
    offset += top;
    for (int64_t k = 0; k < models; ++k) p(i, k) = std::exp(row[std::size_t(k)] - top);
  }
  return p;
}

// The objective with sum w = 1 replaced by a price on the sum, which the optimum pays in full:
//   f(w) = -sum log (P w)_i - sum b_k log w_k + (n + sum b) sum w_k,   w > 0
// (scaling w by c gives -(n + sum b) (log c - c), least at c = 1). b = alpha - 1 + the barrier.
struct Objective {
  const Eigen::MatrixXd& p;
  Eigen::VectorXd b;

  double price() const { return double(p.rows()) + b.sum(); }
  double operator()(const Eigen::VectorXd& w) const {
    double sum = price() * w.sum() - (p * w).array().log().sum();
    for (Eigen::Index k = 0; k < w.size(); ++k)
      if (b[k] > 0) sum -= b[k] * std::log(w[k]);
    return sum;
  }
};

// Newton's method in relative steps w_k (1 + t s_k), where the Hessian is R^T R + diag(b) with the
// responsibilities R_ik = w_k p_ik / (P w)_i.
void minimise(const Objective& f, Eigen::VectorXd& w) {
  double here = f(w);
  for (int step = 0; step < 100; ++step) {
    const Eigen::VectorXd mixture = f.p * w;
    const Eigen::MatrixXd r =
        mixture.cwiseInverse().asDiagonal() * f.p * Eigen::MatrixXd(w.asDiagonal());
    const Eigen::VectorXd gradient = f.price() * w - r.colwise().sum().transpose() - f.b;
    Eigen::MatrixXd hessian = r.transpose() * r;
    hessian.diagonal() += f.b;
    const Eigen::VectorXd scale = hessian.diagonal().cwiseSqrt().cwiseInverse();
    hessian = scale.asDiagonal() * hessian * scale.asDiagonal();
    const Eigen::VectorXd s =
        -(scale.asDiagonal() * hessian.ldlt().solve(scale.asDiagonal() * gradient));
    const double slope = gradient.dot(s);
    if (!(slope < -1e-16 * f.price())) {  // Newton's last step: the objective no longer tells
      if (s.cwiseAbs().maxCoeff() < 0.5) w.array() *= 1 + s.array();
      return;
    }
    double t = std::min(1.0, 0.95 / std::max(1e-300, -s.minCoeff()));
    for (int halving = 0;; ++halving, t *= 0.5) {
      if (halving == 40) return;
      const Eigen::VectorXd trial = w.array() * (1 + t * s.array());
      const double there = f(trial);
      if (!(there <= here + 1e-4 * t * slope)) continue;
      w = trial;
      here = there;
      break;
    }
  }
}

}  // namespace

double mixture_score(std::span<const double> log_density, std::span<const double> weights) {
  double offset = 0;
  const Eigen::MatrixXd p = densities(log_density, int64_t(weights.size()), offset);
  const Eigen::Map<const Eigen::VectorXd> w(weights.data(), Eigen::Index(weights.size()));
  return (offset + (p * w).array().log().sum()) / double(p.rows());
}

std::vector<double> stacking_weights(std::span<const double> log_density, int64_t models,
                                     std::span<const double> alpha) {
  double offset = 0;
  const Eigen::MatrixXd p = densities(log_density, models, offset);
  if (!alpha.empty() && int64_t(alpha.size()) != models)
    fail(GRAFT_ERROR_ARGUMENT, "stacking: ", alpha.size(), " alphas of ", models, " models");
  Objective f{p, Eigen::VectorXd::Zero(models)};
  for (int64_t k = 0; k < int64_t(alpha.size()); ++k) {
    f.b[k] = alpha[std::size_t(k)] - 1;
    if (!(f.b[k] >= 0 && std::isfinite(f.b[k])))
      fail(GRAFT_ERROR_ARGUMENT, "stacking: alpha of model ", k, " is ", alpha[std::size_t(k)],
           ", not 1 or more");
  }
  Eigen::VectorXd w = Eigen::VectorXd::Constant(models, 1 / double(models));
  for (double barrier = 1; barrier >= 0.5 * last_barrier; barrier *= 0.1) {
    Objective guarded = f;
    guarded.b.array() += barrier * double(p.rows());
    minimise(guarded, w);
  }
  w /= w.sum();
  Eigen::VectorXd bare = w;
  for (int64_t k = 0; k < models; ++k)
    if (f.b[k] == 0 && bare[k] < negligible) bare[k] = 0;
  bare /= bare.sum();
  if (f(bare) <= f(w)) w = bare;
  return {w.data(), w.data() + models};
}

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
