// Distances between data sets.
#include <cmath>
#include <limits>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "data/similarity.hpp"
#include "transfer/sets.hpp"

using namespace graft;

namespace {

Dataset graphs_of(const std::vector<Graph>& graphs) {
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::graphs;
  inputs->atom_cols = atom_features;
  inputs->bond_cols = bond_features;
  inputs->graphs = graphs;
  return Dataset(inputs, {}, std::vector<int64_t>(graphs.size(), 0), {});
}

Dataset vectors_of(const std::vector<double>& x, int64_t cols) {
  return dataset_from_features({x.data(), int64_t(x.size()) / cols, cols, cols, 1}, {}, true);
}

}  // namespace

TEST_CASE("a molecule is at distance 0 from itself, at 1 from one with nothing in common",
          "[similarity]") {
  using namespace molecules;
  const Dataset reference = graphs_of({benzene(), ethanol()});
  const auto d =
      nearest_distances(graphs_of({renumbered(ethanol(), 3), salt(), ethane()}), reference, 2, 1);
  CHECK(d[0] == 0);
  CHECK(d[1] == 1);
  // Ethane and ethanol share one CH3 to radius 0: 1 of 2 + 3 - 1; at radius 1 and 2 nothing.
  CHECK(d[2] == Approx(1 - 1.0 / (3 * 5 - 1)));
  CHECK(nearest_distances(graphs_of({ethane()}), reference, 0, 1)[0] == Approx(1 - 1.0 / 4));
}

TEST_CASE("feature vectors are as far apart as their columns in deviations of the reference",
          "[similarity]") {
  // Columns of mean 1 and 10, deviations 1 and 10; the third is constant.
  const Dataset reference = vectors_of({0, 0, 5, 2, 20, 5}, 3);
  const auto d = nearest_distances(vectors_of({0, 0, 7, 3, 40, 5, 1, 10, 5}, 3), reference, 2, 1);
  CHECK(d[0] == 0);
  CHECK(d[1] == Approx(std::sqrt((1.0 + 4.0) / 2)));
  CHECK(d[2] == Approx(1));
}

TEST_CASE("distances are the same bits for any number of threads", "[similarity]") {
  const Dataset a = sets::graphs(60, 1), b = sets::graphs(70, 2);
  CHECK(nearest_distances(a, b, 2, 1) == nearest_distances(a, b, 2, 3));
}

TEST_CASE("from nothing every row is infinitely far; other kinds and widths are refused",
          "[similarity]") {
  const Dataset graphs = sets::graphs(5, 1), vectors = vectors_of({1, 2, 3, 4}, 2);
  const std::vector<int64_t> none;
  for (const double d : nearest_distances(graphs, graphs.select(none), 2, 1))
    CHECK(d == std::numeric_limits<double>::infinity());
  for (const double d : nearest_distances(vectors, vectors.select(none), 2, 1))
    CHECK(d == std::numeric_limits<double>::infinity());
  CHECK(nearest_distances(graphs.select(none), graphs, 2, 1).empty());
  const Thrown kind = thrown_by([&] { nearest_distances(graphs, vectors, 2, 1); });
  CHECK(kind.status == GRAFT_ERROR_DATA);
  CHECK(thrown_by([&] {
          nearest_distances(vectors, vectors_of({1, 2, 3}, 3), 2, 1);
        }).status == GRAFT_ERROR_DATA);
}

TEST_CASE("a value too large for a mean and a deviation is named with its column and row") {
  const double x[] = {1, 2, 3, 1e200, 5, 6};
  const int64_t lines[] = {2, 3, 4};
  Dataset set = dataset_from_features({x, 3, 2, 2, 1}, {}, true, {lines, {}});
  CHECK(thrown_by([&] { descriptors_of(set, 0); }).message ==
        "feature 1 has values too large for a mean and a deviation, the largest 1e+200 in line 3");
  set.set_columns({"a", "b"});
  CHECK(thrown_by([&] { descriptors_of(set, 0); }).says("feature 'b' has values too large"));
}
