// Weights for several models' predictive densities, from how well each predicted left-out rows.
//
// Source: Yao, Vehtari, Simpson and Gelman, Bayesian Analysis 13 (2018). The Dirichlet prior on the
// weights and the solver are ours.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.hpp"

namespace graft {

// log_density below is [rows][models], log p_k(y_i | the other rows), of held-out or left-out rows;
// -infinity is a density of zero. Errors: GRAFT_ERROR_ARGUMENT for shapes and settings,
// GRAFT_ERROR_DATA for NaN, +infinity, and a row (for pseudo-BMA: every model) of density zero.

// sum_i log sum_k w_k p_ik / rows.
double mixture_score(std::span<const double> log_density, std::span<const double> weights);

// The w on the simplex that maximises sum_i log sum_k w_k p_ik + sum_k (alpha_k - 1) log w_k, the
// score to 1e-9 a row of the best there is. alpha [models], each >= 1; empty: all 1, plain
// stacking. alpha_k - 1 counts as that many rows that model k alone explains: it holds weights of
// few rows back from the corners. Models that predict the same share their weight equally if their
// alphas are equal.
std::vector<double> stacking_weights(std::span<const double> log_density, int64_t models,
                                     std::span<const double> alpha = {});

// Pseudo-BMA+: softmax of the models' summed log densities, averaged over `replicates` Bayesian
// bootstraps of the rows. Steadier than stacking for few rows; as the rows grow one model takes all
// even where a mixture predicts better.
std::vector<double> pseudo_bma_weights(std::span<const double> log_density, int64_t models,
                                       Rng& rng, int64_t replicates = 1000);

}  // namespace graft
