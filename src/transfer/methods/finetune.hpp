// Conventional transfer from a finished source: its network as it is, or trained on.
#pragma once

#include <memory>

#include "model/model.hpp"
#include "transfer/fit/job.hpp"
#include "transfer/networks/losses.hpp"

namespace graft {

// "source_only": a + b f_S(x), the source's prediction carried to the target by least squares
// (option alignment none: as it is). Two numbers are learned.
ModelContent fit_source_only(FitJob& job);

// "finetune": starts as the source's networks and trains all layers, those nearer the input more
// slowly (option layer_decay) or later (option unfreeze), with early stopping on validation rows.
// "head_only": trains the head alone.
ModelContent fit_finetune(FitJob& job);

// The losses and rates of fine-tuning, for ensembles that start from a source's networks.
std::unique_ptr<Method> fine_tuning_method(const Options& options, bool head_only);

}  // namespace graft
