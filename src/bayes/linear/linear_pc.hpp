// Bayesian linear transfer with the PC prior: y ~ N(X beta, sigma^2 I), beta near the source's.
// A Bayesian last layer is the same model, X being the features below the layer.
//
// All three priors are diagonalised once, beta = beta_S + M c, so that the likelihood is one of
// independent c_j with precisions g_j / sigma^2. Draws are then independent and exact: sigma from
// its marginal by quadrature, the one scale (r or tau) given sigma by quadrature, the direction or
// the normal given both in closed form. Source: ours; the mathematics of the two constructions is
// in pc_prior.hpp and scale_prior.hpp.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>

#include "bayes/math/density_1d.hpp"

namespace graft {

enum class LinearPrior {
  level_sets,  // A: d ~ Exponential(rate) exactly
  g_prior,   // B in the metric of d: beta ~ N(beta_S, tau^2 H^-1), tau ~ Exponential(rate sqrt(p))
  isotropic  // B as in a network: beta ~ N(beta_S, tau^2 I), tau ~ Exponential(rate sqrt(tr H))
};

struct LinearPcSettings {
  LinearPrior prior = LinearPrior::level_sets;
  double rate = 1;   // of d, see pc_rate
  double shape = 0;  // > 0: the rate is Gamma with this shape and mean `rate`, so that d (A) or tau
                     // (B) is Lomax: (1 + rate d / shape)^-(shape + 1); 0: exponential
  double sigma = 0;  // centre of sigma's prior, in the units of y; 0: the source's
  double sigma_spread = 1;  // log sigma ~ N(log centre, spread^2); 0: sigma is known
  // The power of 1/sigma in the likelihood; 0: the rows. Fewer where other coefficients with a flat
  // prior, orthogonal to x over the rows, have been integrated out of x and y.
  double degrees_of_freedom = 0;
};

struct LinearDraw {
  Eigen::VectorXd beta;
  double sigma = 0;
  double scale = 0;     // r = |c| for level sets, tau else
  double distance = 0;  // d(beta)
};

// x^T x = V diag(e) V^T over the directions with e > keep * the largest, e ascending; by way of the
// smaller of x^T x and x x^T. Each vector's largest component is positive. Empty if x is zero.
struct RowSpace {
  Eigen::MatrixXd vectors;  // V [p][r], orthonormal
  Eigen::VectorXd values;   // e [r]
};
RowSpace row_space(const Eigen::MatrixXd& x, double keep);

class LinearPc {
 public:
  // x [n][p], y [n], the source's weights [p] and noise. Throws GRAFT_ERROR_ARGUMENT for shapes,
  // GRAFT_ERROR_NUMERIC where H is singular (isotropic weights have no need of it).
  LinearPc(const Eigen::MatrixXd& x, const Eigen::VectorXd& y, const Eigen::VectorXd& source,
           double source_sigma, const LinearPcSettings& settings);

  int64_t dim() const { return int64_t(source_.size()); }

  // An independent draw from the posterior.
  LinearDraw draw(Rng& rng) const;

 private:
  // Its mass is that of likelihood and prior over the likelihood of least squares.
  Density1d scale_given(double sigma) const;
  double log_scale_prior(double scale) const;
  void set_beta(const Eigen::VectorXd& delta, LinearDraw& draw) const;

  LinearPcSettings settings_;
  Eigen::VectorXd source_;
  // H; M [p][r], which for the isotropic prior is an orthonormal basis of the rows' space alone:
  // across it the likelihood is flat.
  Eigen::MatrixXd h_, map_;
  Eigen::VectorXd g_, b_;                  // g_j, and M^T X^T (y - X beta_S)
  double residual_square_ = 0, rows_ = 0;  // rows_: the degrees of freedom
  double explained_ = 0, least_g_ = 0;     // by least squares, in directions with g above least_g_
  double scale_rate_ = 0;                  // of tau; of d for level sets
  double reach_ = 0;                       // a scale that the data may ask for
  std::optional<Density1d> log_sigma_;  // its posterior, where sigma is not known
  std::optional<Density1d> scale_;      // that of the scale, where it is
};

}  // namespace graft
