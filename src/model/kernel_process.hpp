// The Gaussian process of a kernel part: made once, for any number of predictions.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/kernel_part.hpp"

namespace graft {

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
  // n^3 / 3 multiplications and n^2 numbers. Throws GRAFT_ERROR_NUMERIC.
  KernelProcess(std::shared_ptr<const KernelPart> part, int threads);

  // Of the functions at other rows, whose networks' mean scaled output is `source` [rows] or empty:
  // in scaled units.
  GaussianProcess::Moments moments(const Descriptors& rows, const std::vector<double>& source,
                                   int threads) const;
  // [rows, count]: exact joint draws of the functions at these rows, a column each. Throws
  // GRAFT_ERROR_UNSUPPORTED for more than most_joint_rows.
  std::vector<double> draws(const Descriptors& rows, const std::vector<double>& source,
                            int64_t count, uint64_t seed, int threads) const;
  // The values of the part's own rows, each as predicted by all rows of other inputs, noise
  // included: in scaled units. inputs [rows]: rows of equal input have one number. n^3 / 3
  // multiplications, for n inputs.
  GaussianProcess::Moments leave_inputs_out(std::span<const int64_t> inputs, int threads) const;

 private:
  Eigen::VectorXd trend_of(const std::vector<double>& source) const;
  // Covariances [ours, rows begin .. end - 1 of `rows`].
  Eigen::MatrixXd cross(const Descriptors& rows, const Eigen::VectorXd& trend, int64_t begin,
                        int64_t end) const;

  std::shared_ptr<const KernelPart> part_;
  PartSimilarities similarities_;
  Eigen::VectorXd trend_;
  GaussianProcess process_;
};

}  // namespace graft
