// A small dense tanh network with one linear output, in double, over all rows at once: the inner
// loop of the Bayesian samplers. Networks for training at scale are in nn/.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace graft {

// The rows with a last column of ones, [n][inputs + 1]: biases are then weights like others.
Eigen::MatrixXd with_ones(const Eigen::MatrixXd& x);

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
    std::vector<Eigen::MatrixXd> hidden;  // [n][width + 1] behind each hidden layer, ones last
    std::vector<Eigen::MatrixXd> signal;  // [n][width]: derivative by the layer's sums
    Eigen::VectorXd output;
  };
  Work work(int64_t rows) const;

  // x as of with_ones. Leaves f(x) in work.output.
  void forward(const Eigen::MatrixXd& x, const double* weights, Work& work) const;

  // After forward: the gradient of sum_i out_gradient_i f(x_i), all weights, overwritten.
  void backward(const Eigen::MatrixXd& x, const double* weights,
                const Eigen::VectorXd& out_gradient, Work& work, double* gradient) const;

  // sum_i |d f(x_i) / d W_l|^2 for each layer: |input|^2 |signal|^2 for each row, so that no row's
  // gradient is ever stored.
  std::vector<double> squared_gradients(const Eigen::MatrixXd& x, const double* weights) const;

 private:
  using Weights = Eigen::Map<const Eigen::MatrixXd>;
  Weights layer(const double* weights, int64_t l) const;
  void back_signal(const double* weights, int64_t l, Work& work) const;

  std::vector<int64_t> widths_, offsets_;
};

}  // namespace graft
