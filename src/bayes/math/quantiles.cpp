#include "bayes/math/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace graft {

double quantile(std::span<const double> x, double p) {
  std::vector<double> sorted(x.begin(), x.end());
  const double place = p * double(sorted.size() - 1);
  const auto low = sorted.begin() + std::ptrdiff_t(place);
  std::nth_element(sorted.begin(), low, sorted.end());
  const double share = place - std::floor(place);
  if (share == 0) return *low;
  const double next = *std::min_element(low + 1, sorted.end());
  return *low + share * (next - *low);
}

double normal_quantile(double p) {
  if (!(p > 0 && p < 1))
    return p == 0 ? -INFINITY : p == 1 ? INFINITY : std::numeric_limits<double>::quiet_NaN();
  // A rational start good to 4.5e-4 (Abramowitz and Stegun 26.2.23), then Halley's method on erfc,
  // which triples the digits: two steps reach rounding. Done in the lower tail, where erfc keeps
  // its relative precision.
  const double tail = std::min(p, 1 - p);
  const double t = std::sqrt(-2 * std::log(tail));
  double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                     (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (int i = 0; i < 2; ++i) {
    const double excess = 0.5 * std::erfc(z / M_SQRT2) - tail;
    const double step = excess * std::sqrt(2 * M_PI) * std::exp(0.5 * z * z);
    z += step / (1 - 0.5 * z * step);
  }
  return p < 0.5 ? -z : z;
}

}  // namespace graft
