// What random numbers are drawn for. Each purpose has a number of its own, since two that shared
// one would draw the same numbers from the same seed; the numbers decide the bits of a fit and of
// its draws, so none is ever changed or used again. `stream_of` (rng.hpp) makes streams of them.
#pragma once

#include <cstdint>

namespace graft {

enum class Stream : uint32_t {
  // training of networks
  initial_weights = 1,
  validation_part = 2,
  row_order = 3,
  step_noise = 4,        // GATE's perturbed inputs
  validation_noise = 5,  // the same, of the validation part

  // data
  split = 100,

  // chains and small networks
  nuts = 200,
  chain_starts = 201,
  held_out_rows = 210,
  tanh_weights = 211,
  epoch_order = 212,
  svi_noise = 213,
  sghmc_start = 220,
  sghmc_noise = 221,
  sghmc_scales = 222,

  // posteriors of a fit
  head_draws = 230,
  small_draws = 231,
  sign_draws = 232,
  batch_order = 233,
  weight_draws = 234,
  small_folds = 235,
  row_bootstrap = 236,

  // samples of a model
  sample_noise = 300,
  sample_excess = 302,
  function_draws = 320,

  cross_fitting = 340,
};

}  // namespace graft
