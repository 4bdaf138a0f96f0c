// Rows of data sets compared with one another: by the circular environments of their graphs, or by
// their columns in standard units. What kernel methods and distances stand on.
#pragma once

#include <cstdint>
#include <vector>

#include "chem/circular.hpp"
#include "data/dataset.hpp"
#include "data/scaler.hpp"

namespace graft {

// The rows of a data set as they are compared.
struct Descriptors {
  std::vector<CircularCounts> counts;  // graphs: by radius
  std::vector<Scaling> scalings;       // feature vectors: of each column
  std::vector<double> standardised;    // [rows, columns]; 0 in columns that are constant

  bool of_graphs() const { return !counts.empty(); }
  int64_t columns() const { return int64_t(scalings.size()); }
  int64_t varying_columns() const;
  int64_t rows() const;
};

// In the rows' own units. Throws GRAFT_ERROR_DATA for features too large for a deviation.
Descriptors descriptors_of(const Dataset& dataset, int64_t radius);
// With the radius and the scalings of others: what can be compared with them. The set must be of
// their kind and width.
Descriptors descriptors_like(const Dataset& dataset, const Descriptors& others);
Descriptors select(const Descriptors& from, const std::vector<int64_t>& rows);

enum class Similarity : uint8_t {
  product,   // of the counts; feature vectors: the mean of x x' over the columns that vary
  minmax,    // graphs: sum min / sum max of the counts, 1 for equal rows, 0 for nothing in common:
             // the Tanimoto similarity of counts (Ralaivola et al., Neural Networks 18 (2005))
  distance,  // feature vectors: the root mean square of these columns' differences
};

// Compares rows with those of a set, of graphs radius by radius: how much each radius tells of a
// property is for others to find.
class SimilarityTo {
 public:
  // Keeps a reference to `rows`, which must outlive this. Throws GRAFT_ERROR_UNSUPPORTED for a kind
  // that the descriptors have not got.
  SimilarityTo(const Descriptors& rows, Similarity kind);

  int64_t rows() const { return rows_.rows(); }
  int64_t parts() const { return rows_.of_graphs() ? int64_t(rows_.counts.size()) : 1; }
  // out [rows()]: of row `row` of `other` with each of ours.
  void compare(int64_t part, const Descriptors& other, int64_t row, double* out) const;
  // The similarity of a row with itself.
  double self(int64_t part, const Descriptors& other, int64_t row) const;

 private:
  const Descriptors& rows_;
  Similarity kind_;
  std::vector<CircularIndex> index_;  // graphs: by radius
};

// For each row of `dataset` the distance to the nearest row of `reference`: for graphs 1 - minmax
// of the counts of all radii together, from 0 (the same environments) to 1 (none in common); for
// feature vectors the root mean square of the columns' differences in deviations of the reference.
// Infinite when the reference has no row. Throws GRAFT_ERROR_DATA for sets of another kind or
// width.
std::vector<double> nearest_distances(const Dataset& dataset, const Dataset& reference,
                                      int64_t radius, int threads);

}  // namespace graft
