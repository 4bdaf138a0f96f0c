// Stochastic variational inference of a grouped model: q = product of normals over the weights, a
// point for each tau, a normal for log sigma.
//
// The bound is
//   E_q[log p(y | W, sigma)] - KL(q(W) || p(W | tau)) + log p(tau) - KL(q(sigma) || p(sigma)),
// in which only the squared error is sampled (reparameterised draws W = m + s eps, minibatches);
// both divergences and the expectations over sigma are closed forms, and tau is at the bound's
// maximum given (m, s), the root of a cubic (scale_update), at every step.
//
// Steps are in units of tau: m moves by `rate` tau_l a step and log s by `rate` (Adam, on gradients
// in the same units), so that a group which the prior holds back is resolved as finely as a free
// one, whatever the units of its weights.
//
// What to distrust:
// - tau -> 0, m = W_S is always a local maximum of the bound: near it the prior's loss is linear in
//   tau and the data's gain quadratic. A start well below the prior's mean can end there although
//   the bound is higher elsewhere; hence `start`.
// - Each s is the spread of a weight given all others, narrower than its marginal one, and tau
//   follows the s. The bound counts the data's hold as rows d_l^2 weights, d_l = tau_l sqrt(h_l),
//   where the posterior counts as many as the rows at most: on linear models tau came out a fifth
//   to a third below its posterior mean at d = 1, at less than half of it from d = 7, and the mean
//   fit a tenth to a hundredth nearer to the source. SGHMC has no such bias.
// - tau has no spread of its own.
// Sources: Kingma and Welling, ICLR 2014; Blundell et al., ICML 2015; the cubic and the units are
// ours.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bayes/networks/grouped_model.hpp"
#include "bayes/chains/trajectory.hpp"

namespace graft {

struct SviSettings {
  int64_t steps = 5000;
  double rate = 0.02;        // of Adam, see above; falls by a cosine
  double final_rate = 0.01;  // the share of it at the last step; what remains is jitter of m
  double hold_sd = 0.1;      // share of the steps before the sds may move
  double start = 0.5;        // the first sd of a group, in units of 1 / its tau's rate at 0
  // Of W a step, each the cost of a gradient; in pairs m +- s eps: no noise in m where the error is
  // quadratic.
  int draws = 2;
  double bound_memory = 0.99;  // of the smoothed bound
  int64_t record_every = 10;
  uint64_t seed = 1;
};

// All that a resumed fit needs.
struct SviState {
  Floats shift, log_sd;                    // m - W_S and log s, both 0 outside the groups
  std::array<Floats, 4> moments;           // Adam's: of shift and log_sd, first and second
  std::vector<double> tau;                 // of each group
  double log_sigma = 0, log_sigma_sd = 0;  // q(log sigma); sd 0: sigma is known
  std::array<double, 4> sigma_moments{};   // of log_sigma and log log_sigma_sd
  double bound = 0;                        // smoothed
  int64_t step = 0;
  std::vector<double> history;  // the smoothed bound every `record_every` steps
};

class Svi {
 public:
  // Throws GRAFT_ERROR_ARGUMENT for a model or settings out of range, and for Dirichlet shares.
  Svi(GroupedModel model, const SviSettings& settings);

  SviState start() const;

  // One step, without allocation; returns its estimate of the bound, with noise. Throws
  // GRAFT_ERROR_NUMERIC where the error or the bound is not finite; the state is then unusable.
  double step(SviState& state, const MinibatchError& error);

  // All steps that are left; returns early when `poll` (may be empty), asked once a step, says so.
  void run(SviState& state, const MinibatchError& error, const StopPoll& poll = {});

  // A draw from q; outside the groups, the source.
  void draw(const SviState& state, Rng& rng, std::span<float> weights) const;
  double draw_sigma(const SviState& state, Rng& rng) const;

  const GroupedModel& model() const { return model_; }

 private:
  void measure(const SviState& state);  // square_, log_sds_ and sd_
  void update_scales(SviState& state);
  double sample_error(const SviState& state, const MinibatchError& error);
  double bound(const SviState& state, double error);
  void move_weights(SviState& state, double rate);
  void move_sigma(SviState& state, double error, double rate) const;

  GroupedModel model_;
  SviSettings settings_;
  Floats sd_, noise_, weights_, gradient_, mean_gradient_, sd_gradient_;
  std::vector<double> square_, log_sds_, rates_;  // of each group: S_l, sum log s
  std::vector<double> log_tau_, slope_;
};

}  // namespace graft
