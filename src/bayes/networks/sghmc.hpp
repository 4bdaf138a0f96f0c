// Stochastic gradient Hamiltonian Monte Carlo for a grouped model: the momentum loses a share of
// itself each step and gets it back as noise, so that no step need be accepted or refused, and the
// gradient may be that of a minibatch.
//
// Non-centred, as NUTS runs on small networks (mlp_posterior.hpp): the position is (z, t, s), W =
// W_S + tau z, t = log tau, s = log sigma, all of it moved by the dynamics. The centred pair (W,
// tau) would mix hopelessly: given W a group of p weights determines its tau to a relative 1 /
// sqrt(2 p), a quarter of a percent for 100,000, so tau would need p renewals of W to walk its own
// width. Given z the data alone hold tau, loosely. Every `scale_every` steps the centred move is
// made as well, an exact draw of each tau given W and the others with z rescaled (interweaving; Yu
// and Meng, JCGS 20, 2011): it is what moves groups of few, well determined weights, and it needs
// no gradient.
//
// Bias. The splitting (half a kick, half a drift, friction and noise, half a drift, half a kick) is
// exact for the positions of a normal density and of second order in the step else. A minibatch's
// gradient noise is not corrected for: with V its variance in a coordinate it raises that
// coordinate's temperature from 1 to about 1 + step V / (2 friction). For a direction of z with
// likelihood precision k, V is about k rows / B, so its variance grows by step rows / (2 B
// friction), in units of the prior's: no matter for the many directions that the prior holds, a
// widening for the few that the data do, to be controlled by the step, the batch and the friction.
// sigma moves by the same dynamics, its force being linear in the squared error and therefore
// unbiased; a draw of sigma given a minibatch's squared error, which is not linear, would be too
// wide by that noise. t and s have a mass, the square of their force's mean size in the burn-in, by
// which their excess is about step / (2 friction) at most.
//
// Sources: Chen, Fox and Guestrin, ICML 2014; Leimkuhler and Matthews, Applied Mathematics Research
// eXpress 2013, for the splitting; the rest is ours.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bayes/networks/grouped_model.hpp"
#include "bayes/chains/trajectory.hpp"

namespace graft {

struct SghmcSettings {
  int64_t burn_in = 5000, draws = 50, thin = 100;  // draws are kept every `thin` steps
  // The step as a share of the largest that a bound on the stiffness allows, in (0, 1]; the bound,
  //   1 + rows (source_sigma / sigma)^2 sum_l tau_l^2 h_l,
  // is averaged over the burn-in, then held.
  double step = 0.25;
  double friction = 1;        // loss of momentum per unit of time; the prior of z has frequency 1
  int64_t scale_every = 10;   // 0: never
  bool sample_scales = true;  // false: tau stays as it starts
  uint64_t seed = 1;
};

struct SghmcState {
  Floats z, momentum;                          // 0 outside the groups
  std::vector<double> t, t_momentum, t_force;  // of each group; t_force: the mean of |force|
  double s = 0, s_momentum = 0, s_force = 0;
  double stiffness = 0;  // the bound's running mean
  int64_t step = 0;
  int64_t kept = 0;
  std::vector<float> weights;  // [draws][size], those kept so far first
  std::vector<double> tau;     // [draws][groups]
  std::vector<double> sigma;   // [draws]
};

class Sghmc {
 public:
  // Throws GRAFT_ERROR_ARGUMENT for a model or settings out of range.
  Sghmc(GroupedModel model, const SghmcSettings& settings);

  // z from its prior, tau a tenth of a draw of its prior, sigma the source's; or as given, one of
  // each group.
  SghmcState start(std::span<const double> tau = {}) const;

  // One step, without allocation. Throws GRAFT_ERROR_NUMERIC where the error or the position is not
  // finite; the state is then unusable.
  void step(SghmcState& state, const MinibatchError& error);

  // All steps that are left; returns early when `poll` (may be empty), asked once a step, says so.
  void run(SghmcState& state, const MinibatchError& error, const StopPoll& poll = {});

  int64_t steps() const { return settings_.burn_in + settings_.draws * settings_.thin; }
  double step_size(const SghmcState& state) const;  // in units of the prior's time
  const GroupedModel& model() const { return model_; }

 private:
  void set_weights(const SghmcState& state);
  double stiffness(std::span<const double> t, double s) const;
  void adapt(SghmcState& state) const;
  void limit_speed(SghmcState& state) const;
  void drift(SghmcState& state, double time);
  void kick(SghmcState& state, double error, double time);
  void redraw_scales(SghmcState& state);
  void keep(SghmcState& state);

  GroupedModel model_;
  SghmcSettings settings_;
  Floats noise_, weights_, gradient_;
  std::vector<double> t_, slope_, t_force_;
  double s_force_ = 0;
};

}  // namespace graft
