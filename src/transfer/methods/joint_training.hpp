// Networks trained by the method's own losses on all sets at once.
#pragma once

#include "model/model.hpp"
#include "transfer/fit/job.hpp"

namespace graft {

// "scratch", "multitask" and "gate". With the option source_start the networks of gate begin with
// what the same losses gave on the sources alone.
ModelContent fit_jointly(FitJob& job);

}  // namespace graft
