#include "model/kernel_process.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <unordered_map>

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

}  // namespace

PartSimilarities::PartSimilarities(const std::vector<Kernel>& kernels, const Descriptors& rows)
    : kernels_(kernels), radii_(std::max<std::size_t>(rows.counts.size(), 1)) {
  for (const Kernel kernel : kernels) by_kernel_.emplace_back(rows, similarity_of(kernel));
}

KernelProcess::KernelProcess(std::shared_ptr<const KernelPart> part, int threads)
    : part_(std::move(part)),
      similarities_(part_->kernels, part_->rows),
      trend_(vector_of(part_->source)),
      process_(covariance_of(part_->parameters, similarities_, part_->rows, trend_, threads),
               part_->parameters.noise, vector_of(part_->targets)) {}

Eigen::VectorXd KernelProcess::trend_of(const std::vector<double>& source) const {
  Eigen::VectorXd trend(Eigen::Index(source.size()));
  for (std::size_t i = 0; i < source.size(); ++i)
    trend[Eigen::Index(i)] =
        part_->source_scaling.sd > 0 ? part_->source_scaling.scale(source[i]) : 0.0;
  return trend;
}

Eigen::MatrixXd KernelProcess::cross(const Descriptors& rows, const Eigen::VectorXd& trend,
                                     int64_t begin, int64_t end) const {
  Eigen::MatrixXd k(process_.rows(), end - begin);
  for (int64_t i = begin; i < end; ++i)
    covariances(part_->parameters, similarities_, trend_, rows, i, at(trend, i),
                k.col(i - begin).data());
  return k;
}

GaussianProcess::Moments KernelProcess::moments(const Descriptors& rows,
                                                const std::vector<double>& source,
                                                int threads) const {
  const int64_t n = rows.rows();
  const GpParameters& p = part_->parameters;
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
      covariance_of(part_->parameters, PartSimilarities(part_->kernels, rows), rows, trend, threads);
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

// Of an input that is left out only the others' means tell: with as many rows each has so much less
// noise. That is exact, and well conditioned where the rows themselves, equal but for a noise of
// nothing, are not.
GaussianProcess::Moments KernelProcess::leave_inputs_out(std::span<const int64_t> inputs,
                                                         int threads) const {
  const Eigen::VectorXd y = vector_of(part_->targets);
  std::vector<int64_t> first;                    // an input's first row
  std::vector<Eigen::Index> input_of;            // by row
  std::unordered_map<int64_t, Eigen::Index> known;
  for (std::size_t row = 0; row < inputs.size(); ++row) {
    const auto [input, is_new] = known.emplace(inputs[row], Eigen::Index(first.size()));
    if (is_new) first.push_back(int64_t(row));
    input_of.push_back(input->second);
  }
  if (first.size() == inputs.size()) return process_.leave_one_out(y);

  const auto n = Eigen::Index(first.size());
  Eigen::VectorXd rows = Eigen::VectorXd::Zero(n), mean = Eigen::VectorXd::Zero(n);
  for (std::size_t row = 0; row < inputs.size(); ++row) {
    rows[input_of[row]] += 1;
    mean[input_of[row]] += y[Eigen::Index(row)];
  }
  mean.array() /= rows.array();
  const GpParameters& p = part_->parameters;
  const Descriptors chosen = select(part_->rows, first);
  Eigen::VectorXd trend(trend_.size() > 0 ? n : 0);
  for (Eigen::Index i = 0; i < trend.size(); ++i) trend[i] = trend_[first[std::size_t(i)]];
  Eigen::MatrixXd k = covariance_of(p, PartSimilarities(part_->kernels, chosen), chosen, trend, threads);
  // A noise that only just makes the rows' own factor would be rounding's when it is divided.
  const Eigen::VectorXd noise = (p.noise / rows.array()).max(1e-12 * k.diagonal().maxCoeff());
  k.diagonal() += noise;
  const auto left_out = GaussianProcess(std::move(k), 0, mean).leave_one_out(mean);
  GaussianProcess::Moments m{Eigen::VectorXd(y.size()), Eigen::VectorXd(y.size())};
  for (std::size_t row = 0; row < inputs.size(); ++row) {
    const Eigen::Index i = input_of[row];
    m.mean[Eigen::Index(row)] = left_out.mean[i];
    m.variance[Eigen::Index(row)] = left_out.variance[i] - noise[i] + p.noise;
  }
  return m;
}

}  // namespace graft
