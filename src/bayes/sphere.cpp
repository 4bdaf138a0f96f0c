#include "bayes/sphere.hpp"

#include <cmath>

#include "bayes/random.hpp"

namespace graft {
namespace {

constexpr double least_order = 60;

// log Gamma(v+1) (2/k)^v I_v(k) for v >= 60: the powers of k cancel in the exponent
//   root + v log(2 / (v + root)),  root = sqrt(v^2 + k^2),
// so k = 0 needs no case of its own.
double debye(double v, double k) {
  const double root = std::hypot(v, k), t = v / root, t2 = t * t;
  const double u1 = t * (3 - 5 * t2) / 24;
  const double u2 = t2 * (81 + t2 * (-462 + t2 * 385)) / 1152;
  const double u3 = t2 * t * (30375 + t2 * (-369603 + t2 * (765765 - t2 * 425425))) / 414720;
  const double u4 =
      t2 * t2 *
      (4465125 + t2 * (-94121676 + t2 * (349922430 + t2 * (-446185740 + t2 * 185910725)))) /
      39813120;
  const double u5 = t2 * t2 * t *
                    (1519035525 + t2 * (-49286948607 + t2 * (284499769554 +
                     t2 * (-614135872350 + t2 * (566098157625 - t2 * 188699385875))))) /
                    6688604160;
  const double series = 1 + (u1 + (u2 + (u3 + (u4 + u5 / v) / v) / v) / v) / v;
  return root + v * std::log(2 / (v + root)) + std::lgamma(v + 1) - 0.5 * std::log(2 * M_PI * root) +
         std::log(series);
}

}  // namespace

SphereAverage sphere_average(int64_t p, double k) {
  // With g_v = Gamma(v+1) (2/k)^v I_v: g_v' = g_{v+1} k / (2 (v+1)) and, s_v = g_{v+1} / g_v,
  // s_v = 1 / (1 + k^2 / (4 (v+1) (v+2)) s_{v+1}).
  const double order = 0.5 * double(p) - 1;
  const int up = order < least_order ? int(std::ceil(least_order - order)) : 0;
  double v = order + up;
  double log_mean = debye(v, k), s = std::exp(debye(v + 1, k) - log_mean);
  double product = 1;
  while (v > order + 0.25) {
    v -= 1;
    // p = 1 ends at v = -1/2, where (v+1)(v+2) = 3/4: no division by zero.
    s = 1 / (1 + 0.25 * k * k / ((v + 1) * (v + 2)) * s);
    product *= s;
    if (product < 1e-250) {
      log_mean -= std::log(product);
      product = 1;
    }
  }
  log_mean -= std::log(product);
  return {log_mean, s * k / (2 * (v + 1))};
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
    // 1 - x0 w = ((1 + b) below - (1 - b) (1 - (1 + b) z)) / ((1 + b) below) = 2 b / ((1 + b) below)
    const double log_gap = std::log(2 * b) - std::log1p(b) - std::log(below);
    if (k * w + m * log_gap - c >= std::log(rng.uniform())) break;
  }
  draw_direction(rng, u);
  u -= mu.dot(u) * mu;
  const double norm = u.norm();
  u = w * mu + std::sqrt(away * (1 + w)) * (norm > 0 ? u / norm : u);
}

}  // namespace graft
