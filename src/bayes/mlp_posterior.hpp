// The posterior of a small tanh network under the PC prior, construction B, as a target for NUTS.
//
// Non-centred, q = (z, t, s): W = W_S + tau z with tau_l = e^{t_l} for the weights of group l, z ~
// N(0, I), sigma = e^s, and with n rows
//   log p(q | y) = -n s - SSE e^{-2s} / 2 - |z|^2 / 2 + log p(t) - (s - log sigma_S)^2 / (2
//   spread^2),
// p(t) as of scale_prior.hpp. In z the prior's funnel at tau -> 0 is gone.
// Source: ours (pc_prior.hpp names what it builds on).
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "bayes/mlp.hpp"
#include "bayes/nuts.hpp"
#include "bayes/scale_prior.hpp"

namespace graft {

enum class ScaleKind { exponential, lomax, dirichlet };

struct MlpPosteriorSettings {
  double rate = 1;  // of d, see pc_rate
  ScaleKind kind = ScaleKind::exponential;
  double shape = 2;         // of the Lomax tail, concentration of the Dirichlet
  bool global = false;      // one tau for all layers
  double sigma_spread = 1;  // log sigma ~ N(log sigma_S, spread^2)
};

class MlpPosterior {
 public:
  // x [n][inputs], y [n]; source: all weights of `mlp` in its layout; `distance_rows` [m][inputs]:
  // rows over which d is averaged, none: x. Throws GRAFT_ERROR_ARGUMENT for shapes and ranges.
  MlpPosterior(Mlp mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
               std::span<const double> source, double source_sigma,
               const MlpPosteriorSettings& settings, const Eigen::MatrixXd& distance_rows = {});

  int64_t dim() const { return mlp_.weights() + prior_.groups() + 1; }
  const ScalePrior& prior() const { return prior_; }
  const std::vector<double>& h() const { return h_; }  // of each group

  // This object must outlive the targets.
  TargetFactory target() const;

  // [chains][dim]: z normal but small, tau a tenth of a draw of its prior, sigma about the
  // source's.
  std::vector<double> start(int chains, uint64_t seed) const;

  // What a draw means.
  void weights(const double* q, double* out) const;
  double tau(const double* q, int64_t group) const;
  double distance(const double* q, int64_t group) const;  // tau_l sqrt(h_l)
  double sigma(const double* q) const;

 private:
  struct Chain;
  double log_density(const double* q, double* gradient, Chain& chain) const;
  int64_t first(int64_t group) const;
  int64_t last(int64_t group) const;

  Mlp mlp_;
  Columns x_;
  Eigen::VectorXd y_, source_;
  double log_source_sigma_, spread_;
  bool global_;
  std::vector<double> h_;
  ScalePrior prior_;
};

}  // namespace graft
