// A target of a Bayesian last layer and the moments of its draws.
#pragma once

#include <Eigen/Dense>
#include <cmath>

#include "bayes/linear/linear_head.hpp"

namespace graft::test {

inline Eigen::MatrixXd normals(int rows, int cols, Rng& rng) {
  Eigen::MatrixXd x(rows, cols);
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < cols; ++j) x(i, j) = rng.normal();
  return x;
}

// A target that follows 3 - 2 f_S, a covariate and some delta.
struct HeadProblem {
  Eigen::MatrixXd phi, covariates;
  Eigen::VectorXd y;
  SourceHead source;

  HeadProblem(int n, int p, int q, double shift, double noise, uint64_t seed) {
    Rng rng(seed, 7);
    phi = normals(n, p, rng);
    const Eigen::VectorXd common = normals(n, 1, rng);
    phi += 0.8 * common.replicate(1, p);
    covariates = normals(n, q, rng);
    source.weights = normals(p, 1, rng);
    source.intercept = 0.4;
    source.sigma = 0.3;
    y = 3 - 2 * of_source(phi).array();
    if (q > 0) y += covariates * Eigen::VectorXd::LinSpaced(q, 1, 2);
    y += shift * phi * normals(p, 1, rng) + noise * normals(n, 1, rng);
  }
  Eigen::VectorXd of_source(const Eigen::MatrixXd& x) const {
    return (x * source.weights).array() + source.intercept;
  }
  // [1, f_S, C].
  Eigen::MatrixXd affine_columns() const {
    Eigen::MatrixXd f(phi.rows(), 2 + covariates.cols());
    f << Eigen::VectorXd::Ones(phi.rows()), of_source(phi), covariates;
    return f;
  }
  LinearHead fit(const LinearHeadSettings& s) const { return {phi, covariates, y, source, s}; }
};

inline Eigen::VectorXd predict(const LinearHeadDraw& draw, const Eigen::MatrixXd& phi,
                               const Eigen::MatrixXd& covariates) {
  Eigen::VectorXd f = (phi * draw.weights).array() + draw.intercept;
  if (covariates.cols() > 0) f += covariates * draw.covariates;
  return f;
}

struct Moments {
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;
  double log_sigma = 0;
};

inline Moments moments(const LinearHead& head, int draws, const Eigen::MatrixXd& phi,
                       const Eigen::MatrixXd& covariates) {
  Rng rng(1, 1);
  Eigen::MatrixXd f(phi.rows(), draws);
  Moments m;
  for (int i = 0; i < draws; ++i) {
    const auto draw = head.draw(rng);
    f.col(i) = predict(draw, phi, covariates);
    m.log_sigma += std::log(draw.sigma) / draws;
  }
  m.mean = f.rowwise().mean();
  f.colwise() -= m.mean;
  m.covariance = f * f.transpose() / draws;
  return m;
}

inline LinearHeadSettings settings_of(HeadPrior prior, double rate, double shape) {
  LinearHeadSettings s;
  s.prior = prior;
  s.rate = rate;
  s.shape = shape;
  s.sigma_spread = 0.6;
  return s;
}

}  // namespace graft::test
