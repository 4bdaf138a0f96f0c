#include "bayes/math/sphere.hpp"

#include <cmath>

#include "bayes/math/random.hpp"

namespace graft {
namespace {

constexpr double least_order = 40;

// log g_v(k), g_v = Gamma(v+1) (2/k)^v I_v(k), for v >= 40. Debye's expansion of I_v and Stirling's
// of Gamma in one: with root = sqrt(v^2 + k^2) and t = v / root,
//   (root - v) + v log(2 v / (v + root)) + log sqrt(t) + log(sum u_j(t) / v^j) + 1/(12 v) - ...,
// in which the powers of k and the large terms of both cancel on paper.
double log_average(double v, double k) {
  const double root = std::sqrt(v * v + k * k), t = v / root, t2 = t * t;
  const double u1 = t * (3 - 5 * t2) / 24;
  const double u2 = t2 * (81 + t2 * (-462 + t2 * 385)) / 1152;
  const double u3 = t2 * t * (30375 + t2 * (-369603 + t2 * (765765 - t2 * 425425))) / 414720;
  const double u4 =
      t2 * t2 *
      (4465125 + t2 * (-94121676 + t2 * (349922430 + t2 * (-446185740 + t2 * 185910725)))) /
      39813120;
  const double u5 =
      t2 * t2 * t *
      (1519035525 +
       t2 * (-49286948607 + t2 * (284499769554 + t2 * (-614135872350 +
                                                       t2 * (566098157625 - t2 * 188699385875))))) /
      6688604160;
  const double w = 1 / v;
  const double series = 1 + (u1 + (u2 + (u3 + (u4 + u5 * w) * w) * w) * w) * w;
  const double stirling = (1.0 / 12 - (1.0 / 360 - w * w / 1260) * w * w) * w;
  const double less = k / (v + root);  // root - v = less k, 2 v / (v + root) = 1 - less^2
  return less * k + v * std::log1p(-less * less) + std::log(std::sqrt(t) * series) + stirling;
}

}  // namespace

SphereAverage sphere_average(int64_t p, double k) {
  // g_v' = g_{v+1} k / (2 (v+1)), and downwards g_v = g_{v+1} + g_{v+2} k^2 / (4 (v+1) (v+2)): only
  // additions of positive terms. p = 1 ends at v = -1/2, where (v+1) (v+2) = 3/4.
  const double order = 0.5 * double(p) - 1, quarter = 0.25 * k * k;
  const int up = order < least_order ? int(std::ceil(least_order - order)) : 0;
  double v = order + up, log_mean = log_average(v, k);
  double here = 1, above = std::exp(log_average(v + 1, k) - log_mean);
  for (int i = 0; i < up; ++i) {
    v -= 1;
    const double below = here + above * (quarter / ((v + 1) * (v + 2)));
    above = here;
    here = below;
    if (here > 1e200) {
      log_mean += std::log(here);
      above /= here;
      here = 1;
    }
  }
  return {log_mean + std::log(here), above / here * k / (2 * (order + 1))};
}

void draw_direction(Rng& rng, Eigen::VectorXd& u) {
  double norm;
  do {
    for (auto& x : u) x = rng.normal();
    norm = u.norm();
  } while (!(norm > 0));
  u /= norm;
}

void draw_von_mises_fisher(Rng& rng, const Eigen::VectorXd& mu, double k, Eigen::VectorXd& u) {
  const auto p = mu.size();
  u.resize(p);
  if (p == 1) {
    u[0] = rng.uniform() * (1 + std::exp(-2 * k)) < 1 ? mu[0] : -mu[0];
    return;
  }
  // w = u . mu by rejection from a transformed beta, the rest uniform across mu.
  const double m = double(p - 1);
  const double b = m / (2 * k + std::sqrt(4 * k * k + m * m));
  const double x0 = (1 - b) / (1 + b);
  // log(1 - x0^2) = log(4 b) - 2 log(1 + b): exact for large k, where x0 is next to one.
  const double c = k * x0 + m * (std::log(4 * b) - 2 * std::log1p(b));
  double w, away;  // away = 1 - w, kept apart for its precision
  for (;;) {
    const double a1 = draw_gamma(rng, 0.5 * m), a2 = draw_gamma(rng, 0.5 * m);
    const double z = a1 / (a1 + a2);
    const double below = 1 - (1 - b) * z;
    w = (1 - (1 + b) * z) / below;
    away = 2 * b * z / below;
    // 1 - x0 w = ((1 + b) below - (1 - b) (1 - (1 + b) z)) / ((1 + b) below) = 2 b / ((1 + b)
    // below)
    const double log_gap = std::log(2 * b) - std::log1p(b) - std::log(below);
    if (k * w + m * log_gap - c >= std::log(rng.uniform())) break;
  }
  draw_direction(rng, u);
  u -= mu.dot(u) * mu;
  const double norm = u.norm();
  u = w * mu + std::sqrt(away * (1 + w)) * (norm > 0 ? u / norm : u);
}

}  // namespace graft
