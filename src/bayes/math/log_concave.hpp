// Exact draws from a log-concave density of one variable, without memory or tables.
//
// The hat is the least of three tangents of the log density, at about the mode and at a point on
// either side of it: an exponential piece each. Rejection accepts most draws (two thirds and more
// for a normal density). Source: adaptive rejection (Gilks and Wild, Applied Statistics 41, 1992)
// without the adaptation, which one draw does not repay.
#pragma once

#include <cmath>

#include "base/rng.hpp"

namespace graft {

// log_density(x, slope): up to a constant, and its derivative, which shall change its sign. The
// search for the mode begins at `start` with steps of `width`, both > -infinity and finite; they
// influence the cost only.
template <class F>
double draw_log_concave(Rng& rng, F&& log_density, double start, double width) {
  struct Tangent {
    double x, value, slope;
    double at(double u) const { return value + slope * (u - x); }
  };
  const auto tangent = [&](double x) {
    Tangent t{x, 0, 0};
    t.value = log_density(x, t.slope);
    return t;
  };
  Tangent middle = tangent(start), left = middle, right = middle;
  for (double step = width; left.slope <= 0; step *= 2) left = tangent(left.x - step);
  for (double step = width; right.slope >= 0; step *= 2) right = tangent(right.x + step);
  // Until the mode is not 0.1 higher than the middle.
  for (int i = 0; i < 100; ++i) {
    middle = tangent(0.5 * (left.x + right.x));
    if (std::abs(middle.slope) * (right.x - left.x) < 0.2) break;
    (middle.slope > 0 ? left : right) = middle;
  }
  // A tangent helps where the density has fallen by a factor, but not by orders of magnitude.
  double reach = 0.5 * (right.x - left.x);
  do {
    left = tangent(middle.x - reach);
    reach *= 2;
  } while (!(left.slope * (middle.x - left.x) > 0.7));
  reach = 0.5 * (middle.x - left.x);
  do {
    right = tangent(middle.x + reach);
    reach *= 2;
  } while (!(-right.slope * (right.x - middle.x) > 0.7));

  const auto crossing = [](const Tangent& a, const Tangent& b) {
    return a.x + (b.value - a.value + b.slope * (a.x - b.x)) / (a.slope - b.slope);
  };
  const double first = crossing(left, middle), second = crossing(middle, right);
  const double top = middle.value, wide = second - first, slope = middle.slope;
  const double mass_left = std::exp(left.at(first) - top) / left.slope;
  const double mass_right = std::exp(right.at(second) - top) / -right.slope;
  const bool flat = std::abs(slope) * wide < 1e-8;
  const double mass_middle =
      std::exp(middle.at(first) - top) * (flat ? wide : std::expm1(slope * wide) / slope);
  for (;;) {
    const double u = rng.uniform() * (mass_left + mass_middle + mass_right), v = rng.uniform();
    const Tangent& hat = u < mass_left ? left : u < mass_left + mass_middle ? middle : right;
    double x;
    if (&hat == &left)
      x = first + std::log(v) / left.slope;
    else if (&hat == &right)
      x = second + std::log(v) / right.slope;
    else
      x = first + (flat ? v * wide : std::log1p(v * std::expm1(slope * wide)) / slope);
    double unused;
    if (std::log(rng.uniform()) < log_density(x, unused) - hat.at(x)) return x;
  }
}

}  // namespace graft
