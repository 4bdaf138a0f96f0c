// A small dense tanh network with one linear output, in double, over all rows at once: the inner
// loop of the Bayesian samplers. Networks for training at scale are in nn/.
//
// Values are stored feature by feature with the rows next to each other, so that every loop runs
// over rows in the widest registers of the processor (tensor/kernels.hpp).
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "base/aligned.hpp"
#include "tensor/kernels.hpp"

namespace graft {

// Feature i of row r at column(i)[r]; rows padded with zeros to whole registers.
class Columns {
 public:
  Columns() = default;
  Columns(int64_t rows, int64_t cols);              // zeros
  explicit Columns(const Eigen::MatrixXd& matrix);  // [rows][cols]

  int64_t rows() const { return rows_; }
  int64_t cols() const { return cols_; }
  int64_t padded_rows() const { return (rows_ + row_padding - 1) / row_padding * row_padding; }
  int64_t stride() const { return stride_; }
  double* column(int64_t i) { return data_.data() + i * stride_; }
  const double* column(int64_t i) const { return data_.data() + i * stride_; }

 private:
  int64_t rows_ = 0, cols_ = 0, stride_ = 0;
  std::vector<double, CacheAligned<double>> data_;
};

class Mlp {
 public:
  // widths: inputs, hidden layers (none: a linear model), 1.
  explicit Mlp(std::vector<int64_t> widths);

  int64_t layers() const { return int64_t(widths_.size()) - 1; }
  int64_t inputs() const { return widths_.front(); }
  int64_t weights() const { return offsets_.back(); }
  // Layer l is weights [offset(l), offset(l + 1)): for each unit its input weights, then its bias.
  int64_t offset(int64_t l) const { return offsets_[std::size_t(l)]; }

  // Everything a pass writes, made once for a number of rows.
  struct Work {
    std::vector<Columns> hidden;  // [n][width] behind each hidden layer
    std::vector<Columns> signal;  // [n][width], derivative by each layer's sums; the last: output
    Eigen::VectorXd output;
  };
  Work work(int64_t rows) const;

  // x: [n][inputs]. Leaves f(x) in work.output.
  void forward(const Columns& x, const double* weights, Work& work) const;

  // After forward: the gradient of sum_i out_gradient_i f(x_i), all weights, overwritten.
  void backward(const Columns& x, const double* weights, const Eigen::VectorXd& out_gradient,
                Work& work, double* gradient) const;

  // sum_i |d f(x_i) / d W_l|^2 for each layer: |input|^2 |signal|^2 for each row, so that no row's
  // gradient is ever stored.
  std::vector<double> squared_gradients(const Columns& x, const double* weights) const;

 private:
  DenseShape shape(int64_t l, const Columns& rows) const;
  const Columns& input(int64_t l, const Columns& x, const Work& work) const {
    return l > 0 ? work.hidden[std::size_t(l) - 1] : x;
  }

  std::vector<int64_t> widths_, offsets_;
};

}  // namespace graft
