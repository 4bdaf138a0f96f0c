#include "transfer/networks/predict_rows.hpp"

#include <algorithm>

namespace graft {
namespace {

constexpr std::size_t chunk_rows = 256;

}  // namespace

void for_rows_through(Tape& tape, FitData::Batcher& batcher, const Network& network,
                      std::span<const float> values, std::span<const int64_t> rows,
                      const LayerOf& layer,
                      const std::function<void(std::size_t, const Matrix&)>& take) {
  BoundParameters parameters;
  for (std::size_t first = 0; first < rows.size(); first += chunk_rows) {
    const auto chunk = rows.subspan(first, std::min(chunk_rows, rows.size() - first));
    const InputBatch inputs = batcher.build(chunk);
    tape.reset(false);
    parameters.bind(tape, network.layout(), const_cast<float*>(values.data()), nullptr);
    take(first, tape.value(layer(tape, parameters, inputs)));
  }
}

std::vector<double> predict_rows(Tape& tape, FitData::Batcher& batcher, const Network& network,
                                 std::span<const float> values, std::span<const int64_t> rows) {
  std::vector<double> y;
  for_rows_through(
      tape, batcher, network, values, rows,
      [&](Tape& t, const BoundParameters& p, const InputBatch& inputs) {
        return network.predict(t, p, inputs, 0);
      },
      [&](std::size_t, const Matrix& f) { y.insert(y.end(), f.data, f.data + f.rows); });
  return y;
}

std::vector<double> predict_rows(const FitData& data, const Network& network,
                                 std::span<const float> values, std::span<const int64_t> rows) {
  Executor executor(1);
  Tape tape(executor);
  FitData::Batcher batcher(data);
  return predict_rows(tape, batcher, network, values, rows);
}

}  // namespace graft
