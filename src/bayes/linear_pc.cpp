#include "bayes/linear_pc.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/random.hpp"
#include "bayes/sphere.hpp"

namespace graft {
namespace {

constexpr double tolerance =
    1e-5;  // of log densities that are drawn from: far below any Monte Carlo error

// H = rows^T rows / (m sigma_S^2).
Eigen::MatrixXd distance_matrix(const Eigen::MatrixXd& rows, double source_sigma) {
  return rows.transpose() * rows / (double(rows.rows()) * source_sigma * source_sigma);
}

// T with T T^T = (H + ridge)^-1: the inverse of an upper Cholesky factor.
Eigen::MatrixXd whitener(const Eigen::MatrixXd& h, double ridge) {
  const Eigen::LLT<Eigen::MatrixXd> factor(h +
                                           ridge * Eigen::MatrixXd::Identity(h.rows(), h.cols()));
  if (factor.info() != Eigen::Success ||
      !(factor.matrixLLT().diagonal().array().square().minCoeff() >
        1e-12 * h.diagonal().maxCoeff()))
    fail(GRAFT_ERROR_NUMERIC, "linear pc: the rows do not determine all of the ", h.rows(),
         " weights: give a ridge");
  return factor.matrixU().solve(Eigen::MatrixXd::Identity(h.rows(), h.cols()));
}

void check(const Eigen::MatrixXd& x, const Eigen::VectorXd& y, const Eigen::VectorXd& source,
           double source_sigma, const LinearPcSettings& s, const Eigen::MatrixXd& distance_rows) {
  if (x.rows() < 1 || x.cols() < 1) fail(GRAFT_ERROR_ARGUMENT, "linear pc: x is empty");
  if (y.size() != x.rows() || source.size() != x.cols() ||
      (distance_rows.size() > 0 && distance_rows.cols() != x.cols()))
    fail(GRAFT_ERROR_ARGUMENT, "linear pc: x is ", x.rows(), " by ", x.cols(), ", y has ", y.size(),
         " values, the source ", source.size(), ", the rows of the distance ",
         distance_rows.cols());
  if (!(source_sigma > 0) || !(s.sigma >= 0) || !(s.sigma_spread >= 0) || !(s.rate > 0) ||
      !(s.ridge >= 0))
    fail(GRAFT_ERROR_ARGUMENT, "linear pc: source_sigma ", source_sigma, ", sigma ", s.sigma,
         ", sigma_spread ", s.sigma_spread, ", rate ", s.rate, " or ridge ", s.ridge,
         " is out of range");
}

}  // namespace

LinearPc::LinearPc(const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                   const Eigen::VectorXd& source, double source_sigma,
                   const LinearPcSettings& settings, const Eigen::MatrixXd& distance_rows)
    : settings_(settings), source_(source) {
  check(x, y, source, source_sigma, settings, distance_rows);
  if (settings_.sigma == 0) settings_.sigma = source_sigma;
  const auto p = x.cols();
  rows_ = double(x.rows());
  h_ = distance_matrix(distance_rows.size() > 0 ? distance_rows : x, source_sigma);
  const bool isotropic = settings.prior == LinearPrior::isotropic;
  Eigen::MatrixXd t = Eigen::MatrixXd::Identity(p, p);
  if (!isotropic) t = whitener(h_, settings.ridge * h_.trace() / double(p));
  scale_rate_ = settings.rate * std::sqrt(isotropic ? h_.trace() : double(p));

  const Eigen::MatrixXd features = x * t;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(features.transpose() * features);
  g_ = solver.eigenvalues().cwiseMax(0);
  map_ = t * solver.eigenvectors();
  const Eigen::VectorXd residual = y - x * source;
  b_ = map_.transpose() * (x.transpose() * residual);
  residual_square_ = residual.squaredNorm();

  const double largest = g_.maxCoeff();
  if (!(largest > 0)) fail(GRAFT_ERROR_NUMERIC, "linear pc: all of x is zero");
  exact_ = settings.prior != LinearPrior::level_sets || g_.minCoeff() > (1 - 1e-8) * largest;
  double square = 0, explained = 0;  // of least squares, where the rows determine it
  for (Eigen::Index j = 0; j < p; ++j)
    if (g_[j] > 1e-12 * largest) {
      square += b_[j] * b_[j] / (g_[j] * g_[j]);
      explained += b_[j] * b_[j] / g_[j];
    }
  reach_ =
      settings.prior == LinearPrior::level_sets ? std::sqrt(square) : std::sqrt(square / double(p));
  if (!exact_) return;
  if (settings.sigma_spread == 0) {
    scale_ = scale_given(settings_.sigma);
    return;
  }

  // The marginal posterior of log sigma: every value needs the mass of the scale's density.
  const double centre = std::log(settings_.sigma), spread = settings.sigma_spread;
  const double rest = (residual_square_ - explained) / rows_;
  const double fitted = rest > 1e-12 * residual_square_ / rows_ ? 0.5 * std::log(rest) : centre;
  log_sigma_ = Density1d::line(
      [this, centre, spread](double s) {
        const double z = (s - centre) / spread;
        return scale_given(std::exp(s)).log_mass() - rows_ * s -
               0.5 * residual_square_ * std::exp(-2 * s) - 0.5 * z * z;
      },
      std::min(centre, fitted) - 0.2, std::max(centre, fitted) + 0.2, tolerance);
}

Density1d LinearPc::scale_given(double sigma) const {
  const double precision = 1 / (sigma * sigma);
  if (settings_.prior == LinearPrior::level_sets) {
    const double gamma = precision * g_.mean(), pull = precision * b_.norm();
    return Density1d::half_line(
        [=, p = dim(), rate = settings_.rate](double r) {
          return -r * (rate + 0.5 * gamma * r) + sphere_average(p, pull * r).log_mean;
        },
        0, reach_ + 1 / std::sqrt(gamma), tolerance);
  }
  return Density1d::half_line(
      [this, precision](double tau) {
        const double v = tau * tau * precision;
        double product = 1, logs = 0, fit = 0;
        for (Eigen::Index j = 0; j < g_.size(); ++j) {
          const double spread = 1 + v * g_[j];
          product *= spread;
          if (product > 1e200) logs += std::log(product), product = 1;
          fit += b_[j] * b_[j] / spread;
        }
        return 0.5 * (v * precision * fit - logs - std::log(product)) - scale_rate_ * tau;
      },
      0, reach_ + 1 / scale_rate_, tolerance);
}

void LinearPc::set_beta(const Eigen::VectorXd& c, LinearDraw& draw) const {
  const Eigen::VectorXd delta = map_ * c;
  draw.beta = source_ + delta;
  draw.distance = std::sqrt(std::max(0.0, delta.dot(h_ * delta)));
}

LinearDraw LinearPc::draw_prior(Rng& rng) const {
  LinearDraw draw;
  draw.sigma = settings_.sigma * std::exp(settings_.sigma_spread * rng.normal());
  Eigen::VectorXd c(dim());
  if (settings_.prior == LinearPrior::level_sets) {
    draw.scale = draw_exponential(rng, settings_.rate);
    draw_direction(rng, c);
  } else {
    draw.scale = draw_exponential(rng, scale_rate_);
    for (auto& v : c) v = rng.normal();
  }
  set_beta(draw.scale * c, draw);
  return draw;
}

LinearDraw LinearPc::draw(Rng& rng) const {
  if (!exact_)
    fail(GRAFT_ERROR_STATE, "linear pc: level sets with a ridge or other rows need a Markov chain");
  LinearDraw draw;
  draw.sigma = log_sigma_ ? std::exp(log_sigma_->draw(rng)) : settings_.sigma;
  draw.scale = scale_ ? scale_->draw(rng) : scale_given(draw.sigma).draw(rng);
  const double precision = 1 / (draw.sigma * draw.sigma);
  Eigen::VectorXd c(dim());
  if (settings_.prior == LinearPrior::level_sets) {
    const double norm = b_.norm();
    if (norm > 0)
      draw_von_mises_fisher(rng, b_ / norm, precision * norm * draw.scale, c);
    else
      draw_direction(rng, c);
    c *= draw.scale;
  } else {
    const double v = draw.scale * draw.scale;
    for (Eigen::Index j = 0; j < c.size(); ++j) {
      const double share = v / (1 + v * precision * g_[j]);
      c[j] = share * precision * b_[j] + std::sqrt(share) * rng.normal();
    }
  }
  set_beta(c, draw);
  return draw;
}

TargetFactory LinearPc::level_set_target() const {
  if (settings_.prior != LinearPrior::level_sets || dim() < 2)
    fail(GRAFT_ERROR_STATE, "linear pc: a chain is for level sets of two weights or more");
  return [this](int) -> LogDensity {
    return [this](const double* q, double* gradient) { return log_target(q, gradient); };
  };
}

double LinearPc::log_target(const double* q, double* gradient) const {
  const auto p = source_.size();
  const Eigen::Map<const Eigen::VectorXd> v(q, p);
  Eigen::Map<Eigen::VectorXd> grad(gradient, p);
  const double log_r = q[p], r = std::exp(log_r), z = settings_.sigma_spread > 0 ? q[p + 1] : 0;
  const double norm = v.norm(), precision = std::exp(-2 * z) / (settings_.sigma * settings_.sigma);
  // With u = v / |v|: SSE = yy - 2 r b.u + r^2 u.Gu.
  const double pull = b_.dot(v) / norm;
  const double curve = (g_.array() * v.array().square()).sum() / (norm * norm);
  const double square = residual_square_ - 2 * r * pull + r * r * curve;
  // d/dv of f(u) is (f' - (f'.u) u) / |v|, f' = precision (r b - r^2 G u).
  const double along = precision * r * (pull - r * curve);
  grad = (precision * r * (b_.array() - (r / norm) * g_.array() * v.array()) -
          along / norm * v.array()) /
             norm -
         v.array();
  gradient[p] = 1 - settings_.rate * r + along;
  double log_density = -0.5 * norm * norm + log_r - settings_.rate * r - 0.5 * precision * square;
  if (settings_.sigma_spread > 0) {
    const double spread2 = settings_.sigma_spread * settings_.sigma_spread;
    log_density -= rows_ * z + 0.5 * z * z / spread2;
    gradient[p + 1] = -rows_ + precision * square - z / spread2;
  }
  return log_density;
}

LinearDraw LinearPc::from_target(const double* q) const {
  const Eigen::Map<const Eigen::VectorXd> v(q, dim());
  LinearDraw draw;
  draw.scale = std::exp(q[dim()]);
  draw.sigma = settings_.sigma * (settings_.sigma_spread > 0 ? std::exp(q[dim() + 1]) : 1);
  set_beta(draw.scale / v.norm() * v, draw);
  return draw;
}

}  // namespace graft
