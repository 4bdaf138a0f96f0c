// The posterior that SVI and SGHMC share: a network too large, or with too many rows, for its
// likelihood to be evaluated whole, under the PC prior of construction B (scale_prior.hpp).
//
//   y_i ~ N(f(x_i; W), sigma^2), i = 1 .. rows;   W_l ~ N(W_S,l , tau_l^2 I);   tau ~ ScalePrior;
//   log sigma ~ N(log source_sigma, sigma_spread^2).
// The network is known by its squared error alone.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "bayes/priors/scale_prior.hpp"
#include "nn/parameters.hpp"

namespace graft {

// The squared error of the rows of minibatch `step`, scaled to all rows,
//   rows / B sum_{i in batch} (f(x_i; W) - y_i)^2,
// and its gradient in W, which is overwritten. A function of (step, weights): asked twice for one
// step, it takes the same rows. Outside the groups the gradient is not read.
using MinibatchError =
    std::function<double(int64_t step, std::span<const float> weights, std::span<float> gradient)>;

struct WeightRange {
  int64_t begin, end;
};
using WeightGroup = std::vector<WeightRange>;  // that share one tau

struct GroupedModel {
  Floats source;                    // W_S, the whole block
  std::vector<WeightGroup> groups;  // disjoint; weights in none of them stay the source's
  ScalePrior prior;                 // of as many groups
  double rows = 0;                  // of the likelihood
  double source_sigma = 1;          // in the units of the squared error's root
  double sigma_spread = 1;          // 0: sigma is known to be source_sigma

  std::size_t size() const { return source.size(); }
  double weights(std::size_t group) const;  // how many
};

// Throws GRAFT_ERROR_ARGUMENT unless ranges are non-empty, disjoint and within the block, the prior
// is of as many groups, source finite, rows and source_sigma above 0, spread not below.
void check(const GroupedModel& model);

}  // namespace graft
