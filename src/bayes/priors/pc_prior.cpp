#include "bayes/priors/pc_prior.hpp"

#include <cmath>

#include "base/error.hpp"
#include "bayes/math/random.hpp"
#include "bayes/math/sphere.hpp"

namespace graft {

double pc_rate(double u, double a) {
  if (!(u > 0 && std::isfinite(u)))
    fail(GRAFT_ERROR_ARGUMENT, "pc prior: the distance u is ", u, ", not above 0");
  if (!(a > 0 && a < 1))
    fail(GRAFT_ERROR_ARGUMENT, "pc prior: the probability a is ", a, ", not within (0, 1)");
  return -std::log(a) / u;
}

LevelSetPrior::LevelSetPrior(const Eigen::MatrixXd& h, double rate, double ridge)
    : h_(h), rate_(rate) {
  if (!(rate > 0)) fail(GRAFT_ERROR_ARGUMENT, "pc prior: the rate is ", rate, ", not above 0");
  h_.diagonal().array() += ridge;
  factor_.compute(h_);
  const double floor = 1e-12 * h_.diagonal().cwiseAbs().maxCoeff();
  if (factor_.info() != Eigen::Success ||
      !(factor_.matrixLLT().diagonal().array().square().minCoeff() > floor))
    fail(GRAFT_ERROR_NUMERIC, "pc prior: the distance does not see all of the ", h.rows(),
         " weights (H is singular): give a ridge above ", ridge);
  const double p = double(dim());
  log_constant_ = std::log(rate) + std::lgamma(0.5 * p) - std::log(2.0) - 0.5 * p * std::log(M_PI) +
                  factor_.matrixLLT().diagonal().array().log().sum();
}

double LevelSetPrior::distance(const Eigen::VectorXd& delta) const {
  return (factor_.matrixU() * delta).norm();
}

double LevelSetPrior::log_density(const Eigen::VectorXd& delta, Eigen::VectorXd& gradient) const {
  gradient.noalias() = h_ * delta;
  const double d = std::sqrt(delta.dot(gradient)), p = double(dim());
  gradient *= ((1 - p) / d - rate_) / d;
  return log_constant_ + (p > 1 ? (1 - p) * std::log(d) : 0) - rate_ * d;
}

void LevelSetPrior::draw(Rng& rng, Eigen::VectorXd& delta) const {
  delta.resize(dim());
  const double r = draw_exponential(rng, rate_);
  draw_direction(rng, delta);
  factor_.matrixU().solveInPlace(delta);
  delta *= r;
}

Density1d level_set_radius(int64_t p, double precision, double rate, double z_hat) {
  return Density1d::half_line(
      [=](double r) {
        return -r * (rate + 0.5 * precision * r) +
               sphere_average(p, precision * r * z_hat).log_mean;
      },
      0, z_hat + 1 / std::sqrt(precision));
}

Density1d g_prior_scale(int64_t p, double precision, double rate, double z_hat) {
  const double root = std::sqrt(double(p));
  return Density1d::half_line(
      [=](double tau) {
        const double spread = 1 + precision * tau * tau;
        return -0.5 * double(p) * std::log(spread) - 0.5 * precision * z_hat * z_hat / spread -
               rate * root * tau;
      },
      0, z_hat / root + 1 / (rate * root));
}

double level_set_factor(int64_t p, double precision, double rate, double z_hat) {
  const auto radius = level_set_radius(p, precision, rate, z_hat);
  return radius.mean([&](double r) {
    return r * sphere_average(p, precision * r * z_hat).mean_u;
  }) / z_hat;
}

double g_prior_factor(int64_t p, double precision, double rate, double z_hat) {
  return g_prior_scale(p, precision, rate, z_hat).mean([&](double tau) {
    return precision * tau * tau / (1 + precision * tau * tau);
  });
}

}  // namespace graft
