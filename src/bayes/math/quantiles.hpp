// Quantiles of a sample and of the standard normal distribution.
#pragma once

#include <span>

namespace graft {

// Linear interpolation of the sorted values at 1 + (n - 1) p, p in [0, 1] (type 7 of Hyndman and
// Fan 1996). Needs a value.
double quantile(std::span<const double> x, double p);

// The inverse of the standard normal distribution function, to about 1e-15 relative; p in (0, 1).
double normal_quantile(double p);

}  // namespace graft
