// Conventional transfer from a finished source: its network as it is, or trained on.
#pragma once

#include "model/model.hpp"
#include "transfer/job.hpp"

namespace graft {

// "source_only": a + b f_S(x), the source's prediction carried to the target by least squares
// (option alignment none: as it is). Two numbers are learned.
ModelContent fit_source_only(FitJob& job);

// "finetune": starts as the source's networks and trains all layers, those nearer the input more
// slowly (option layer_decay) or later (option unfreeze), with early stopping on validation rows.
// "head_only": trains the head alone.
ModelContent fit_finetune(FitJob& job);

}  // namespace graft
