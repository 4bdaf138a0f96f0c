#include "data/similarity.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/parallel.hpp"

namespace graft {
namespace {

double minmax_of(double shared, double total) {
  return total > shared ? shared / (total - shared) : 1;  // without atoms all graphs are the same
}

}  // namespace

int64_t Descriptors::rows() const {
  if (of_graphs()) return counts[0].rows();
  return columns() > 0 ? int64_t(standardised.size()) / columns() : 0;
}

int64_t Descriptors::varying_columns() const {
  return std::ranges::count_if(scalings, [](const Scaling& s) { return s.sd > 0; });
}

Descriptors descriptors_of(const Dataset& dataset, int64_t radius) {
  return descriptors_like(dataset, traits_of(dataset.kind()).descriptors(dataset, radius));
}

Descriptors descriptors_like(const Dataset& dataset, const Descriptors& others) {
  Descriptors d;
  d.counts.resize(others.counts.size());
  d.scalings = others.scalings;
  traits_of(dataset.kind()).describe(dataset.inputs(), dataset.input_places(), d);
  return d;
}

Descriptors select(const Descriptors& from, const std::vector<int64_t>& rows) {
  Descriptors d;
  d.counts.resize(from.counts.size());
  d.scalings = from.scalings;
  for (const int64_t row : rows) {
    for (std::size_t r = 0; r < d.counts.size(); ++r) {
      const CircularCounts& all = from.counts[r];
      CircularCounts& to = d.counts[r];
      const auto begin = all.start[std::size_t(row)], end = all.start[std::size_t(row) + 1];
      to.hash.insert(to.hash.end(), all.hash.begin() + begin, all.hash.begin() + end);
      to.count.insert(to.count.end(), all.count.begin() + begin, all.count.begin() + end);
      to.start.push_back(int64_t(to.hash.size()));
    }
    const auto begin = from.standardised.begin() + row * from.columns();
    d.standardised.insert(d.standardised.end(), begin, begin + from.columns());
  }
  return d;
}

SimilarityTo::SimilarityTo(const Descriptors& rows, Similarity kind) : rows_(rows), kind_(kind) {
  if (rows.of_graphs() ? kind == Similarity::distance : kind == Similarity::minmax)
    fail(GRAFT_ERROR_UNSUPPORTED, rows.of_graphs()
                                      ? "graphs are compared by their counts, which have no length"
                                      : "feature vectors are not counts, which minmax compares");
  for (const CircularCounts& counts : rows.counts) index_.emplace_back(counts);
}

void SimilarityTo::compare(int64_t part, const Descriptors& other, int64_t row, double* out) const {
  if (rows_.of_graphs()) {
    const CircularIndex& index = index_[std::size_t(part)];
    const CircularCounts& counts = other.counts[std::size_t(part)];
    if (kind_ == Similarity::product) return index.product(counts, row, out);
    index.shared(counts, row, out);
    const int64_t total = counts.total(row);
    for (int64_t i = 0; i < rows(); ++i) out[i] = minmax_of(out[i], double(total + index.total(i)));
    return;
  }
  const int64_t cols = rows_.columns();
  const double varying = double(std::max<int64_t>(rows_.varying_columns(), 1));
  using Columns = Eigen::Map<const Eigen::VectorXd>;
  const Columns x(other.standardised.data() + row * cols, cols);
  for (int64_t i = 0; i < rows(); ++i) {
    const Columns own(rows_.standardised.data() + i * cols, cols);
    out[i] = kind_ == Similarity::product ? x.dot(own) / varying
                                          : std::sqrt((x - own).squaredNorm() / varying);
  }
}

double SimilarityTo::self(int64_t part, const Descriptors& other, int64_t row) const {
  if (kind_ == Similarity::minmax) return 1;
  if (kind_ == Similarity::distance) return 0;
  double sum = 0;
  if (other.of_graphs()) {
    const CircularCounts& counts = other.counts[std::size_t(part)];
    for (auto e = std::size_t(counts.start[std::size_t(row)]);
         e < std::size_t(counts.start[std::size_t(row) + 1]); ++e)
      sum += double(counts.count[e]) * double(counts.count[e]);
    return sum;
  }
  const int64_t cols = rows_.columns();
  for (int64_t j = 0; j < cols; ++j) {
    const double x = other.standardised[std::size_t(row * cols + j)];
    sum += x * x;
  }
  return sum / double(std::max<int64_t>(rows_.varying_columns(), 1));
}

std::vector<double> nearest_distances(const Dataset& dataset, const Dataset& reference,
                                      int64_t radius, int threads) {
  check_same_shape(reference.inputs(), "reference", dataset.inputs(), "this set");
  const Descriptors there = descriptors_of(reference, radius);
  const Descriptors here = descriptors_like(dataset, there);
  std::vector<CircularIndex> index;
  for (const CircularCounts& counts : there.counts) index.emplace_back(counts);
  const int64_t others = reference.rows();
  // The distances of row i to all others.
  const auto distances = [&](int64_t i, std::vector<double>& d, std::vector<double>& space) {
    if (!there.of_graphs()) {
      SimilarityTo(there, Similarity::distance).compare(0, here, i, d.data());
      return;
    }
    std::vector<double> shared(d.size(), 0.0);
    std::fill(d.begin(), d.end(), 0.0);
    for (std::size_t r = 0; r < index.size(); ++r) {
      index[r].shared(here.counts[r], i, space.data());
      const int64_t total = here.counts[r].total(i);
      for (int64_t j = 0; j < others; ++j) {
        shared[std::size_t(j)] += space[std::size_t(j)];
        d[std::size_t(j)] += double(total + index[r].total(j));
      }
    }
    for (std::size_t j = 0; j < d.size(); ++j) d[j] = 1 - minmax_of(shared[j], d[j]);
  };
  std::vector<double> nearest(std::size_t(dataset.rows()), 0.0);
  ThreadPool pool(threads);
  pool.for_blocks(dataset.rows(), [&](int64_t i, int) {
    std::vector<double> d(std::size_t(others), 0.0), space = d;
    distances(i, d, space);
    double least = std::numeric_limits<double>::infinity();
    for (const double v : d) least = std::min(least, v);
    nearest[std::size_t(i)] = least;
  });
  return nearest;
}

}  // namespace graft
