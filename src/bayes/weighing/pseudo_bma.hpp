// Weights for several models' predictive densities, from how well each predicted left-out rows.
//
// Source: Yao, Vehtari, Simpson and Gelman, Bayesian Analysis 13 (2018), section 3.4.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.hpp"

namespace graft {

// Pseudo-BMA+: softmax of the models' summed log densities, averaged over `replicates` Bayesian
// bootstraps of the rows. Steadier than stacking for few rows; as the rows grow one model takes all
// even where a mixture predicts better.
//
// log_density is [rows][models], log p_k(y_i | the other rows), of held-out or left-out rows;
// -infinity is a density of zero. Throws GRAFT_ERROR_ARGUMENT for shapes and settings,
// GRAFT_ERROR_DATA for NaN, +infinity, and where every model gives some row a density of zero.
std::vector<double> pseudo_bma_weights(std::span<const double> log_density, int64_t models,
                                       Rng& rng, int64_t replicates = 1000);

}  // namespace graft
