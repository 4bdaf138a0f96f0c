// A linear model as SVI and SGHMC see it: a block of floats with gaps, and the error of
// minibatches.
#pragma once

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "bayes/networks/grouped_model.hpp"

namespace graft::test {

// Correlated columns; y of the source's weights moved by `shift` each. The weights lie in the block
// at 1 .. p - 1 and at p + 2, with other floats before, between and after.
struct LinearError {
  Eigen::MatrixXd x;
  Eigen::VectorXd y, source;
  double sigma = 0.7;

  LinearError(int n, int p, double shift, uint64_t seed) : x(n, p), y(n), source(p) {
    Rng rng(seed, 99);
    for (int i = 0; i < n; ++i) {
      const double common = rng.normal();
      for (int j = 0; j < p; ++j) x(i, j) = rng.normal() + 0.5 * common;
    }
    for (int j = 0; j < p; ++j) source[j] = 1 - 0.25 * j;
    y = x * (source.array() + shift).matrix();
    for (int i = 0; i < n; ++i) y[i] += sigma * rng.normal();
  }

  int p() const { return int(x.cols()); }
  std::size_t size() const { return std::size_t(p() + 4); }
  std::size_t place(int j) const { return std::size_t(j < p() - 1 ? j + 1 : j + 3); }

  double h() const { return x.squaredNorm() / (double(x.rows()) * sigma * sigma); }
  GroupedModel model(ScalePrior prior, double sigma_spread) const {
    GroupedModel m{Floats(size(), 0.f), {},    std::move(prior),
                   double(x.rows()),    sigma, sigma_spread};
    for (int j = 0; j < p(); ++j) m.source[place(j)] = float(source[j]);
    m.groups = {{{1, p()}, {p() + 2, p() + 3}}};
    return m;
  }
  Eigen::VectorXd weights(std::span<const float> block) const {
    Eigen::VectorXd w(p());
    for (int j = 0; j < p(); ++j) w[j] = block[place(j)];
    return w;
  }

  // Minibatches of `batch` rows in order, wrapping round; fills the gaps of the gradient with
  // rubbish, which nobody may read.
  MinibatchError error(int batch) const {
    return [this, batch, rows = Eigen::MatrixXd(x.transpose())](
               int64_t step, std::span<const float> block, std::span<float> gradient) {
      const Eigen::VectorXd w = weights(block);
      Eigen::VectorXd g = Eigen::VectorXd::Zero(p());
      double square = 0;
      for (int b = 0; b < batch; ++b) {
        const auto i = Eigen::Index((step * batch + b) % int64_t(x.rows()));
        const double r = rows.col(i).dot(w) - y[i];
        square += r * r;
        g += 2 * r * rows.col(i);
      }
      const double scale = double(x.rows()) / batch;
      std::fill(gradient.begin(), gradient.end(), 1e30f);
      for (int j = 0; j < p(); ++j) gradient[place(j)] = float(scale * g[j]);
      return scale * square;
    };
  }
  MinibatchError full() const { return error(int(x.rows())); }

  // Of the normal posterior given tau, and sigma as it is.
  Eigen::MatrixXd precision(double tau) const {
    return x.transpose() * x / (sigma * sigma) + Eigen::MatrixXd::Identity(p(), p()) / (tau * tau);
  }
  Eigen::VectorXd posterior_mean(double tau) const {
    const Eigen::VectorXd pull = x.transpose() * (y - x * source) / (sigma * sigma);
    return source + precision(tau).ldlt().solve(pull);
  }
  Eigen::VectorXd least_squares() const { return x.colPivHouseholderQr().solve(y); }
};

}  // namespace graft::test
