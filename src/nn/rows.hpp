// Rows of data sets through networks without gradients: the one way from rows to batches and on to
// a layer, for predictions and within fits.
#pragma once

#include <functional>
#include <span>

#include "nn/embedding.hpp"
#include "nn/network.hpp"

namespace graft {

// Rows predicted at once: enough to share environments and fill tiles, small enough for the cache.
constexpr int64_t chunk_rows = 256;

// The scaled features of a row as floats, from column `first` on, one for each scaling.
void scaled_features(const Dataset& dataset, int64_t row, int64_t first,
                     std::span<const Scaling> scalings, float* out);

// All rows of a set as batches for networks of a shape, chunk by chunk: body(first row, rows,
// inputs).
void for_batches(const Dataset& dataset, const NetworkShape& shape,
                 std::span<const Scaling> scalings,
                 const std::function<void(int64_t, int64_t, const InputBatch&)>& body);

// Chosen rows of prepared ones through a network, chunk by chunk: `layer` says which variable is
// wanted of a batch, `take` receives its rows and the place of the first among all.
using LayerOf = std::function<Var(Tape&, const BoundParameters&, const InputBatch&)>;
void for_rows_through(Tape& tape, RowBatcher& batcher, const Network& network,
                      std::span<const float> values, std::span<const int64_t> rows,
                      const LayerOf& layer,
                      const std::function<void(std::size_t, const Matrix&)>& take);

}  // namespace graft
