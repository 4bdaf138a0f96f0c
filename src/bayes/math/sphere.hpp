// Directions on the unit sphere in p dimensions, and the average of e^{k u_1} over it.
#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "base/rng.hpp"

namespace graft {

// log of the mean of exp(k u_1) over the unit sphere in p dimensions,
//   Gamma(p/2) (2/k)^{p/2-1} I_{p/2-1}(k),
// for p >= 1 and any k >= 0, to about 1e-11; and its derivative I_{p/2}(k) / I_{p/2-1}(k), the mean
// of u_1 under the density e^{k u_1} (von Mises and Fisher). I itself would overflow from k = 713.
// Source: Debye's uniform expansion (DLMF 10.41) at an order of 40 or more, and from there down by
// the recurrence of I_v, which is stable in that direction.
struct SphereAverage {
  double log_mean, mean_u;
};
SphereAverage sphere_average(int64_t p, double k);

// A uniform direction.
void draw_direction(Rng& rng, Eigen::VectorXd& u);

// A direction with density proportional to exp(k u . mu), |mu| = 1 (Wood 1994). p = 1: a sign.
void draw_von_mises_fisher(Rng& rng, const Eigen::VectorXd& mu, double k, Eigen::VectorXd& u);

}  // namespace graft
