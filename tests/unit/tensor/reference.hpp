// Plain double versions of the operations: the oracle for the fast ones.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "base/rng.hpp"
#include "tensor/ops.hpp"

namespace graft::reference {

struct Mat {
  int64_t rows = 0, cols = 0;
  std::vector<double> x;
  Mat() = default;
  Mat(int64_t r, int64_t c) : rows(r), cols(c), x(std::size_t(r * c)) {}
  double& operator()(int64_t i, int64_t j) { return x[std::size_t(i * cols + j)]; }
  double operator()(int64_t i, int64_t j) const { return x[std::size_t(i * cols + j)]; }
};

inline Mat random(int64_t rows, int64_t cols, uint64_t seed) {
  Mat m(rows, cols);
  Rng rng(seed, 77);
  for (double& v : m.x) v = double(float(rng.normal()));  // exact in both precisions
  return m;
}

inline double act(double x, Activation a) {
  switch (a) {
    case Activation::none:
      return x;
    case Activation::relu:
      return x > 0 ? x : 0;
    case Activation::silu:
      return x / (1 + std::exp(-x));
    case Activation::tanh:
      return std::tanh(x);
  }
  return x;
}

inline Mat dense(const Mat& x, const Mat& w, const Mat* bias, const Mat* addend,
                 const std::vector<int32_t>* rows, Activation a) {
  Mat y(x.rows, w.cols);
  for (int64_t i = 0; i < y.rows; ++i)
    for (int64_t j = 0; j < y.cols; ++j) {
      double sum = bias ? (*bias)(0, j) : 0;
      for (int64_t k = 0; k < x.cols; ++k) sum += x(i, k) * w(k, j);
      if (addend) sum += (*addend)(rows ? (*rows)[std::size_t(i)] : i, j);
      y(i, j) = act(sum, a);
    }
  return y;
}

inline Mat sparse(const SparseMatrix& s, const Mat& x) {
  Mat y(s.rows, x.cols);
  for (int64_t i = 0; i < s.rows; ++i)
    for (int64_t e = s.start[i]; e < s.start[i + 1]; ++e)
      for (int64_t j = 0; j < x.cols; ++j)
        y(i, j) += double(s.weight ? s.weight[e] : 1.f) * x(s.index[e], j);
  return y;
}

inline Mat outer_sum(const Mat& a, const Mat& p, Activation f) {
  Mat y(a.rows * p.rows, a.cols);
  for (int64_t i = 0; i < y.rows; ++i)
    for (int64_t j = 0; j < y.cols; ++j) y(i, j) = act(a(i % a.rows, j) + p(i / a.rows, j), f);
  return y;
}

inline Mat row_distance(const Mat& a, const Mat& b, const std::vector<float>& scale) {
  Mat y(a.rows, 1);
  for (int64_t i = 0; i < a.rows; ++i) {
    double sum = 1e-12;
    for (int64_t j = 0; j < a.cols; ++j) sum += std::pow(a(i, j) - b(i % b.rows, j), 2);
    y(i, 0) = std::sqrt(sum) * double(scale[std::size_t(i / b.rows)]);
  }
  return y;
}

inline Mat cosine_similarity(const Mat& x) {
  const auto product = [&](int64_t i, int64_t j) {
    double sum = i == j ? 1e-12 : 0;
    for (int64_t c = 0; c < x.cols; ++c) sum += x(i, c) * x(j, c);
    return sum;
  };
  Mat s(x.rows, x.rows);
  for (int64_t i = 0; i < x.rows; ++i)
    for (int64_t j = 0; j < x.rows; ++j) {
      const double dot = product(i, j) - (i == j ? 1e-12 : 0);
      s(i, j) = dot / std::sqrt(product(i, i) * product(j, j));
    }
  return s;
}

// d f / d m by central differences in double.
inline Mat gradient(Mat& m, const std::function<double()>& f) {
  Mat g(m.rows, m.cols);
  const double h = 1e-6;
  for (std::size_t i = 0; i < m.x.size(); ++i) {
    const double at = m.x[i];
    m.x[i] = at + h;
    const double up = f();
    m.x[i] = at - h;
    const double down = f();
    m.x[i] = at;
    g.x[i] = (up - down) / (2 * h);
  }
  return g;
}

}  // namespace graft::reference
