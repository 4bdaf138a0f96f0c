#include "nn/rows.hpp"

#include "catch.hpp"
#include "nn/reference_dmpnn.hpp"
#include "transfer/sets.hpp"

using namespace graft;
namespace ref = graft::reference;

namespace {

NetworkShape shape_of(const Dataset& set) {
  NetworkShape shape;
  shape.input = set.kind();
  shape.feature_cols = set.inputs().feature_cols;
  shape.atom_cols = set.inputs().atom_cols;
  shape.bond_cols = set.inputs().bond_cols;
  shape.depth = 2;
  shape.width = 8;
  shape.encoder_width = 6;
  shape.latent = 5;
  return shape;
}

Dataset rows_of(bool graphs, int64_t rows) {
  if (graphs) return sets::graphs(rows, 3);
  return sets::features(rows, 3, 3, [](const double* x, Rng&) { return x[0]; });
}

}  // namespace

TEST_CASE("a row's prediction has the same bits by any way and beside any others") {
  const bool graphs = GENERATE(false, true);
  CAPTURE(graphs);
  const Dataset set = rows_of(graphs, 2 * chunk_rows + 9);
  const NetworkShape shape = shape_of(set);
  const Network network(shape);
  const Floats values = ref::random_values(network, 1);
  const std::vector<Scaling> scalings(std::size_t(shape.feature_cols), Scaling{0.5, 2});
  Executor executor(1);
  Tape tape(executor);

  std::vector<float> all;  // chunk by chunk
  std::vector<int64_t> chunks;
  for_batches(set, shape, scalings, [&](int64_t first, int64_t rows, const InputBatch& inputs) {
    CHECK(first == int64_t(all.size()));
    chunks.push_back(rows);
    tape.reset(false);
    BoundParameters p;
    p.bind(tape, network.layout(), const_cast<float*>(values.data()), nullptr);
    const Matrix y = tape.value(network.predict(tape, p, inputs, 0));
    all.insert(all.end(), y.data, y.data + rows);
  });
  CHECK(chunks == std::vector<int64_t>{chunk_rows, chunk_rows, 9});

  // Chosen rows of all, backwards, prepared at once.
  std::vector<RowOf> prepared;
  std::vector<int64_t> chosen;
  for (int64_t row = 0; row < set.rows(); ++row) prepared.push_back({&set, row});
  for (int64_t row = set.rows() - 1; row >= 0; row -= 2) chosen.push_back(row);
  const auto rows = prepare_rows(shape, prepared, scalings);
  const auto batcher = rows->batcher();
  std::size_t seen = 0;
  for_rows_through(
      tape, *batcher, network, values, chosen,
      [&](Tape& t, const BoundParameters& p, const InputBatch& inputs) {
        return network.predict(t, p, inputs, 0);
      },
      [&](std::size_t first, const Matrix& y) {
        CHECK(first == seen);
        for (int64_t i = 0; i < y.rows; ++i) {
          const int64_t row = chosen[first + std::size_t(i)];
          REQUIRE(y.data[i] == all[std::size_t(row)]);
        }
        seen += std::size_t(y.rows);
      });
  CHECK(seen == chosen.size());
}

TEST_CASE("features are scaled, held within what floats bear, and 0 where a column was constant") {
  const double x[] = {3, 1e300, 7, -1e300};
  const Dataset set = dataset_from_features({x, 1, 4, 4, 1}, {}, true);
  const std::vector<Scaling> scalings = {{1, 4}, {0, 1}, {7, 0}, {0, 2}};
  float out[4];
  scaled_features(set, 0, 0, scalings, out);
  CHECK(out[0] == 0.5f);
  CHECK(out[1] == 1e4f);
  CHECK(out[2] == 0.f);
  CHECK(out[3] == -1e4f);
  scaled_features(set, 0, 3, std::span(scalings).last(1), out);
  CHECK(out[0] == -1e4f);
}
