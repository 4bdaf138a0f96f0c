// The posterior of a small tanh network as a target for NUTS: near a source under the PC prior
// (construction B) or a Gaussian of fixed width, or from the target's data alone.
//
// Non-centred, q = (z, t, s, alpha, beta), of which t and (alpha, beta) may be absent:
//   W_i = C_i(a, b) + tau_l u_i z_i,  tau_l = e^{t_l},  z ~ N(0, I),  sigma = e^s,
//   log p(q | y) = -n s - SSE e^{-2s} / 2 - |z|^2 / 2 + log p(t)
//                  - (s - log sigma_0)^2 / (2 spread^2) - (alpha^2 + beta^2) / 2
// with n rows. In z the prior's funnel at tau -> 0 is gone.
//
// PC prior (exponential, lomax, dirichlet): C is the source, u = 1, p(t) as of scale_prior.hpp.
// fixed: the same with one given tau. target_only: C = 0, tau_l ~ LogNormal(0, 1) for each layer
// and u = 1/sqrt(fan-in) for its weights, 1 for its biases, so that for inputs and targets of unit
// deviation tau = 1 gives each unit a sum of unit deviation, whatever the width, and biases that
// put the bends of the tanh where the inputs are. The log-normal is proper, leaves a factor of 7
// either way, and unlike a half-normal dies away at tau = 0, where a layer is dead and the others
// unidentified.
//
// Affine map: where source and target are different quantities the centre is the source carried to
// the target's scale, a + b (f_S - c): C is b w_S in the last layer's weights and
// a + b (bias_S - c) in its bias, with a = a_mean + a_sd alpha, b = b_mean + b_sd beta part of q,
// so that their uncertainty is carried. c, a level of f_S such as its mean over the target's rows,
// keeps a and b apart.
//
// Source: ours (pc_prior.hpp names what it builds on); scaling weights by fan-in, Neal, Bayesian
// Learning for Neural Networks (1996).
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "bayes/priors/affine_alignment.hpp"
#include "bayes/networks/mlp.hpp"
#include "bayes/chains/nuts.hpp"
#include "bayes/priors/scale_prior.hpp"

namespace graft {

enum class ScaleKind { exponential, lomax, dirichlet, fixed, target_only };

struct MlpPosteriorSettings {
  double rate = 1;  // of d, see pc_rate
  ScaleKind kind = ScaleKind::exponential;
  double shape = 2;                   // of the Lomax tail, concentration of the Dirichlet
  bool global = false;                // one tau for all layers
  double tau = 0.5;                   // of fixed
  double sigma_centre = 0;            // sigma_0; 0: the source's sigma
  double sigma_spread = 1;            // log sigma ~ N(log sigma_0, spread^2)
  std::optional<AffinePrior> affine;  // not with target_only
};

class MlpPosterior {
 public:
  // x [n][inputs], y [n]; source: all weights of `mlp` in its layout, empty for target_only;
  // source_sigma: the unit of d, in the target's unit (sigma_A of affine_alignment.hpp where there
  // is an affine map).
  //
  // With an affine map the gradients of h are those of b f_S with b^2 averaged over b's prior: at
  // its mean alone, a source with b near 0 would seem not to depend on its hidden layers, and leave
  // their tau without a prior.
  // Throws GRAFT_ERROR_ARGUMENT for shapes and ranges.
  MlpPosterior(Mlp mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
               std::span<const double> source, double source_sigma,
               const MlpPosteriorSettings& settings);

  int64_t dim() const { return noise_at() + 1 + (affine_ ? 2 : 0); }
  const Mlp& mlp() const { return mlp_; }
  int64_t rows() const { return int64_t(y_.size()); }
  int64_t groups() const { return global_ ? 1 : mlp_.layers(); }
  const ScalePrior& prior() const { return *prior_; }       // not of a fixed tau
  const std::vector<double>& h() const { return h_; }       // of each group; 1 for target_only
  bool has_source() const { return source_f_.size() > 0; }  // hence a distance

  // This object must outlive the targets.
  TargetFactory target() const;

  // [chains][dim]: z normal but small, tau a tenth of a draw of its prior (a whole one without a
  // source), sigma about sigma_0, a and b at their best for tau = 0.
  std::vector<double> start(int chains, uint64_t seed) const;
  void draw_prior(Rng& rng, double* q) const;

  // What a draw means. Weights are those of a plain network, any affine map included.
  void weights(const double* q, double* out) const;
  double tau(const double* q, int64_t group) const;
  double layer_distance(const double* q, int64_t layer) const;  // the same, also of one shared tau
  double distance(const double* q, int64_t group) const;  // tau_l sqrt(h_l); NaN without a source
  // The root mean square over the rows of f(x; W) - (a + b f_S), in units of source_sigma; NaN
  // without a source.
  double realised_distance(const double* q) const;
  double sigma(const double* q) const;
  // (a, b) of the base model a + b f_S, c taken into a; (0, 1) without a map.
  std::pair<double, double> affine(const double* q) const;
  // log p(y_i | q) for each row, [n].
  void log_likelihood(const double* q, double* out) const;

 private:
  struct Chain;
  double log_density(const double* q, double* gradient, Chain& chain) const;
  int64_t first(int64_t group) const;
  int64_t last(int64_t group) const;
  int64_t noise_at() const { return mlp_.weights() + (prior_ ? groups() : 0); }
  Eigen::VectorXd predictions(const Columns& x, int64_t rows, const double* weights) const;
  std::vector<double> layer_h() const;
  void set_affine_start(double source_sigma);

  Mlp mlp_;
  Columns x_;
  Eigen::VectorXd y_, centre_, unit_;  // centre_: the source, its level c taken off
  double log_sigma_, spread_, fixed_tau_;
  bool global_;
  std::optional<AffinePrior> affine_;
  double affine_start_[2] = {0, 0};
  Eigen::VectorXd source_f_;         // f_S - c at the rows; empty without a source
  double source_precision_ = 0;      // 1 / source_sigma^2
  std::vector<double> h_, layer_h_;  // of each group; of each layer, none without a source
  std::optional<ScalePrior> prior_;
};

}  // namespace graft
