// Rows of a fit through a network, without gradients.
#pragma once

#include <span>
#include <vector>

#include "transfer/fit/data.hpp"

namespace graft {

// The target's scaled predictions.
std::vector<double> predict_rows(Tape& tape, RowBatcher& batcher, const Network& network,
                                 std::span<const float> values, std::span<const int64_t> rows);
// The same with threads, a tape and a batcher for this once. Same bits for any number of threads.
std::vector<double> predict_rows(const FitData& data, const Network& network,
                                 std::span<const float> values, std::span<const int64_t> rows,
                                 int threads);

}  // namespace graft
