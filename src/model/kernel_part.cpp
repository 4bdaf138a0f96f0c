#include "model/kernel_part.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <bit>
#include <cmath>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/rng.hpp"

namespace graft {
namespace {

constexpr int64_t block_rows = 64;  // predicted at once by one thread

Eigen::VectorXd vector_of(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), Eigen::Index(values.size()));
}

double at(const Eigen::VectorXd& trend, int64_t row) { return trend.size() > 0 ? trend[row] : 0.0; }

Similarity similarity_of(Kernel kernel) {
  return kernel == Kernel::linear   ? Similarity::product
         : kernel == Kernel::minmax ? Similarity::minmax
                                    : Similarity::distance;
}

// out [similarities.rows()]: covariances of row `row` of `other`, whose trend is f, with the
// rows that the similarities are with.
void covariances(const GpParameters& p, const PartSimilarities& similarities,
                 const Eigen::VectorXd& trend, const Descriptors& other, int64_t row, double f,
                 double* out) {
  for (int64_t i = 0; i < similarities.rows(); ++i) out[i] = line_covariance(p, f, at(trend, i));
  std::vector<double> s(std::size_t(similarities.rows()));
  for (std::size_t part = 0; part < similarities.parts(); ++part) {
    similarities.compare(part, other, row, s.data());
    for (std::size_t i = 0; i < s.size(); ++i)
      out[i] += p.amplitude[part] * kernel_value(similarities.kernel(part), p, s[i]);
  }
}

// Of the rows with one another.
Eigen::MatrixXd covariance_of(const GpParameters& p, const PartSimilarities& similarities,
                              const Descriptors& rows, const Eigen::VectorXd& trend, int threads) {
  Eigen::MatrixXd k(rows.rows(), rows.rows());
  ThreadPool pool(threads);
  pool.for_blocks(rows.rows(), [&](int64_t i, int) {
    covariances(p, similarities, trend, rows, i, at(trend, i), k.col(i).data());
  });
  return k;
}

template <class Refuse>
CircularCounts read_counts(ByteReader& from, int64_t rows, const Refuse& refuse) {
  CircularCounts counts;
  counts.start = from.integers();
  for (const int64_t hash : from.integers()) counts.hash.push_back(std::bit_cast<uint64_t>(hash));
  counts.count = from.integers();
  const auto& start = counts.start;
  const auto entries = int64_t(counts.hash.size());
  if (int64_t(start.size()) != rows + 1 || start.front() != 0 || start.back() != entries ||
      !std::is_sorted(start.begin(), start.end()) || int64_t(counts.count.size()) != entries)
    refuse("has rows that do not fit together");
  for (std::size_t i = 0; i + 1 < start.size(); ++i)
    for (auto e = std::size_t(start[i]); e < std::size_t(start[i + 1]); ++e)
      if (counts.count[e] < 1 || counts.count[e] > int64_t{1} << 32 ||
          (int64_t(e) > start[i] && counts.hash[e] <= counts.hash[e - 1]))
        refuse("has impossible counts");
  return counts;
}

}  // namespace

const char* name_of(Kernel kernel) {
  return kernel == Kernel::linear ? "linear" : kernel == Kernel::minmax ? "minmax" : "matern52";
}

void KernelPart::write(ByteWriter& to) const {
  to.u8(uint8_t(kernels.size()));
  for (const Kernel kernel : kernels) to.u8(uint8_t(kernel));
  to.doubles(std::vector{parameters.noise, parameters.trend, parameters.length, source_scaling.mean,
                         source_scaling.sd});
  to.doubles(parameters.amplitude);
  to.doubles(targets);
  to.doubles(source);
  to.u64(rows.counts.size());
  for (const CircularCounts& counts : rows.counts) {
    to.integers(counts.start);
    std::vector<int64_t> hashes;
    for (const uint64_t hash : counts.hash) hashes.push_back(std::bit_cast<int64_t>(hash));
    to.integers(hashes);
    to.integers(counts.count);
  }
  if (rows.of_graphs()) return;
  std::vector<double> scalings;
  for (const Scaling& s : rows.scalings) scalings.insert(scalings.end(), {s.mean, s.sd});
  to.doubles(scalings);
  to.doubles(rows.standardised);
}

KernelPart KernelPart::read(ByteReader& from, const std::string& what) {
  const auto refuse = [&](const char* why) {
    fail(GRAFT_ERROR_FORMAT, what, ": the kernel model ", why);
  };
  const auto doubles = [&] {
    auto values = from.doubles();
    for (const double v : values)
      if (!std::isfinite(v)) refuse("has a value that is not finite");
    return values;
  };
  KernelPart part;
  const uint8_t kernels = from.u8();
  if (kernels < 1 || kernels > 3) refuse("has no kernel or too many");
  for (uint8_t i = 0; i < kernels; ++i) {
    const uint8_t kernel = from.u8();
    if (kernel > uint8_t(Kernel::matern52)) refuse("has an unknown kernel");
    part.kernels.push_back(Kernel(kernel));
  }
  const auto p = doubles();
  const auto amplitude = doubles();
  if (p.size() != 5 || !(p[0] > 0) || !(p[1] >= 0) || !(p[2] > 0) || !(p[4] >= 0))
    refuse("has impossible parameters");
  for (const double a : amplitude)
    if (!(a >= 0)) refuse("has a variance below 0");
  part.parameters = {p[0], amplitude, p[1], p[2]};
  part.source_scaling = {p[3], p[4]};
  part.targets = doubles();
  part.source = doubles();
  const auto n = int64_t(part.targets.size());
  if (n < 1 || n > most_kernel_rows) refuse("has no rows or too many");
  if (!part.source.empty() && int64_t(part.source.size()) != n)
    refuse("has other rows of the source's than its own");
  Descriptors& rows = part.rows;
  const uint64_t radii = from.u64();
  if (radii > 13 || amplitude.size() != kernels * std::max<uint64_t>(radii, 1))
    refuse("has other amplitudes than kernels and radii");
  for (uint64_t r = 0; r < radii; ++r) rows.counts.push_back(read_counts(from, n, refuse));
  for (const Kernel kernel : part.kernels)
    if (kernel == (radii > 0 ? Kernel::matern52 : Kernel::minmax))
      refuse("has a kernel of other inputs");
  if (rows.of_graphs()) return part;
  const auto scalings = doubles();
  for (std::size_t j = 0; j + 1 < scalings.size(); j += 2) {
    if (!(scalings[j + 1] >= 0)) refuse("has a deviation below 0");
    rows.scalings.push_back({scalings[j], scalings[j + 1]});
  }
  rows.standardised = doubles();
  if (scalings.size() % 2 != 0 || scalings.empty() ||
      int64_t(rows.standardised.size()) != n * rows.columns())
    refuse("has rows that do not fit together");
  return part;
}

PartSimilarities::PartSimilarities(const std::vector<Kernel>& kernels, const Descriptors& rows)
    : kernels_(kernels), radii_(std::max<std::size_t>(rows.counts.size(), 1)) {
  for (const Kernel kernel : kernels) by_kernel_.emplace_back(rows, similarity_of(kernel));
}

KernelProcess::KernelProcess(const KernelPart& part, int threads)
    : part_(part),
      similarities_(part.kernels, part.rows),
      trend_(vector_of(part.source)),
      process_(covariance_of(part.parameters, similarities_, part.rows, trend_, threads),
               part.parameters.noise, vector_of(part.targets)) {}

Eigen::VectorXd KernelProcess::trend_of(const std::vector<double>& source) const {
  Eigen::VectorXd trend(Eigen::Index(source.size()));
  for (std::size_t i = 0; i < source.size(); ++i)
    trend[Eigen::Index(i)] =
        part_.source_scaling.sd > 0 ? part_.source_scaling.scale(source[i]) : 0.0;
  return trend;
}

Eigen::MatrixXd KernelProcess::cross(const Descriptors& rows, const Eigen::VectorXd& trend,
                                     int64_t begin, int64_t end) const {
  Eigen::MatrixXd k(process_.rows(), end - begin);
  for (int64_t i = begin; i < end; ++i)
    covariances(part_.parameters, similarities_, trend_, rows, i, at(trend, i),
                k.col(i - begin).data());
  return k;
}

GaussianProcess::Moments KernelProcess::moments(const Descriptors& rows,
                                                const std::vector<double>& source,
                                                int threads) const {
  const int64_t n = rows.rows();
  const GpParameters& p = part_.parameters;
  const Eigen::VectorXd trend = trend_of(source);
  GaussianProcess::Moments all{Eigen::VectorXd(n), Eigen::VectorXd(n)};
  ThreadPool pool(threads);
  pool.for_blocks((n + block_rows - 1) / block_rows, [&](int64_t block, int) {
    const int64_t begin = block * block_rows, end = std::min(n, begin + block_rows);
    Eigen::VectorXd own(end - begin);
    for (int64_t i = begin; i < end; ++i) {
      double& variance = own[i - begin];
      variance = line_covariance(p, at(trend, i), at(trend, i));
      for (std::size_t part = 0; part < similarities_.parts(); ++part)
        variance += p.amplitude[part] *
                    kernel_value(similarities_.kernel(part), p, similarities_.self(part, rows, i));
    }
    Eigen::MatrixXd k = cross(rows, trend, begin, end);
    const auto m = process_.moments(k, own);
    all.mean.segment(begin, end - begin) = m.mean;
    all.variance.segment(begin, end - begin) = m.variance;
  });
  return all;
}

std::vector<double> KernelProcess::draws(const Descriptors& rows, const std::vector<double>& source,
                                         int64_t count, uint64_t seed, int threads) const {
  const int64_t n = rows.rows();
  if (n > most_joint_rows)
    fail(GRAFT_ERROR_UNSUPPORTED, "dataset has ", n,
         " rows; a kernel model draws functions at no more than ", most_joint_rows, " at once");
  if (n == 0) return {};
  const Eigen::VectorXd trend = trend_of(source);
  Eigen::MatrixXd k = cross(rows, trend, 0, n);
  Eigen::MatrixXd covariance =
      covariance_of(part_.parameters, PartSimilarities(part_.kernels, rows), rows, trend, threads);
  const Eigen::VectorXd mean = process_.moments(k, covariance.diagonal()).mean;
  const double prior = covariance.diagonal().maxCoeff();
  covariance.selfadjointView<Eigen::Lower>().rankUpdate(k.transpose(), -1);
  // Rows that are equal leave variances of nothing: a little on the diagonal makes the factor, at
  // first a deviation of 1e-5 of the prior's.
  Eigen::LLT<Eigen::MatrixXd> factor;
  for (double jitter = 1e-10; jitter < 1e-3; jitter *= 100) {
    covariance.diagonal().array() += jitter * prior;
    factor.compute(covariance);
    if (factor.info() == Eigen::Success) break;
  }
  if (factor.info() != Eigen::Success)
    fail(GRAFT_ERROR_NUMERIC, "the covariance of the rows has no Cholesky factor");
  std::vector<double> values(std::size_t(n * count));
  for (int64_t s = 0; s < count; ++s) {
    Rng rng(seed, stream_of(Stream::function_draws, uint64_t(s)));
    Eigen::VectorXd z(n);
    for (double& v : z) v = rng.normal();
    const Eigen::VectorXd f = mean + factor.matrixL() * z;
    for (int64_t i = 0; i < n; ++i) values[std::size_t(i * count + s)] = f[i];
  }
  return values;
}

GaussianProcess::Moments KernelProcess::leave_one_out() const {
  return process_.leave_one_out(vector_of(part_.targets));
}

}  // namespace graft
