// Predictive densities of rows that are left out, from the draws of one fit: Pareto smoothed
// importance sampling.
//
// Leaving row i out turns the weights of the posterior's draws to 1 / p(y_i | draw), leaving a
// group out to the product of these; the largest of them are replaced by the expected order
// statistics of a generalised Pareto distribution fitted to them, whose shape k says whether the
// weights have moments at all.
//
// Sources: Vehtari, Gelman and Gabry, Statistics and Computing 27 (2017); Vehtari, Simpson, Gelman,
// Yao and Gabry, JMLR 25 (2024) for the limit of k; Zhang and Stephens, Technometrics 51 (2009) for
// the fit, with the weak prior on k of the former. Independent draws are assumed (relative
// efficiency 1), and the details are those of ArviZ.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/groups.hpp"

namespace graft {

// Smooths log weights [S] in place, to a sum of weights of one; returns k. Infinite where fewer
// than 5 weights are in the tail (S of about 20 and less): nothing is known, nothing is smoothed.
// Minus infinity where all the weights are the same: nothing needs smoothing.
// GRAFT_ERROR_NUMERIC where a log weight is not finite.
double pareto_smooth(std::span<double> log_weights);

// Estimates with k above this are not to be relied on: min(0.7, 1 - 1 / log10(draws)).
double pareto_limit(int64_t draws);

struct Loo {
  int64_t rows = 0, draws = 0;
  std::vector<double> elpd;      // [rows] log p(y_i | the rows of other groups)
  std::vector<double> pareto_k;  // [rows]
  std::vector<double> weights;   // [rows][draws], each row's sum is one
  double total = 0;              // the sum of elpd
  double standard_error = 0;     // of the total, from the variance over rows
  double parameters = 0;   // p_loo: how much better each row is predicted when it is not left out
  int64_t unreliable = 0;  // rows with k above the limit

  std::span<const double> weights_of(int64_t row) const {
    return {weights.data() + row * draws, std::size_t(draws)};
  }
};

// log_likelihood [rows][draws]: log p(y_i | draw).
Loo leave_out(std::span<const double> log_likelihood, const Groups& groups);

}  // namespace graft
