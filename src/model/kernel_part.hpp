// A kernel model: target rows, their values and the parameters of a Gaussian process over them
// (bayes/linear/gaussian_process.hpp), where the model's networks, if there are any, give the known
// prediction f. Its factor is not kept but made when the model is made: n^3 / 3 multiplications
// against n^2 / 2 numbers in the file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "bayes/linear/gaussian_process.hpp"
#include "data/similarity.hpp"

namespace graft {

constexpr int64_t most_kernel_rows = 8000;  // n^2 numbers in memory, and n^3 / 3 steps
constexpr int64_t most_joint_rows = 2000;   // of draws, whose covariance is factorised
const char* name_of(Kernel kernel);

struct KernelPart {
  std::vector<Kernel> kernels;  // summed, for graphs at each radius
  GpParameters parameters;
  Descriptors rows;             // what was learned from
  std::vector<double> source;   // f of the rows in standard units, or empty
  Scaling source_scaling;       // of the networks' mean scaled output to these units
  std::vector<double> targets;  // scaled

  void write(ByteWriter& to) const;
  // Throws GRAFT_ERROR_FORMAT for sizes and values that do not fit together.
  static KernelPart read(ByteReader& from, const std::string& what);
};

// The similarities with a set of rows that each kernel is of: kernel by kernel, radius by radius.
class PartSimilarities {
 public:
  // Keeps a reference to the rows. Throws GRAFT_ERROR_UNSUPPORTED for kernels that are not theirs.
  PartSimilarities(const std::vector<Kernel>& kernels, const Descriptors& rows);

  int64_t rows() const { return by_kernel_[0].rows(); }
  std::size_t parts() const { return by_kernel_.size() * radii_; }
  Kernel kernel(std::size_t part) const { return kernels_[part / radii_]; }
  void compare(std::size_t part, const Descriptors& other, int64_t row, double* out) const {
    by_kernel_[part / radii_].compare(int64_t(part % radii_), other, row, out);
  }
  double self(std::size_t part, const Descriptors& other, int64_t row) const {
    return by_kernel_[part / radii_].self(int64_t(part % radii_), other, row);
  }

 private:
  std::vector<Kernel> kernels_;
  std::vector<SimilarityTo> by_kernel_;
  std::size_t radii_;
};

// The process of a part, ready to predict. Never changes.
class KernelProcess {
 public:
  // Keeps a reference to the part. Throws GRAFT_ERROR_NUMERIC.
  KernelProcess(const KernelPart& part, int threads);

  // Of the functions at other rows, whose networks' mean scaled output is `source` [rows] or empty:
  // in scaled units.
  GaussianProcess::Moments moments(const Descriptors& rows, const std::vector<double>& source,
                                   int threads) const;
  // [rows, count]: exact joint draws of the functions at these rows, a column each. Throws
  // GRAFT_ERROR_UNSUPPORTED for more than most_joint_rows.
  std::vector<double> draws(const Descriptors& rows, const std::vector<double>& source,
                            int64_t count, uint64_t seed, int threads) const;
  GaussianProcess::Moments leave_one_out() const;

 private:
  Eigen::VectorXd trend_of(const std::vector<double>& source) const;
  // Covariances [ours, rows begin .. end - 1 of `rows`].
  Eigen::MatrixXd cross(const Descriptors& rows, const Eigen::VectorXd& trend, int64_t begin,
                        int64_t end) const;

  const KernelPart& part_;
  PartSimilarities similarities_;
  Eigen::VectorXd trend_;
  GaussianProcess process_;
};

}  // namespace graft
