// The posterior of a whole deep network under the PC prior around a source's weights, by stochastic
// variational inference or SGHMC (option inference): every layer may move, each within a scale of
// its own.
#pragma once

#include "model/model.hpp"
#include "transfer/fit/job.hpp"

namespace graft {

ModelContent fit_whole_posterior(FitJob& job);

}  // namespace graft
