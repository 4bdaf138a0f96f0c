// A small network, inputs and a source for it, and the network again as plain loops: an oracle.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "base/rng.hpp"
#include "bayes/networks/mlp.hpp"

namespace graft::test {

inline Eigen::MatrixXd random_matrix(int64_t rows, int64_t cols, uint64_t seed) {
  Rng rng(seed, 77);
  Eigen::MatrixXd x(rows, cols);
  for (auto& v : x.reshaped()) v = rng.normal();
  return x;
}

// The same network, one row and one unit at a time.
inline double plain_forward(const std::vector<int64_t>& widths, const double* w,
                            std::vector<double> in) {
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    std::vector<double> out;
    for (int64_t unit = 0; unit < widths[l + 1]; ++unit) {
      double sum = 0;
      for (double v : in) sum += *w++ * v;
      sum += *w++;
      out.push_back(l + 2 < widths.size() ? std::tanh(sum) : sum);
    }
    in = out;
  }
  return in[0];
}

struct Network {
  std::vector<int64_t> widths;
  Mlp mlp;
  Eigen::MatrixXd x;
  std::vector<double> source;
  explicit Network(std::vector<int64_t> w, int rows, uint64_t seed)
      : widths(w), mlp(w), x(random_matrix(rows, w[0], seed)) {
    Rng rng(seed, 78);
    for (int64_t i = 0; i < mlp.weights(); ++i) source.push_back(0.6 * rng.normal());
  }
  double f(const double* weights, int64_t row) const {
    const Eigen::VectorXd in = x.row(row);
    return plain_forward(widths, weights, {in.data(), in.data() + in.size()});
  }
  Eigen::VectorXd targets(double shift, double noise, uint64_t seed) const {
    auto moved = source;
    Rng rng(seed, 79);
    for (auto& v : moved) v += shift * rng.normal();
    Eigen::VectorXd y(x.rows());
    for (int64_t i = 0; i < y.size(); ++i) y[i] = f(moved.data(), i) + noise * rng.normal();
    return y;
  }
};

}  // namespace graft::test
