// Networks with Bayesian last layers, mixed with their fallbacks.
#pragma once

#include <vector>

#include "model/model.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/posterior/candidate.hpp"

namespace graft {

// The heads of the kinds that are wanted: transfer and source stand on the source's networks, tuned
// and alone on networks that are trained on the target and hold out every row once together.
ModelContent fit_last_layers(FitJob& job, const std::vector<CandidateKind>& kinds);

// The heads of networks that were trained by another method become Bayesian ones (option head).
void put_bayesian_heads(FitJob& job, const Ensemble& ensemble, ModelContent& content,
                        FitFacts& facts);

}  // namespace graft
