// Networks trained by a method's own objective on all sets at once.
#pragma once

#include "model/model.hpp"
#include "transfer/fit/job.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/posterior/last_layer.hpp"

namespace graft {

inline constexpr auto joint_keys = all_keys(ensemble_keys, head_keys, Keys<2>{"network", "head"});

// `of_sources`: what the networks learn on the sources alone to begin with; none: they begin at
// random.
ModelContent fit_jointly(FitJob& job, const Objective& objective,
                         const Objective* of_sources = nullptr);

// Throws GRAFT_ERROR_UNSUPPORTED where the options ask for a small network.
void refuse_small(const FitJob& job);

}  // namespace graft
