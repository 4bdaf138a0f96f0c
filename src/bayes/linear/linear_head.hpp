// A Bayesian last layer carried from a source to a target, with an affine map between the two.
//
//   y = theta_0 + theta_1 f_S(x) + C theta_c + phi_c(x) . delta + noise,   f_S = phi beta_S + c_S.
//
// phi_c = phi - F G are the features without their regression on F = [1, f_S, C] over the target's
// rows, so that delta moves predictions only where theta cannot: theta is given a flat prior and
// costs nothing, delta the PC prior of the distance
//   d^2 = mean_i (phi_c(x_i) . delta)^2 / sigma_A^2,
// the departure from the affine map of the source in units of the source's noise carried along:
// sigma_A^2 = theta_1^2 (sigma_S^2 + mean v_S) at the least squares theta_1. It is held between a
// share of the affine fit's residual variance (an unrelated source has theta_1 near 0, and its
// noise in the target's units would be nothing) and the variance of y (a source that hardly varies
// has a theta_1 of any size).
//
// F and phi_c are orthogonal over the rows, so theta and delta are independent given sigma: delta,
// its scale and sigma are those of LinearPc on what F leaves of y, with n - rank F degrees of
// freedom, and theta | sigma ~ N(theta_hat, sigma^2 (F^T F)^-1). Draws are exact and independent.
// Columns of F that depend on those before them (order: 1, f_S, C) are left out, coefficient 0.
// With theta flat this is the model with phi in place of phi_c. Source: ours.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>

#include "bayes/linear/linear_pc.hpp"

namespace graft {

enum class HeadPrior {
  // delta ~ N(0, tau^2 I), tau ~ Exponential(rate sqrt(tr H)). Directions that no row of the target
  // supports keep their prior, which new rows may need.
  isotropic,
  // As in LinearPc, in the space of the rows of phi_c; delta is 0 in the directions across it.
  g_prior,
  level_sets,
  none  // delta = 0: the source with its affine map alone
};

struct LinearHeadSettings {
  HeadPrior prior = HeadPrior::isotropic;
  double rate = 1;     // of d, see pc_rate
  double shape = 0;    // > 0: Lomax instead of exponential, see LinearPcSettings
  bool affine = true;  // false: theta_0 = 0 and theta_1 = 1, and the intercept is a weight of delta
  double unit = 0;     // sigma_A, in the units of y; 0: as above
  double floor = 0.25;  // sigma_A^2 is at least this share of the affine fit's residual variance:
                        // at 0.25 a distance of 2 is all that the affine map leaves unexplained
  double keep = 1e-8;   // g_prior and level_sets: eigenvalues of H above this share of the largest
  double sigma = 0;     // centre of sigma's prior, in the units of y; 0: sigma_A
  double sigma_spread = 1;  // log sigma ~ N(log centre, spread^2); 0: sigma is known
};

// The head of the source, in the units that it was trained in.
struct SourceHead {
  Eigen::VectorXd weights;        // beta_S [p]
  double intercept = 0;           // c_S
  double sigma = 0;               // of its noise; > 0
  Eigen::VectorXd variance = {};  // v_S [n] of f_S at the target's rows, or empty
};

// y = intercept + phi . weights + C . covariates + sigma noise.
struct LinearHeadDraw {
  double intercept = 0;
  Eigen::VectorXd weights, covariates;  // [p], [q]
  double sigma = 0;
  double scale = 0;     // r for level sets, tau else; 0 without delta
  double distance = 0;  // d(delta)
};

class LinearHead {
 public:
  // phi [n][p] without a constant column, covariates [n][q] or empty, y [n]. Throws
  // GRAFT_ERROR_ARGUMENT for shapes and settings, GRAFT_ERROR_DATA where a value is not finite,
  // where no degree of freedom is left for sigma (n <= rank F) or where y has no variation from
  // which a unit could be taken. Features that F explains altogether leave delta = 0.
  LinearHead(const Eigen::MatrixXd& phi, const Eigen::MatrixXd& covariates,
             const Eigen::VectorXd& y, const SourceHead& source,
             const LinearHeadSettings& settings = {});

  // Without a source: f_S is 0 and left out of F, and sigma_A is the residual standard deviation of
  // y given F.
  static LinearHead target_only(const Eigen::MatrixXd& phi, const Eigen::MatrixXd& covariates,
                                const Eigen::VectorXd& y,
                                const LinearHeadSettings& settings = broad());
  // Ridge regression with the penalty integrated out: d ~ Lomax(shape 1, rate 1) has half of its
  // mass below one standard deviation of y, where a signal must lie, and the tail d^-2 of the
  // half-Cauchy of that median; it differs from it by favouring d near 0, no signal at all.
  static LinearHeadSettings broad();

  // Least squares of y on F: theta_0, theta_1, theta_c; 0 where left out.
  const Eigen::VectorXd& affine() const { return theta_; }
  double unit() const { return unit_; }  // sigma_A
  int64_t degrees_of_freedom() const { return degrees_of_freedom_; }
  // The directions of delta; 0: there are none.
  int64_t rank() const { return rank_; }

  // An independent draw from the posterior.
  LinearHeadDraw draw(Rng& rng) const;

 private:
  LinearHead(const Eigen::MatrixXd& phi, const Eigen::MatrixXd& covariates,
             const Eigen::VectorXd& y, const SourceHead* source,
             const LinearHeadSettings& settings);
  double unit_of(const Eigen::VectorXd& y, double residual_square, const SourceHead* source) const;
  void set_delta(const Eigen::MatrixXd& centred, const Eigen::VectorXd& residual);

  LinearHeadSettings settings_;
  SourceHead source_;
  // With Q = F S orthonormal: S [2 + q][rank F], Q^T y and Q^T phi.
  Eigen::MatrixXd from_q_, q_features_;
  Eigen::VectorXd q_y_, theta_;
  int64_t degrees_of_freedom_ = 0, rank_ = 0;
  double unit_ = 0;
  bool constant_in_delta_ = false;
  Eigen::MatrixXd delta_map_;           // from the weights of pc_ to delta; empty: the identity
  std::optional<LinearPc> pc_;          // of sigma and delta
  std::optional<Density1d> log_sigma_;  // of sigma where there is no delta
};

}  // namespace graft
