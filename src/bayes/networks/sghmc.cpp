#include "bayes/networks/sghmc.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/math/log_concave.hpp"
#include "tensor/kernels.hpp"

namespace graft {
namespace {

void check(const SghmcSettings& s) {
  if (s.burn_in < 0 || s.draws < 1 || s.thin < 1 || s.scale_every < 0)
    fail(GRAFT_ERROR_ARGUMENT, "sghmc: burn_in ", s.burn_in, ", draws ", s.draws, ", thin ", s.thin,
         " or scale_every ", s.scale_every, " is out of range");
  if (!(s.step > 0 && s.step <= 1) || !(s.friction > 0))
    fail(GRAFT_ERROR_ARGUMENT, "sghmc: step ", s.step, " is not within (0, 1] or friction ",
         s.friction, " not above 0");
}

// A running mean over about the last eighth of the burn-in (as tau wanders slowly, a short memory
// would hold the stiffness of the moment), which weighs the first values alike.
void average(double& mean, double value, int64_t step, int64_t burn_in) {
  const double keep =
      std::min(1 - 1 / (0.125 * double(burn_in) + 1), double(step) / double(step + 1));
  mean = keep * mean + (1 - keep) * value;
}

// A coordinate of mass m moves like one of mass 1 whose time passes more slowly by sqrt(m). That
// root is the mean size of the force, as of a normal variable's standard deviation: the mean square
// would be that of the few visits to large tau.
double slowness(double mean_force) { return std::max(std::sqrt(M_PI / 2) * mean_force, 1.0); }

}  // namespace

Sghmc::Sghmc(GroupedModel model, const SghmcSettings& settings)
    : model_(std::move(model)), settings_(settings) {
  check(model_);
  check(settings);
  for (Floats* v : {&noise_, &gradient_}) v->assign(model_.size(), 0);
  weights_ = model_.source;
  for (auto* v : {&t_, &slope_, &t_force_}) v->assign(model_.groups.size(), 0);
}

SghmcState Sghmc::start(std::span<const double> tau) const {
  const std::size_t size = model_.size(), groups = model_.groups.size();
  if (!tau.empty() && tau.size() != groups)
    fail(GRAFT_ERROR_ARGUMENT, "sghmc: a start of ", tau.size(), " scales; the model has ", groups);
  std::vector<double> scales(tau.begin(), tau.end());
  if (tau.empty()) {
    scales.resize(groups);
    Rng rng(settings_.seed, stream_of(Stream::sghmc_start));
    model_.prior.draw(rng, scales.data());
    for (double& v : scales) v *= 0.1;
  }
  SghmcState state;
  state.z.assign(size, 0);
  state.momentum.assign(size, 0);
  state.t_momentum.assign(groups, 0);
  state.t_force.assign(groups, 0);
  for (std::size_t l = 0; l < groups; ++l) {
    if (!(scales[l] > 0 && std::isfinite(scales[l])))
      fail(GRAFT_ERROR_ARGUMENT, "sghmc: tau of group ", l, " starts at ", scales[l]);
    state.t.push_back(std::log(scales[l]));
    for (const WeightRange& range : model_.groups[l])
      kernels().normals(state.z.data() + range.begin, range.end - range.begin, settings_.seed,
                        stream_of(Stream::sghmc_start, 1, uint64_t(range.begin)));
  }
  state.s = std::log(model_.source_sigma);
  state.stiffness = stiffness(state.t, state.s);
  state.weights.resize(std::size_t(settings_.draws) * size);
  state.tau.resize(std::size_t(settings_.draws) * groups);
  state.sigma.resize(std::size_t(settings_.draws));
  return state;
}

double Sghmc::step_size(const SghmcState& state) const {
  // On its way from the source tau may outrun the mean; the burn-in need not be reversible.
  const double now = state.step < settings_.burn_in ? stiffness(state.t, state.s) : 1;
  return 2 * settings_.step / std::sqrt(std::max(now, state.stiffness));
}

void Sghmc::set_weights(const SghmcState& state) {
  for (std::size_t l = 0; l < model_.groups.size(); ++l) {
    const float tau = float(std::exp(state.t[l]));
    for (const WeightRange& range : model_.groups[l])
      for (std::size_t i = std::size_t(range.begin); i < std::size_t(range.end); ++i)
        weights_[i] = model_.source[i] + tau * state.z[i];
  }
}

void Sghmc::kick(SghmcState& state, double error, double time) {
  const double precision = std::exp(-2 * state.s);
  model_.prior.log_density(state.t.data(), slope_.data());
  for (std::size_t l = 0; l < model_.groups.size(); ++l) {
    const double tau = std::exp(state.t[l]);
    const float pull = float(0.5 * precision * tau), k = float(time);
    double sums[8] = {};  // of the gradient along z
    for (const WeightRange& range : model_.groups[l]) {
      const int64_t count = range.end - range.begin;
      float* p = state.momentum.data() + range.begin;
      const float *z = state.z.data() + range.begin, *g = gradient_.data() + range.begin;
      int64_t i = 0;
      for (; i + 8 <= count; i += 8)
        for (int64_t j = 0; j < 8; ++j) sums[j] += double(g[i + j]) * double(z[i + j]);
      for (; i < count; ++i) sums[0] += double(g[i]) * double(z[i]);
      for (i = 0; i < count; ++i) p[i] -= k * (pull * g[i] + z[i]);
    }
    t_force_[l] = slope_[l];
    for (double sum : sums) t_force_[l] -= 0.5 * precision * tau * sum;
    state.t_momentum[l] += time * t_force_[l] / slowness(state.t_force[l]);
  }
  if (model_.sigma_spread > 0) {
    const double off = (state.s - std::log(model_.source_sigma)) / model_.sigma_spread;
    s_force_ = error * precision - model_.rows - off / model_.sigma_spread;
    state.s_momentum += time * s_force_ / slowness(state.s_force);
  }
}

void Sghmc::adapt(SghmcState& state) const {
  for (std::size_t l = 0; l < t_force_.size(); ++l)
    average(state.t_force[l], std::abs(t_force_[l]), state.step, settings_.burn_in);
  average(state.s_force, std::abs(s_force_), state.step, settings_.burn_in);
  average(state.stiffness, stiffness(state.t, state.s), state.step, settings_.burn_in);
}

// In the burn-in no coordinate of mass one, nor a group in its mean square, moves faster than
// thrice, or twice, the thermal speed: what a start far from the data releases as energy would else
// throw t to where every weight is large.
void Sghmc::limit_speed(SghmcState& state) const {
  for (std::size_t l = 0; l < model_.groups.size(); ++l) {
    double square = 0;
    for (const WeightRange& range : model_.groups[l])
      square += kernels().square_distance(state.momentum.data() + range.begin, nullptr,
                                          range.end - range.begin);
    const double most = 4 * model_.weights(l);
    if (square > most)
      for (const WeightRange& range : model_.groups[l])
        for (std::size_t i = std::size_t(range.begin); i < std::size_t(range.end); ++i)
          state.momentum[i] *= float(std::sqrt(most / square));
    state.t_momentum[l] = std::clamp(state.t_momentum[l], -3.0, 3.0);
  }
  state.s_momentum = std::clamp(state.s_momentum, -3.0, 3.0);
}

double Sghmc::stiffness(std::span<const double> t, double s) const {
  double square = 0;
  for (std::size_t l = 0; l < t.size(); ++l) {
    const double distance = model_.prior.distance(int64_t(l), std::exp(t[l]));
    square += distance * distance;
  }
  const double ratio = model_.source_sigma * std::exp(-s);
  return 1 + model_.rows * ratio * ratio * square;
}

// Half a drift, friction and its noise, half a drift.
void Sghmc::drift(SghmcState& state, double time) {
  kernels().normals(noise_.data(), int64_t(noise_.size()), settings_.seed,
                    stream_of(Stream::sghmc_noise, uint64_t(state.step)));
  const double half = 0.5 * time;
  const double left = std::exp(-settings_.friction * time), back = std::sqrt(1 - left * left);
  for (const WeightGroup& group : model_.groups)
    for (const WeightRange& range : group) {
      float *z = state.z.data() + range.begin, *p = state.momentum.data() + range.begin;
      const float* noise = noise_.data() + range.begin;
      const float h = float(half), c = float(left), d = float(back);
      for (int64_t i = 0, count = range.end - range.begin; i < count; ++i) {
        const float p_new = c * p[i] + d * noise[i];
        z[i] += h * (p[i] + p_new);
        p[i] = p_new;
      }
    }
  Rng rng(settings_.seed, stream_of(Stream::sghmc_noise, uint64_t(state.step), 1));
  const auto move = [&](double& x, double& p, double mean_force) {
    const double p_new = left * p + back * rng.normal();
    x += half * (p + p_new) / slowness(mean_force);
    p = p_new;
  };
  if (settings_.sample_scales)
    for (std::size_t l = 0; l < state.t.size(); ++l)
      move(state.t[l], state.t_momentum[l], state.t_force[l]);
  if (model_.sigma_spread > 0) move(state.s, state.s_momentum, state.s_force);
}

void Sghmc::redraw_scales(SghmcState& state) {
  Rng rng(settings_.seed, stream_of(Stream::sghmc_scales, uint64_t(state.step)));
  t_ = state.t;
  for (std::size_t l = 0; l < t_.size(); ++l) {
    const double count = model_.weights(l), before = state.t[l];
    double square = 0;  // of z: that of W - W_S is square tau^2
    for (const WeightRange& range : model_.groups[l])
      square +=
          kernels().square_distance(state.z.data() + range.begin, nullptr, range.end - range.begin);
    // Log-concave: every prior of ScalePrior is, in t.
    t_[l] = draw_log_concave(
        rng,
        [&](double t, double& slope) {
          t_[l] = t;
          const double misfit = square * std::exp(2 * (before - t));
          const double prior = model_.prior.log_density(t_.data(), slope_.data());
          slope = slope_[l] + misfit - count;
          return prior - 0.5 * misfit - count * (t - before);
        },
        before, 1 / std::sqrt(2 * count));
    state.t[l] = t_[l];
    const float scale = float(std::exp(before - t_[l]));
    for (const WeightRange& range : model_.groups[l])
      for (std::size_t i = std::size_t(range.begin); i < std::size_t(range.end); ++i)
        state.z[i] *= scale;
  }
}

void Sghmc::keep(SghmcState& state) {
  set_weights(state);
  const std::size_t k = std::size_t(state.kept++), groups = state.t.size();
  std::copy(weights_.begin(), weights_.end(), state.weights.begin() + int64_t(k * weights_.size()));
  for (std::size_t l = 0; l < groups; ++l) state.tau[k * groups + l] = std::exp(state.t[l]);
  state.sigma[k] = std::exp(state.s);
}

void Sghmc::step(SghmcState& state, const MinibatchError& error) {
  const double time = step_size(state);
  set_weights(state);
  const double here = error(state.step, weights_, gradient_);
  double log_scales = state.s;
  for (double t : state.t) log_scales += t;
  if (!std::isfinite(here) || !std::isfinite(log_scales))
    fail(GRAFT_ERROR_NUMERIC, "sghmc: the squared error at step ", state.step, " is ", here,
         "; try a smaller step");
  // Between the halves of the kick position and momentum are independent, as the move of tau needs;
  // it leaves W and therefore the gradient as they are.
  kick(state, here, 0.5 * time);
  if (settings_.sample_scales && settings_.scale_every > 0 &&
      state.step % settings_.scale_every == settings_.scale_every - 1)
    redraw_scales(state);
  kick(state, here, 0.5 * time);
  if (state.step < settings_.burn_in) {
    adapt(state);
    limit_speed(state);
  }
  drift(state, time);
  ++state.step;
  const int64_t after = state.step - settings_.burn_in;
  if (after > 0 && after % settings_.thin == 0 && state.kept < settings_.draws) keep(state);
}

void Sghmc::run(SghmcState& state, const MinibatchError& error, const StopPoll& poll) {
  while (state.step < steps() && !(poll && poll())) step(state, error);
}

}  // namespace graft
