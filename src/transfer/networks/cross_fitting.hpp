// What a source predicts for the target's rows, as honestly as it will for new ones.
//
// A model that takes a source's prediction f as a feature learns from the target's rows how far f
// can be relied on. Where such a row stands in the source, too, f there is nearly the source's own
// measured value, which the network has learned by heart; at new rows it is not, and the model
// would rely on it too much, with intervals too narrow. So no row of the target gets a prediction
// of a network that has seen its input:
//   - where at most half of the source's rows are shared, they are left out of its training;
//   - where more are, the shared rows are parted into five folds, and the source is trained five
//     times, each time without one fold; new rows get the mean of all networks (cross-fitting, as
//     in stacked generalisation: Wolpert, Neural Networks 5 (1992)).
// Of a source given as a model nothing is known of its rows: its predictions are taken as they are.
#pragma once

#include <cstdint>
#include <vector>

#include "transfer/fit/job.hpp"

namespace graft {

struct SourcePrediction {
  ModelContent model;             // the source's networks, of all folds, with one scaling
  std::vector<double> at_target;  // by row of the target with a value; scaled by model.targets[0]
  int64_t shared_rows = 0;        // of the source: with a value, and an input of the target's
};

// Throws what source_model does.
SourcePrediction source_prediction(FitJob& job);

}  // namespace graft
