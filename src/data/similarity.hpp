// Rows of data sets compared with one another: by the circular environments of their graphs, or by
// their columns in standard units. What kernel methods and distances stand on.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/parallel.hpp"
#include "chem/circular.hpp"
#include "data/dataset.hpp"
#include "data/scaler.hpp"

namespace graft {

// The rows of a data set as they are compared.
struct Descriptors {
  int64_t radius = -1;               // of graphs' environments; -1: feature vectors
  CircularCounts counts;             // graphs
  std::vector<Scaling> scalings;     // feature vectors: of each column
  std::vector<double> standardised;  // [rows, columns]; 0 in columns that are constant

  bool of_graphs() const { return radius >= 0; }
  int64_t columns() const { return int64_t(scalings.size()); }
  int64_t rows() const;
};

// In the rows' own units. Throws GRAFT_ERROR_DATA for features too large for a deviation.
Descriptors descriptors_of(const Dataset& dataset, int64_t radius);
// With the radius and the scalings of others: what can be compared with them. The set must be of
// their kind and width.
Descriptors descriptors_like(const Dataset& dataset, const Descriptors& others);
Descriptors select(const Descriptors& from, const std::vector<int64_t>& rows);

enum class Similarity : uint8_t {
  product,   // graphs: of log(1 + counts); feature vectors: the mean over the columns of x x'
  minmax,    // graphs: sum min / sum max of the counts
  distance,  // feature vectors: the root mean square of the columns' differences
};

// Compares rows with those of a set.
class SimilarityTo {
 public:
  // Keeps a reference to `rows`, which must outlive this. Throws GRAFT_ERROR_UNSUPPORTED for a kind
  // that the descriptors have not got.
  SimilarityTo(const Descriptors& rows, Similarity kind);

  // out [rows()]: of row `row` of `other` with each of ours.
  void compare(const Descriptors& other, int64_t row, double* out) const;
  // The similarity of a row with itself.
  double self(const Descriptors& other, int64_t row) const;
  // compare() for all rows of `other`: [rows()] each, one behind the other. The same bits for any
  // number of threads.
  void compare_all(const Descriptors& other, ThreadPool& pool, double* out) const;

 private:
  const Descriptors& rows_;
  Similarity kind_;
  std::optional<CircularIndex> index_;
};

// For each row of `dataset` the distance to the nearest row of `reference`: for graphs 1 - minmax,
// from 0 (the same environments) to 1 (none in common); for feature vectors the root mean square of
// the columns' differences in deviations of the reference. Infinite when the reference has no row.
// Throws GRAFT_ERROR_DATA for sets of another kind or width.
std::vector<double> nearest_distances(const Dataset& dataset, const Dataset& reference,
                                      int64_t radius, int threads);

}  // namespace graft
