#include "bayes/priors/affine_alignment.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace graft {

AffineAlignment align_affine(const Eigen::VectorXd& y, const Eigen::VectorXd& f) {
  const double n = double(y.size());
  if (y.size() != f.size() || y.size() < 3)
    fail(GRAFT_ERROR_ARGUMENT, "affine alignment: y has ", y.size(), " values, f ", f.size(),
         "; as many of both and at least 3 are needed");
  AffineAlignment out;
  out.f_mean = f.mean();
  out.y_mean = y.mean();
  const Eigen::VectorXd df = f.array() - out.f_mean, dy = y.array() - out.y_mean;
  const double ff = df.squaredNorm();
  out.f_sd = std::sqrt(ff / (n - 1));
  out.y_sd = std::sqrt(dy.squaredNorm() / (n - 1));
  // A spread of mere rounding is none.
  const double rounding = 1e-13;
  if (!(out.f_sd > rounding * std::abs(out.f_mean)) || !std::isfinite(out.f_sd))
    fail(GRAFT_ERROR_NUMERIC, "affine alignment: the source's predictions at the target's rows ",
         "are all the same or not finite (mean ", out.f_mean, ")");
  if (!(out.y_sd > rounding * std::abs(out.y_mean)) || !std::isfinite(out.y_sd))
    fail(GRAFT_ERROR_NUMERIC, "affine alignment: the targets are all the same or not finite (mean ",
         out.y_mean, ")");
  out.b = df.dot(dy) / ff;
  out.a = out.y_mean - out.b * out.f_mean;
  out.residual_sd = (dy - out.b * df).norm() / std::sqrt(n - 2);
  out.a_error = out.residual_sd / std::sqrt(n);
  out.b_error = out.residual_sd / std::sqrt(ff);
  return out;
}

AffinePrior AffineAlignment::prior() const {
  AffinePrior out;
  out.a_mean = y_mean;
  out.a_sd = y_sd;
  out.b_mean = 0;
  out.b_sd = y_sd / f_sd;
  out.level = f_mean;
  return out;
}

double AffineAlignment::sigma(double source_sigma) const {
  return std::max(std::abs(b) * source_sigma, 0.5 * residual_sd);
}

}  // namespace graft
