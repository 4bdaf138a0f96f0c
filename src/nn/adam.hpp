// Adam (Kingma and Ba 2015) with decoupled weight decay, clipping by the gradient's norm, and a
// running average of the weights.
#pragma once

#include <cstdint>
#include <span>

#include "nn/parameters.hpp"

namespace graft {

struct AdamSettings {
  double rate = 1e-3, weight_decay = 0, clip = 1;  // clip 0: no limit
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  std::span<const float> entry_rates = {};  // a factor for each entry, 0: frozen; empty: all 1
};

struct AdamState {
  Floats first, second;  // moments
  int64_t step = 0;
};

// One step at the rate settings.rate * factor; the gradients are zero afterwards, for the next step
// to add to. Returns their norm; when it is not finite nothing is changed.
double adam_step(ThreadPool& pool, const ParameterLayout& layout, const AdamSettings& settings,
                 double factor, AdamState& state, std::span<float> values,
                 std::span<float> gradients);

// average <- memory average + (1 - memory) values.
void average_weights(ThreadPool& pool, std::span<float> average, std::span<const float> values,
                     double memory);

// Linear warm-up over the first `warmup` share of the steps, then a cosine down to `final_share`.
double learning_rate_factor(int64_t step, int64_t steps, double warmup, double final_share);

}  // namespace graft
