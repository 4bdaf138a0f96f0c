#include "transfer/networks/predict_rows.hpp"

namespace graft {

std::vector<double> predict_rows(Tape& tape, RowBatcher& batcher, const Network& network,
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
                                 std::span<const float> values, std::span<const int64_t> rows,
                                 int threads) {
  Executor executor(threads);
  Tape tape(executor);
  FitData::Batcher batcher(data);
  return predict_rows(tape, batcher, network, values, rows);
}

}  // namespace graft
