#include "bayes/networks/mlp.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace graft {
namespace {

// An odd number of cache lines: columns at a power of two apart would share a few sets of the
// cache.
int64_t stride_of(int64_t rows) {
  constexpr int64_t line = 8;
  return ((rows + line - 1) / line | 1) * line;
}

// v[r] = 1 + |row r|^2: the squared length of a layer's input, whose bias sees a one.
void input_squares(const Columns& x, std::vector<double>& v) {
  std::fill(v.begin(), v.end(), 1.0);
  for (int64_t i = 0; i < x.cols(); ++i)
    for (int64_t r = 0; r < x.rows(); ++r) v[std::size_t(r)] += x.column(i)[r] * x.column(i)[r];
}

}  // namespace

Columns::Columns(int64_t rows, int64_t cols)
    : rows_(rows), cols_(cols), stride_(stride_of(rows)), data_(std::size_t(stride_ * cols), 0.0) {
  static_assert(row_padding <= 8, "a stride of whole cache lines covers the padding");
}

Columns::Columns(const Eigen::MatrixXd& matrix) : Columns(matrix.rows(), matrix.cols()) {
  for (int64_t i = 0; i < cols_; ++i)
    for (int64_t r = 0; r < rows_; ++r) column(i)[r] = matrix(r, i);
}

Mlp::Mlp(std::vector<int64_t> widths) : widths_(std::move(widths)), offsets_{0} {
  if (widths_.size() < 2 || widths_.back() != 1)
    fail(GRAFT_ERROR_ARGUMENT, "mlp: widths need an input and one output");
  for (std::size_t l = 0; l + 1 < widths_.size(); ++l) {
    if (widths_[l] < 1) fail(GRAFT_ERROR_ARGUMENT, "mlp: layer ", l, " is ", widths_[l], " wide");
    offsets_.push_back(offsets_.back() + (widths_[l] + 1) * widths_[l + 1]);
  }
}

DenseShape Mlp::shape(int64_t l, const Columns& rows) const {
  return {widths_[std::size_t(l)], widths_[std::size_t(l) + 1], rows.padded_rows(), rows.stride()};
}

Mlp::Work Mlp::work(int64_t rows) const {
  Work w;
  for (std::size_t l = 1; l < widths_.size(); ++l) {
    if (l + 1 < widths_.size()) w.hidden.emplace_back(rows, widths_[l]);
    w.signal.emplace_back(rows, widths_[l]);
  }
  w.output.setZero(rows);
  return w;
}

void Mlp::forward(const Columns& x, const double* weights, Work& work) const {
  for (int64_t l = 0; l < layers(); ++l) {
    const bool last = l + 1 == layers();
    auto& out = last ? work.signal.back() : work.hidden[std::size_t(l)];
    kernels().dense(out.column(0), input(l, x, work).column(0), weights + offset(l), shape(l, x),
                    !last);
  }
  std::copy_n(work.signal.back().column(0), x.rows(), work.output.data());
}

void Mlp::backward(const Columns& x, const double* weights, const Eigen::VectorXd& out_gradient,
                   Work& work, double* gradient) const {
  double* top = work.signal.back().column(0);
  std::fill(std::copy_n(out_gradient.data(), x.rows(), top), top + x.padded_rows(), 0.0);
  for (int64_t l = layers() - 1; l >= 0; --l) {
    const Columns& in = input(l, x, work);
    const double* signal = work.signal[std::size_t(l)].column(0);
    kernels().dense_gradient(gradient + offset(l), in.column(0), signal, shape(l, x));
    if (l > 0)
      kernels().dense_signal(work.signal[std::size_t(l) - 1].column(0), in.column(0), signal,
                             weights + offset(l), shape(l, x));
  }
}

std::vector<double> Mlp::squared_gradients(const Columns& x, const double* weights) const {
  Work w = work(x.rows());
  forward(x, weights, w);
  std::vector<double> unused(std::size_t(this->weights()));
  backward(x, weights, Eigen::VectorXd::Ones(x.rows()), w, unused.data());
  std::vector<double> sums(std::size_t(layers()), 0.0), squares(std::size_t(x.rows()));
  for (int64_t l = 0; l < layers(); ++l) {
    input_squares(input(l, x, w), squares);
    const Columns& signal = w.signal[std::size_t(l)];
    for (int64_t i = 0; i < signal.cols(); ++i)
      for (int64_t r = 0; r < x.rows(); ++r)
        sums[std::size_t(l)] += squares[std::size_t(r)] * signal.column(i)[r] * signal.column(i)[r];
  }
  return sums;
}

}  // namespace graft
