// The source as methods that start from a finished source see it: a model of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "transfer/fit/job.hpp"
#include "transfer/fit/keys.hpp"
#include "transfer/networks/objective.hpp"

namespace graft {

// Beside those of an ensemble.
inline constexpr Keys<2> source_keys{"source_steps", "source_members"};

// The given model reduced to what a target needs, or one fitted here to the source's rows (method
// scratch, option source_steps). Its networks have one task and no transfer maps, so that members
// of a target's ensemble can begin as copies; its noise_sd is sigma_S. Throws GRAFT_ERROR_STATE
// without a source or with several, GRAFT_ERROR_UNSUPPORTED for a given model that a fit cannot
// start from.
ModelContent source_model(FitJob& job);

// One fitted to the source's rows, as above.
ModelContent fit_source(FitJob& job, const Dataset& source);

// One fitted by the losses of `objective`: sets.target is the first source, sets.sources the
// others.
ModelContent fit_sources(FitJob& job, const FitSets& sets, const Objective& objective);

// One fitted to each of these parts of a source's rows, all side by side. Fewer when the fit was
// stopped before others had a network. Messages call each of them `name`.
std::vector<ModelContent> fit_source_parts(FitJob& job, const std::vector<Dataset>& parts,
                                           const char* name);

// Throws GRAFT_ERROR_DATA where sigma_S is not known, for want of validation rows.
void check_noise(const ModelContent& source);

// How many steps source_model will take.
int64_t source_steps(const FitJob& job);

}  // namespace graft
