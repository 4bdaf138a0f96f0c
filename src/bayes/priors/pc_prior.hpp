// The penalised-complexity prior on the distance between source and target, as a density of
// weights.
//
//   d(W)^2 = 1/(n sigma_S^2) sum_i (f(x_i; W) - f(x_i; W_S))^2   ~  delta^T H delta,
//   H = 1/(n sigma_S^2) sum_i J_i^T J_i,   delta = W - W_S,   d ~ Exponential(rate):
// the shift of the predictions in units of the source's noise (from the Kullback-Leibler divergence
// of the predictive models), small unless the data say otherwise.
//
// Sources: the idea, Abba, Williams and Reich, Annals of Applied Statistics 17 (2023); PC priors,
// Simpson, Rue et al., Statistical Science 32 (2017), whose multivariate form is construction A.
// The distance, construction B (scale_prior.hpp) and the factors below are ours.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cstdint>

#include "base/rng.hpp"
#include "bayes/math/density_1d.hpp"

namespace graft {

// The rate with P(d > u) = a: -log(a)/u. Throws GRAFT_ERROR_ARGUMENT unless u > 0 and 0 < a < 1.
double pc_rate(double u, double a);

// Construction A: constant on the level sets of d, which is exactly Exponential(rate):
//   pi(delta) = rate Gamma(p/2) / (2 pi^{p/2}) |H|^{1/2} d^{1-p} exp(-rate d).
// For p > 1 it is infinite at delta = 0, integrably: sampling is sound, maximising it is not.
class LevelSetPrior {
 public:
  // H + ridge I must be positive definite, else GRAFT_ERROR_NUMERIC: with fewer rows than weights H
  // is singular and a ridge is needed, in the units of H.
  LevelSetPrior(const Eigen::MatrixXd& h, double rate, double ridge = 0);

  int64_t dim() const { return int64_t(h_.rows()); }
  double distance(const Eigen::VectorXd& delta) const;
  // Infinite at delta = 0 when p > 1.
  double log_density(const Eigen::VectorXd& delta, Eigen::VectorXd& gradient) const;
  // delta = r H^{-1/2} u with r exponential and u uniform on the sphere: exact.
  void draw(Rng& rng, Eigen::VectorXd& delta) const;

 private:
  Eigen::MatrixXd h_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
  double rate_, log_constant_;
};

// ---- A linear model of p weights and known noise, in z = H^{1/2} delta -----------------------
// The likelihood is that of z ~ N(z_hat, I / precision), z_hat that of least squares: precision is
// n when the target's noise is the source's, n sigma_S^2 / sigma^2 in general.

// The posterior of r = |z| under A:
//   exp(-rate r - precision r^2 / 2) times the sphere's average of exp(precision r z_hat . u).
Density1d level_set_radius(int64_t p, double precision, double rate, double z_hat);

// The posterior of tau under B, z ~ N(0, tau^2 I), tau ~ Exponential(rate sqrt(p)):
//   (1 + precision tau^2)^{-p/2} exp(-precision z_hat^2 / (2 (1 + precision tau^2)) - rate sqrt(p)
//   tau).
Density1d g_prior_scale(int64_t p, double precision, double rate, double z_hat);

// Where the posterior mean lies between the source (0) and least squares (1); z_hat > 0.
double level_set_factor(int64_t p, double precision, double rate, double z_hat);
double g_prior_factor(int64_t p, double precision, double rate, double z_hat);

}  // namespace graft
