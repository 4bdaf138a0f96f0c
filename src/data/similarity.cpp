#include "data/similarity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace graft {
namespace {

constexpr int64_t block_rows = 16;  // of a thread's piece of work

template <class Body>
void for_rows(ThreadPool& pool, int64_t rows, const Body& body) {
  pool.for_blocks((rows + block_rows - 1) / block_rows, [&](int64_t block, int) {
    for (int64_t i = block * block_rows; i < std::min(rows, (block + 1) * block_rows); ++i) body(i);
  });
}

}  // namespace

int64_t Descriptors::rows() const {
  if (of_graphs()) return counts.rows();
  return columns() > 0 ? int64_t(standardised.size()) / columns() : 0;
}

Descriptors descriptors_of(const Dataset& dataset, int64_t radius) {
  Descriptors own;
  if (dataset.kind() != InputKind::features) {
    own.radius = radius;
    return descriptors_like(dataset, own);
  }
  for (int64_t j = 0; j < dataset.inputs().feature_cols; ++j) {
    std::vector<double> column;
    for (int64_t i = 0; i < dataset.rows(); ++i)
      column.push_back(dataset.features(i)[std::size_t(j)]);
    own.scalings.push_back(scaling_of(column));
    if (!std::isfinite(own.scalings.back().mean) || !std::isfinite(own.scalings.back().sd))
      fail(GRAFT_ERROR_DATA, "feature ", j, " has values too large for a mean and a deviation");
  }
  return descriptors_like(dataset, own);
}

Descriptors descriptors_like(const Dataset& dataset, const Descriptors& others) {
  Descriptors d;
  d.radius = others.radius;
  d.scalings = others.scalings;
  for (int64_t i = 0; i < dataset.rows(); ++i) {
    if (d.of_graphs()) {
      d.counts.add(dataset.graph(i), d.radius);
      continue;
    }
    const auto x = dataset.features(i);
    for (std::size_t j = 0; j < d.scalings.size(); ++j)
      d.standardised.push_back(d.scalings[j].sd > 0 ? d.scalings[j].scale(x[j]) : 0.0);
  }
  return d;
}

Descriptors select(const Descriptors& from, const std::vector<int64_t>& rows) {
  Descriptors d;
  d.radius = from.radius;
  d.scalings = from.scalings;
  for (const int64_t row : rows) {
    if (from.of_graphs()) {
      const auto begin = from.counts.start[std::size_t(row)];
      const auto end = from.counts.start[std::size_t(row) + 1];
      d.counts.hash.insert(d.counts.hash.end(), from.counts.hash.begin() + begin,
                           from.counts.hash.begin() + end);
      d.counts.count.insert(d.counts.count.end(), from.counts.count.begin() + begin,
                            from.counts.count.begin() + end);
      d.counts.start.push_back(int64_t(d.counts.hash.size()));
    } else {
      const auto begin = from.standardised.begin() + row * from.columns();
      d.standardised.insert(d.standardised.end(), begin, begin + from.columns());
    }
  }
  return d;
}

SimilarityTo::SimilarityTo(const Descriptors& rows, Similarity kind) : rows_(rows), kind_(kind) {
  if (rows.of_graphs() ? kind == Similarity::distance : kind == Similarity::minmax)
    fail(GRAFT_ERROR_UNSUPPORTED, rows.of_graphs()
                                      ? "graphs are compared by their counts, which have no length"
                                      : "feature vectors are not counts, which minmax compares");
  if (rows.of_graphs()) index_.emplace(rows.counts);
}

void SimilarityTo::compare(const Descriptors& other, int64_t row, double* out) const {
  if (index_) {
    if (kind_ == Similarity::minmax)
      index_->minmax(other.counts, row, out);
    else
      index_->product(other.counts, row, out);
    return;
  }
  const int64_t cols = rows_.columns();
  const double* a = other.standardised.data() + row * cols;
  for (int64_t i = 0; i < rows_.rows(); ++i) {
    const double* b = rows_.standardised.data() + i * cols;
    double sum = 0;
    if (kind_ == Similarity::product)
      for (int64_t j = 0; j < cols; ++j) sum += a[j] * b[j];
    else
      for (int64_t j = 0; j < cols; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
    out[i] = kind_ == Similarity::product ? sum / double(cols) : std::sqrt(sum / double(cols));
  }
}

double SimilarityTo::self(const Descriptors& other, int64_t row) const {
  if (kind_ == Similarity::minmax) return 1;
  if (kind_ == Similarity::distance) return 0;
  double sum = 0;
  if (other.of_graphs()) {
    for (auto e = std::size_t(other.counts.start[std::size_t(row)]);
         e < std::size_t(other.counts.start[std::size_t(row) + 1]); ++e)
      sum += std::log1p(double(other.counts.count[e])) * std::log1p(double(other.counts.count[e]));
    return sum;
  }
  const int64_t cols = rows_.columns();
  for (int64_t j = 0; j < cols; ++j) {
    const double x = other.standardised[std::size_t(row * cols + j)];
    sum += x * x;
  }
  return sum / double(cols);
}

void SimilarityTo::compare_all(const Descriptors& other, ThreadPool& pool, double* out) const {
  for_rows(pool, other.rows(), [&](int64_t i) { compare(other, i, out + i * rows_.rows()); });
}

std::vector<double> nearest_distances(const Dataset& dataset, const Dataset& reference,
                                      int64_t radius, int threads) {
  const Inputs &a = dataset.inputs(), &b = reference.inputs();
  if (a.kind != b.kind)
    fail(GRAFT_ERROR_DATA, "reference holds ", name_of(b.kind), ", this set ", name_of(a.kind));
  if (a.feature_cols != b.feature_cols)
    fail(GRAFT_ERROR_DATA, "reference has ", b.feature_cols, " features, this set ",
         a.feature_cols);
  if (a.atom_cols != b.atom_cols || a.bond_cols != b.bond_cols)
    fail(GRAFT_ERROR_DATA, "reference has ", b.atom_cols, " atom and ", b.bond_cols,
         " bond features, this set ", a.atom_cols, " and ", a.bond_cols);
  const Descriptors there = descriptors_of(reference, radius);
  const Descriptors here = descriptors_like(dataset, there);
  const bool graphs = there.of_graphs();
  const SimilarityTo similarity(there, graphs ? Similarity::minmax : Similarity::distance);
  std::vector<double> nearest(std::size_t(dataset.rows()), 0.0);
  ThreadPool pool(threads);
  std::vector<std::vector<double>> space(std::size_t(pool.threads()),
                                         std::vector<double>(std::size_t(reference.rows())));
  pool.for_blocks(dataset.rows(), [&](int64_t i, int thread) {
    std::vector<double>& s = space[std::size_t(thread)];
    similarity.compare(here, i, s.data());
    double least = std::numeric_limits<double>::infinity();
    for (const double v : s) least = std::min(least, graphs ? 1 - v : v);
    nearest[std::size_t(i)] = least;
  });
  return nearest;
}

}  // namespace graft
