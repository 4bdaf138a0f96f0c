// Where the posterior mean of a linear model of p weights and known noise lies under both
// constructions of the PC prior, by quadrature over its one scale: an oracle for exact draws.
//
// In z = H^{1/2} delta the likelihood is that of z ~ N(z_hat, I / precision), z_hat that of least
// squares: precision is n when the target's noise is the source's, n sigma_S^2 / sigma^2 else.
#pragma once

#include <cmath>
#include <cstdint>

#include "bayes/math/density_1d.hpp"
#include "bayes/math/sphere.hpp"

namespace graft::test {

// Level sets: the share of the way from the source (0) to least squares (1); z_hat > 0. The
// posterior of r = |z| is
//   exp(-rate r - precision r^2 / 2) times the sphere's average of exp(precision r z_hat . u).
inline double level_set_factor(int64_t p, double precision, double rate, double z_hat) {
  const auto radius = Density1d::half_line(
      [=](double r) {
        return -r * (rate + 0.5 * precision * r) +
               sphere_average(p, precision * r * z_hat).log_mean;
      },
      0, z_hat + 1 / std::sqrt(precision));
  return radius.mean([&](double r) {
    return r * sphere_average(p, precision * r * z_hat).mean_u;
  }) / z_hat;
}

// z ~ N(0, tau^2 I), tau ~ Exponential(rate sqrt(p)), whose posterior is
//   (1 + precision tau^2)^{-p/2} exp(-precision z_hat^2 / (2 (1 + precision tau^2))
//                                    - rate sqrt(p) tau).
inline double g_prior_factor(int64_t p, double precision, double rate, double z_hat) {
  const double root = std::sqrt(double(p));
  const auto scale = Density1d::half_line(
      [=](double tau) {
        const double spread = 1 + precision * tau * tau;
        return -0.5 * double(p) * std::log(spread) - 0.5 * precision * z_hat * z_hat / spread -
               rate * root * tau;
      },
      0, z_hat / root + 1 / (rate * root));
  return scale.mean(
      [&](double tau) { return precision * tau * tau / (1 + precision * tau * tau); });
}

}  // namespace graft::test
