// Several posteriors of one target, weighed by how well each predicts rows that it was not given,
// and mixed: what keeps a misleading source from doing harm.
//
// The candidates are the source-centred posterior under the PC prior, the source with its affine
// map alone (the prior's own limit d -> 0), the posterior from the target's data alone, and with
// deep networks the source's networks trained on, with heads under the PC prior around theirs.
// Their weights go with the left-out predictive density of all rows, averaged over bootstraps of
// the rows (pseudo-BMA+; Yao et al., Bayesian Analysis 13 (2018)), times prior odds. With the
// twenty rows of a scarce target this holds on to the source until rows speak against it, where
// weights that maximise the mixture's own score (stacking) leap from corner to corner. Source of
// the scheme: ours; Abba et al. (2023) have the first candidate only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "transfer/fit/info.hpp"
#include "transfer/fit/job.hpp"
#include "transfer/posterior/candidate.hpp"

namespace graft {

// Draws wanted in all, the model's option.
int64_t draws_wanted(const FitJob& job);
// Draws to take of a candidate whose draws are exact: enough for its left-out densities, too.
int64_t draws_sampled(const FitJob& job);

// What several candidates make together.
struct Mixture {
  std::vector<PosteriorPart> parts;
  std::vector<Diagnostic> diagnostics;
  Json candidates = Json::array();  // their weights and scores
  int64_t draws = 0;
  double noise = 0;       // root mean square over the draws, in the scaled unit
  bool converged = true;  // false: candidates of weight have not
};
// The candidates' weights sum to one; `draws`, or as many as there can be, are shared out in
// proportion.
Mixture mix(std::vector<Candidate> candidates, int64_t draws, uint64_t seed);

// The mixture that the job asks for, written into the model: content.posterior, noise_sd and
// diagnostics, the facts' weights, and job.converged.
void put_mixture(FitJob& job, std::vector<Candidate> candidates, ModelContent& content,
                 FitFacts& facts);

// log of the mean over columns of exp: [rows][count] -> [rows].
std::vector<double> log_mean_density(const std::vector<std::vector<double>>& by_part);

// Mean, 5 %, 50 % and 95 % quantiles of draws as diagnostics "name.mean", "name.q05" ...
void summarise(const std::string& name, std::vector<double> draws, std::vector<Diagnostic>& to);

}  // namespace graft
