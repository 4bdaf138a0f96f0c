// The normal distribution.
#pragma once

#include <cmath>

namespace graft {

inline double normal_density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * M_PI); }
inline double normal_cumulative(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// Of y with mean and deviation sd, z = (y - mean) / sd.
inline double normal_log_density(double z, double sd) {
  return -0.5 * z * z - std::log(sd) - 0.5 * std::log(2 * M_PI);
}

}  // namespace graft
