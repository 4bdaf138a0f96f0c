// Rows of a fit through a network, without gradients.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "transfer/fit/data.hpp"

namespace graft {

// Chunk by chunk: `layer` says which variable is wanted of a batch, `take` receives its rows and
// the place of the first among all.
using LayerOf = std::function<Var(Tape&, const BoundParameters&, const InputBatch&)>;
void for_rows_through(Tape& tape, FitData::Batcher& batcher, const Network& network,
                      std::span<const float> values, std::span<const int64_t> rows,
                      const LayerOf& layer,
                      const std::function<void(std::size_t, const Matrix&)>& take);

// The target's scaled predictions.
std::vector<double> predict_rows(Tape& tape, FitData::Batcher& batcher, const Network& network,
                                 std::span<const float> values, std::span<const int64_t> rows);
// The same with a tape and a batcher for this once.
std::vector<double> predict_rows(const FitData& data, const Network& network,
                                 std::span<const float> values, std::span<const int64_t> rows);

}  // namespace graft
