#include "nn/rows.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace graft {

void scaled_features(const Dataset& dataset, int64_t row, int64_t first,
                     std::span<const Scaling> scalings, float* out) {
  const auto x = dataset.features(row).subspan(std::size_t(first));
  constexpr double most = 1e4;  // deviations: beyond any training value, and safe in float
  for (std::size_t j = 0; j < scalings.size(); ++j)  // a constant column tells nothing
    out[j] = scalings[j].sd > 0 ? float(std::clamp(scalings[j].scale(x[j]), -most, most)) : 0.f;
}

void for_batches(const Dataset& dataset, const NetworkShape& shape,
                 std::span<const Scaling> scalings,
                 const std::function<void(int64_t, int64_t, const InputBatch&)>& body) {
  std::vector<RowOf> rows;
  std::vector<int64_t> order;
  for (int64_t first = 0; first < dataset.rows(); first += chunk_rows) {
    const int64_t count = std::min(chunk_rows, dataset.rows() - first);
    rows.clear();
    for (int64_t row = 0; row < count; ++row) rows.push_back({&dataset, first + row});
    order.resize(rows.size());
    std::iota(order.begin(), order.end(), 0);
    const auto prepared = prepare_rows(shape, rows, scalings);
    const auto batcher = prepared->batcher();
    body(first, count, batcher->build(order));
  }
}

void for_rows_through(Tape& tape, RowBatcher& batcher, const Network& network,
                      std::span<const float> values, std::span<const int64_t> rows,
                      const LayerOf& layer,
                      const std::function<void(std::size_t, const Matrix&)>& take) {
  BoundParameters parameters;
  for (std::size_t first = 0; first < rows.size(); first += std::size_t(chunk_rows)) {
    const auto chunk = rows.subspan(first, std::min(std::size_t(chunk_rows), rows.size() - first));
    const InputBatch inputs = batcher.build(chunk);
    tape.reset(false);
    parameters.bind(tape, network.layout(), const_cast<float*>(values.data()), nullptr);
    take(first, tape.value(layer(tape, parameters, inputs)));
  }
}

}  // namespace graft
