// Whether draws of several chains can be trusted, and how many independent ones they are worth.
//
// Sources: Vehtari, Gelman, Simpson, Carpenter and Buerkner, Bayesian Analysis 16 (2021) for the
// rank-normalised split R-hat and the effective sample sizes; Geyer, Statistical Science 7 (1992)
// for the initial monotone sequence; Betancourt, arXiv 1604.00695 (2016) for E-BFMI.
//
// Every function takes x as [chains][draws] and splits each chain in two halves (an odd draw in the
// middle is left out). Fewer than 4 draws a half, or a value that is not finite, give NaN; so do
// draws that are all the same, since a constant says nothing about mixing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace graft {

// The larger of the R-hats of ranks and of folded ranks; above 1.01 the chains are not yet one.
double rhat(std::span<const double> x, int64_t chains);

double ess_mean(std::span<const double> x, int64_t chains);  // for the mean of x itself
double ess_bulk(std::span<const double> x, int64_t chains);  // of ranks: for the body; want > 400
double ess_tail(std::span<const double> x,
                int64_t chains);  // the lesser at the 5 and 95 % quantiles

// Energy fraction of missing information of one chain: below 0.3 the momentum resampling hardly
// moves between energy levels, and tails are missed.
double e_bfmi(std::span<const double> energy);

}  // namespace graft
