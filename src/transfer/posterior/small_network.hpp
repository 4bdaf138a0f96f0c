// The whole posterior of a small network, mixed with its fallbacks.
#pragma once

#include <vector>

#include "model/model.hpp"
#include "transfer/fit/job.hpp"
#include "transfer/posterior/candidate.hpp"

namespace graft {

// The first of `kinds` is what is wanted, those behind it what it is weighed against. All but
// `alone` need a source. Throws GRAFT_ERROR_UNSUPPORTED for an inference of deep networks.
ModelContent fit_small_posterior(FitJob& job, const std::vector<CandidateKind>& kinds);

}  // namespace graft
