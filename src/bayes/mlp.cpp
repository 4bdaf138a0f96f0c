#include "bayes/mlp.hpp"

#include "base/error.hpp"

namespace graft {
namespace {

// tanh by the vectorised exponential: absolute error of rounding, which is what sums over units
// feel.
template <class Block>
void tanh_in_place(Block&& a) {
  a.array() = 1 - 2 / ((2 * a.array()).exp() + 1);
}

}  // namespace

Eigen::MatrixXd with_ones(const Eigen::MatrixXd& x) {
  Eigen::MatrixXd out(x.rows(), x.cols() + 1);
  out << x, Eigen::VectorXd::Ones(x.rows());
  return out;
}

Mlp::Mlp(std::vector<int64_t> widths) : widths_(std::move(widths)), offsets_{0} {
  if (widths_.size() < 2 || widths_.back() != 1)
    fail(GRAFT_ERROR_ARGUMENT, "mlp: widths need an input and one output");
  for (std::size_t l = 0; l + 1 < widths_.size(); ++l) {
    if (widths_[l] < 1) fail(GRAFT_ERROR_ARGUMENT, "mlp: layer ", l, " is ", widths_[l], " wide");
    offsets_.push_back(offsets_.back() + (widths_[l] + 1) * widths_[l + 1]);
  }
}

Mlp::Weights Mlp::layer(const double* weights, int64_t l) const {
  return {weights + offset(l), widths_[std::size_t(l)] + 1, widths_[std::size_t(l) + 1]};
}

Mlp::Work Mlp::work(int64_t rows) const {
  Work w;
  for (std::size_t l = 1; l + 1 < widths_.size(); ++l) {
    w.hidden.push_back(Eigen::MatrixXd::Ones(rows, widths_[l] + 1));
    w.signal.push_back(Eigen::MatrixXd::Zero(rows, widths_[l]));
  }
  w.output.setZero(rows);
  return w;
}

void Mlp::forward(const Eigen::MatrixXd& x, const double* weights, Work& work) const {
  const Eigen::MatrixXd* in = &x;
  for (int64_t l = 0; l + 1 < layers(); ++l) {
    auto& hidden = work.hidden[std::size_t(l)];
    auto sums = hidden.leftCols(hidden.cols() - 1);
    sums.noalias() = *in * layer(weights, l);
    tanh_in_place(sums);
    in = &hidden;
  }
  work.output.noalias() = *in * layer(weights, layers() - 1).col(0);
}

// From the signal of layer l + 1, or the output's where l is the last hidden one, to that of layer
// l; the last layer's is expected in work.output.
void Mlp::back_signal(const double* weights, int64_t l, Work& work) const {
  auto& signal = work.signal[std::size_t(l)];
  const auto next = layer(weights, l + 1).topRows(signal.cols());
  if (l + 2 == layers())
    signal.noalias() = work.output * next.col(0).transpose();
  else
    signal.noalias() = work.signal[std::size_t(l) + 1] * next.transpose();
  const auto& hidden = work.hidden[std::size_t(l)];
  signal.array() *= 1 - hidden.leftCols(signal.cols()).array().square();
}

void Mlp::backward(const Eigen::MatrixXd& x, const double* weights,
                   const Eigen::VectorXd& out_gradient, Work& work, double* gradient) const {
  work.output = out_gradient;
  for (int64_t l = layers() - 1; l >= 0; --l) {
    const auto& in = l > 0 ? work.hidden[std::size_t(l) - 1] : x;
    Eigen::Map<Eigen::MatrixXd> out(gradient + offset(l), in.cols(), widths_[std::size_t(l) + 1]);
    if (l == layers() - 1) {
      out.col(0).noalias() = in.transpose() * work.output;
    } else {
      back_signal(weights, l, work);
      out.noalias() = in.transpose() * work.signal[std::size_t(l)];
    }
  }
}

std::vector<double> Mlp::squared_gradients(const Eigen::MatrixXd& x, const double* weights) const {
  Work w = work(x.rows());
  forward(x, weights, w);
  w.output.setOnes();
  std::vector<double> sums(std::size_t(layers()), 0.0);
  for (int64_t l = layers() - 1; l >= 0; --l) {
    const auto& in = l > 0 ? w.hidden[std::size_t(l) - 1] : x;
    const Eigen::VectorXd squares = in.rowwise().squaredNorm();  // the ones count for the bias
    if (l == layers() - 1) {
      sums[std::size_t(l)] = squares.sum();
    } else {
      back_signal(weights, l, w);
      sums[std::size_t(l)] = squares.dot(w.signal[std::size_t(l)].rowwise().squaredNorm());
    }
  }
  return sums;
}

}  // namespace graft
