// A linear problem with a source, draws from the priors of its weights, and the log posterior under
// level sets for a Markov chain: what the exact sampler is held against.
#pragma once

#include <Eigen/Dense>
#include <cmath>

#include "bayes/linear/linear_pc.hpp"
#include "bayes/math/random.hpp"
#include "bayes/math/sphere.hpp"

namespace graft::test {

struct PcProblem {
  Eigen::MatrixXd x;
  Eigen::VectorXd y, source;
  double source_sigma = 0.7;

  // Correlated columns; y of the source's own weights moved by `shift` each.
  PcProblem(int n, int p, double shift, uint64_t seed) : x(n, p), y(n), source(p) {
    Rng rng(seed, 99);
    for (int i = 0; i < n; ++i) {
      const double common = rng.normal();
      for (int j = 0; j < p; ++j) x(i, j) = rng.normal() + 0.7 * common + 0.2 * j;
    }
    for (int j = 0; j < p; ++j) source[j] = 1 - 0.5 * j;
    y = x * (source.array() + shift).matrix();
    for (int i = 0; i < n; ++i) y[i] += source_sigma * rng.normal();
  }

  LinearPc fit(const LinearPcSettings& s) const { return {x, y, source, source_sigma, s}; }
  Eigen::VectorXd least_squares() const { return x.colPivHouseholderQr().solve(y); }
  Eigen::MatrixXd h() const {
    return x.transpose() * x / (double(x.rows()) * source_sigma * source_sigma);
  }
  // T with T T^T = H^-1.
  Eigen::MatrixXd whitener() const {
    return Eigen::LLT<Eigen::MatrixXd>(h()).matrixU().solve(
        Eigen::MatrixXd::Identity(x.cols(), x.cols()));
  }
  double distance(const Eigen::VectorXd& beta) const {
    const Eigen::VectorXd delta = beta - source;
    return std::sqrt(delta.dot(h() * delta));
  }
};

inline LinearDraw draw_prior(const PcProblem& problem, const LinearPcSettings& s, Rng& rng) {
  LinearDraw draw;
  const double centre = s.sigma > 0 ? s.sigma : problem.source_sigma;
  draw.sigma = centre * std::exp(s.sigma_spread * rng.normal());
  const auto p = problem.source.size();
  const double root = s.prior == LinearPrior::level_sets ? 1
                      : s.prior == LinearPrior::g_prior  ? std::sqrt(double(p))
                                                         : std::sqrt(problem.h().trace());
  draw.scale =
      draw_exponential(rng, s.rate * root * (s.shape > 0 ? draw_gamma(rng, s.shape) / s.shape : 1));
  Eigen::VectorXd c(p);
  if (s.prior == LinearPrior::level_sets)
    draw_direction(rng, c);
  else
    for (auto& v : c) v = rng.normal();
  draw.beta = problem.source +
              draw.scale *
                  (s.prior == LinearPrior::isotropic ? c : Eigen::VectorXd(problem.whitener() * c));
  draw.distance = problem.distance(draw.beta);
  return draw;
}

// Level sets of two weights or more: the log posterior of q = (v [p], log r, log sigma / centre
// unless sigma is known), with beta = beta_S + r T v / |v| and v ~ N(0, I): smooth where the prior
// of beta is not.
class LevelSetPosterior {
 public:
  LevelSetPosterior(const PcProblem& problem, const LinearPcSettings& settings)
      : problem_(problem),
        settings_(settings),
        map_(problem.whitener()),
        features_(problem.x * map_),
        residual_(problem.y - problem.x * problem.source) {}

  int64_t dim() const { return map_.rows() + (settings_.sigma_spread > 0 ? 2 : 1); }

  double log_density(const double* q, double* gradient) const {
    const auto p = map_.rows();
    const Eigen::Map<const Eigen::VectorXd> v(q, p);
    const double r = std::exp(q[p]), norm = v.norm();
    const double z = settings_.sigma_spread > 0 ? q[p + 1] : 0;
    const Eigen::VectorXd u = v / norm, error = residual_ - r * features_ * u;
    const double precision = std::exp(-2 * z) / (problem_.source_sigma * problem_.source_sigma);
    const Eigen::VectorXd by_u = precision * r * features_.transpose() * error;
    Eigen::Map<Eigen::VectorXd>(gradient, p) = (by_u - by_u.dot(u) * u) / norm - v;
    const double rate = settings_.rate, shape = settings_.shape;
    gradient[p] =
        1 + by_u.dot(u) - (shape > 0 ? (shape + 1) * rate * r / (shape + rate * r) : rate * r);
    double value = -0.5 * v.squaredNorm() + q[p] - 0.5 * precision * error.squaredNorm() -
                   (shape > 0 ? (shape + 1) * std::log1p(rate * r / shape) : rate * r);
    if (settings_.sigma_spread > 0) {
      const double n = double(residual_.size()), wide = std::pow(settings_.sigma_spread, 2);
      value -= n * z + 0.5 * z * z / wide;
      gradient[p + 1] = -n + precision * error.squaredNorm() - z / wide;
    }
    return value;
  }

  LinearDraw draw_of(const double* q) const {
    const auto p = map_.rows();
    const Eigen::Map<const Eigen::VectorXd> v(q, p);
    LinearDraw draw;
    draw.scale = std::exp(q[p]);
    draw.sigma = problem_.source_sigma * (settings_.sigma_spread > 0 ? std::exp(q[p + 1]) : 1);
    draw.beta = problem_.source + map_ * (draw.scale / v.norm() * v);
    draw.distance = problem_.distance(draw.beta);
    return draw;
  }

 private:
  PcProblem problem_;
  LinearPcSettings settings_;
  Eigen::MatrixXd map_, features_;
  Eigen::VectorXd residual_;
};

}  // namespace graft::test
