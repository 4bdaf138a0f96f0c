// Construction B of the PC prior: how far each group of weights (a layer) may leave the source.
//
//   W_l | tau_l ~ N(W_S,l , tau_l^2 I),   h_l = 1/(n sigma_S^2) sum_i |d f(x_i; W_S) / d W_l|^2:
// to first order tau_l sqrt(h_l) is the group's root mean square distance, so the prior of the
// distance becomes one of tau. tau_l -> 0 freezes the group, a large tau_l is an ordinary wide
// prior. Source: ours; the Lomax tail is that of a gamma-mixed exponential.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.hpp"

namespace graft {

class ScalePrior {
 public:
  // Each d_l = tau_l sqrt(h_l) ~ Exponential(rate), independent. A single tau for all groups is
  // this with one h, the sum.
  static ScalePrior exponential(std::vector<double> h, double rate);

  // One unknown rate for all groups, Gamma with this shape and mean `rate`, integrated out: tails
  // fall as a power (Lomax), so that an unrelated source is left more readily.
  static ScalePrior lomax(std::vector<double> h, double rate, double shape);

  // d ~ Exponential(rate) for all groups together, d_l^2 = w_l d^2 with Dirichlet shares w of equal
  // concentration (1: uniform).
  static ScalePrior dirichlet(std::vector<double> h, double rate, double concentration);

  // Without a source there is no distance: tau_l ~ LogNormal(0, spread^2), independent. h is 1.
  static ScalePrior log_normal(int64_t groups, double spread);

  int64_t groups() const { return int64_t(root_h_.size()); }
  double distance(int64_t group, double tau) const { return root_h_[std::size_t(group)] * tau; }

  // Of t = log tau, normalised: p(t) = p(tau) prod tau_l. Writes d log p / d t.
  double log_density(const double* t, double* gradient) const;
  void draw(Rng& rng, double* tau) const;

  // -d log p(tau) / d tau_l: what stands for lambda sqrt(h_l) in scale_update. Lomax's depends on
  // all scales; its log density being convex in tau, updates with the rates at the present scales
  // never lower the variational bound. Finite at tau = 0. Throws GRAFT_ERROR_ARGUMENT for Dirichlet
  // shares, whose density is not of that form.
  void rates(const double* tau, double* out) const;

 private:
  enum class Kind { exponential, lomax, dirichlet, log_normal };
  ScalePrior(Kind kind, std::vector<double> h, double rate, double shape);

  Kind kind_;
  std::vector<double> root_h_;
  double rate_, shape_, log_constant_ = 0;  // of the log-normal, rate_ is 1 / spread
};

// The scale that maximises the variational bound for a group of `weights` weights whose expected
// squared distance from the source is `square` = sum (m - W_S)^2 + s^2: the positive root of
//   rate tau^3 + weights tau^2 - square = 0,   rate = lambda sqrt(h).
// To rounding for any positive arguments; 0 if square is 0.
double scale_update(double rate, double weights, double square);

}  // namespace graft
