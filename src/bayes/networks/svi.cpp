#include "bayes/networks/svi.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "nn/adam.hpp"
#include "tensor/kernels.hpp"

namespace graft {
namespace {

constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

void check(const SviSettings& s) {
  if (s.steps < 1 || s.draws < 1 || s.record_every < 1)
    fail(GRAFT_ERROR_ARGUMENT, "svi: steps ", s.steps, ", draws ", s.draws, " or record_every ",
         s.record_every, " is below 1");
  if (!(s.rate > 0) || !(s.final_rate >= 0 && s.final_rate <= 1) || !(s.start > 0) ||
      !(s.hold_sd >= 0 && s.hold_sd <= 1) || !(s.bound_memory >= 0 && s.bound_memory < 1))
    fail(GRAFT_ERROR_ARGUMENT, "svi: rate ", s.rate, ", final_rate ", s.final_rate, ", start ",
         s.start, ", hold_sd ", s.hold_sd, " or bound_memory ", s.bound_memory, " is out of range");
}

// E_q[1 / sigma^2].
double precision_of(const SviState& state) {
  return std::exp(-2 * state.log_sigma + 2 * state.log_sigma_sd * state.log_sigma_sd);
}

// Adam's, with both corrections of the bias folded in, for the step after `before` others.
AdamStep adam_at(int64_t before, double rate) {
  const double c1 = 1 - std::pow(beta1, double(before + 1));
  const double c2 = std::sqrt(1 - std::pow(beta2, double(before + 1)));
  AdamStep step{};
  step.beta1 = float(beta1);
  step.beta2 = float(beta2);
  step.epsilon = float(epsilon * c2);
  step.rate = float(rate * c2 / c1);
  step.scale = 1;
  return step;
}

}  // namespace

Svi::Svi(GroupedModel model, const SviSettings& settings)
    : model_(std::move(model)), settings_(settings) {
  check(model_);
  check(settings);
  const std::size_t size = model_.size(), groups = model_.groups.size();
  for (Floats* v : {&sd_, &noise_, &gradient_, &mean_gradient_, &sd_gradient_}) v->assign(size, 0);
  weights_ = model_.source;
  for (auto* v : {&square_, &log_sds_, &rates_, &log_tau_, &slope_}) v->assign(groups, 0);
  model_.prior.rates(slope_.data(), rates_.data());
}

SviState Svi::start() const {
  SviState state;
  const std::size_t size = model_.size();
  state.shift.assign(size, 0);
  state.log_sd.assign(size, 0);
  for (Floats& v : state.moments) v.assign(size, 0);
  const std::vector<double> zero(model_.groups.size(), 0);
  std::vector<double> rates(zero);
  model_.prior.rates(zero.data(), rates.data());
  for (std::size_t l = 0; l < zero.size(); ++l) {
    state.tau.push_back(settings_.start / rates[l]);
    for (const WeightRange& range : model_.groups[l])
      std::fill(state.log_sd.begin() + range.begin, state.log_sd.begin() + range.end,
                float(std::log(state.tau[l])));
  }
  state.log_sigma = std::log(model_.source_sigma);
  if (model_.sigma_spread > 0)  // the width that the likelihood gives it
    state.log_sigma_sd =
        1 / std::sqrt(2 * model_.rows + 1 / (model_.sigma_spread * model_.sigma_spread));
  state.history.reserve(std::size_t(settings_.steps / settings_.record_every + 1));
  return state;
}

void Svi::measure(const SviState& state) {
  for (std::size_t l = 0; l < model_.groups.size(); ++l) {
    square_[l] = log_sds_[l] = 0;
    for (const WeightRange& range : model_.groups[l]) {
      const int64_t count = range.end - range.begin;
      const float* log_sd = state.log_sd.data() + range.begin;
      kernels().exponentials(sd_.data() + range.begin, log_sd, count);
      square_[l] += kernels().square_distance(state.shift.data() + range.begin, nullptr, count) +
                    kernels().square_distance(sd_.data() + range.begin, nullptr, count);
      double sums[8] = {};
      int64_t i = 0;
      for (; i + 8 <= count; i += 8)
        for (int64_t j = 0; j < 8; ++j) sums[j] += log_sd[i + j];
      for (; i < count; ++i) sums[0] += log_sd[i];
      for (double sum : sums) log_sds_[l] += sum;
    }
  }
}

void Svi::update_scales(SviState& state) {
  model_.prior.rates(state.tau.data(), rates_.data());
  for (std::size_t l = 0; l < state.tau.size(); ++l)
    state.tau[l] = scale_update(rates_[l], model_.weights(l), square_[l]);
}

// The mean squared error of the step's draws; leaves sums over them of its gradients in m and s.
double Svi::sample_error(const SviState& state, const MinibatchError& error) {
  std::fill(mean_gradient_.begin(), mean_gradient_.end(), 0.f);
  std::fill(sd_gradient_.begin(), sd_gradient_.end(), 0.f);
  double sum = 0;
  for (int k = 0; k < settings_.draws; ++k) {
    const bool mirrored = k % 2 == 1;
    const float sign = mirrored ? -1.f : 1.f;
    if (!mirrored)
      kernels().normals(noise_.data(), int64_t(noise_.size()), settings_.seed,
                        stream_of(Stream::svi_noise, uint64_t(state.step), uint64_t(k)));
    for (const WeightGroup& group : model_.groups)
      for (const WeightRange& range : group)
        for (int64_t j = range.begin; j < range.end; ++j) {
          const std::size_t i = std::size_t(j);
          weights_[i] = model_.source[i] + (state.shift[i] + sign * sd_[i] * noise_[i]);
        }
    const double here = error(state.step, weights_, gradient_);
    if (!std::isfinite(here))
      fail(GRAFT_ERROR_NUMERIC, "svi: the squared error at step ", state.step, " is ", here,
           "; try a smaller rate or start");
    sum += here;
    for (const WeightGroup& group : model_.groups)
      for (const WeightRange& range : group)
        for (int64_t j = range.begin; j < range.end; ++j) {
          const std::size_t i = std::size_t(j);
          mean_gradient_[i] += gradient_[i];
          sd_gradient_[i] += sign * gradient_[i] * noise_[i];
        }
  }
  return sum / settings_.draws;
}

double Svi::bound(const SviState& state, double error) {
  const double a = state.log_sigma, b = state.log_sigma_sd;
  double bound = -model_.rows * (0.5 * std::log(2 * M_PI) + a) - 0.5 * error * precision_of(state);
  for (std::size_t l = 0; l < state.tau.size(); ++l) {
    const double tau = state.tau[l], count = model_.weights(l);
    log_tau_[l] = std::log(tau);
    bound -= count * (log_tau_[l] - 0.5) - log_sds_[l] + 0.5 * square_[l] / (tau * tau);
    bound -= log_tau_[l];  // from the density of log tau to that of tau
  }
  bound += model_.prior.log_density(log_tau_.data(), slope_.data());
  if (b > 0) {
    const double spread = model_.sigma_spread, off = (a - std::log(model_.source_sigma)) / spread;
    bound += std::log(b / spread) + 0.5 - 0.5 * (off * off + b * b / (spread * spread));
  }
  return bound;
}

void Svi::move_weights(SviState& state, double rate) {
  const float half = float(0.5 * precision_of(state) / settings_.draws);
  AdamStep adam = adam_at(state.step, rate);
  const int64_t held = int64_t(settings_.hold_sd * double(settings_.steps));
  const bool hold_sd = state.step < held;
  const AdamStep adam_sd = adam_at(hold_sd ? 0 : state.step - held, rate);
  const float unit_rate = adam.rate;
  for (std::size_t l = 0; l < model_.groups.size(); ++l) {
    const float tau = float(state.tau[l]), inverse = float(1 / state.tau[l]);
    adam.rate = unit_rate * tau;
    for (const WeightRange& range : model_.groups[l]) {
      const int64_t first = range.begin, count = range.end - first;
      float* g = mean_gradient_.data() + first;
      float* h = sd_gradient_.data() + first;
      float *m = state.shift.data() + first, *r = state.log_sd.data() + first;
      const float* s = sd_.data() + first;
      for (int64_t i = 0; i < count; ++i) {
        const float ratio = s[i] * inverse;
        g[i] = tau * half * g[i] + m[i] * inverse;
        h[i] = half * h[i] * s[i] + ratio * ratio - 1.f;
      }
      kernels().adam(m, state.moments[0].data() + first, state.moments[1].data() + first, g, count,
                     adam);
      if (!hold_sd)
        kernels().adam(r, state.moments[2].data() + first, state.moments[3].data() + first, h,
                       count, adam_sd);
    }
  }
}

void Svi::move_sigma(SviState& state, double error, double rate) const {
  const double b = state.log_sigma_sd, square = b * b;
  const double weighted = error * precision_of(state);
  const double prior = 1 / (model_.sigma_spread * model_.sigma_spread);
  const double gradient[2] = {
      model_.rows - weighted + prior * (state.log_sigma - std::log(model_.source_sigma)),
      2 * square * weighted + square * prior - 1};
  const double c1 = 1 - std::pow(beta1, double(state.step + 1));
  const double c2 = 1 - std::pow(beta2, double(state.step + 1));
  double move[2];
  for (std::size_t i = 0; i < 2; ++i) {
    double &first = state.sigma_moments[2 * i], &second = state.sigma_moments[2 * i + 1];
    first = beta1 * first + (1 - beta1) * gradient[i];
    second = beta2 * second + (1 - beta2) * gradient[i] * gradient[i];
    move[i] = rate * (first / c1) / (std::sqrt(second / c2) + epsilon);
  }
  state.log_sigma -= move[0];
  state.log_sigma_sd *= std::exp(-move[1]);
}

double Svi::step(SviState& state, const MinibatchError& error) {
  const double rate = settings_.rate *
                      learning_rate_factor(state.step, settings_.steps, 0.02, settings_.final_rate);
  measure(state);
  update_scales(state);
  const double sampled = sample_error(state, error);
  const double bound_now = bound(state, sampled);
  if (!std::isfinite(bound_now))
    fail(GRAFT_ERROR_NUMERIC, "svi: the bound at step ", state.step, " is ", bound_now);
  move_weights(state, rate);
  if (model_.sigma_spread > 0) move_sigma(state, sampled, rate);
  const double memory =
      std::min(settings_.bound_memory, double(state.step) / (double(state.step) + 1));
  state.bound = memory * state.bound + (1 - memory) * bound_now;
  ++state.step;
  if (state.step % settings_.record_every == 0) state.history.push_back(state.bound);
  return bound_now;
}

void Svi::run(SviState& state, const MinibatchError& error, const StopPoll& poll) {
  while (state.step < settings_.steps && !(poll && poll())) step(state, error);
  measure(state);
  update_scales(state);
}

void Svi::draw(const SviState& state, Rng& rng, std::span<float> weights) const {
  std::copy(model_.source.begin(), model_.source.end(), weights.begin());
  for (const WeightGroup& group : model_.groups)
    for (const WeightRange& range : group)
      for (int64_t j = range.begin; j < range.end; ++j) {
        const std::size_t i = std::size_t(j);
        weights[i] = float(model_.source[i] +
                           (state.shift[i] + std::exp(double(state.log_sd[i])) * rng.normal()));
      }
}

double Svi::draw_sigma(const SviState& state, Rng& rng) const {
  return std::exp(state.log_sigma + state.log_sigma_sd * rng.normal());
}

}  // namespace graft
