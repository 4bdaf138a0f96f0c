// Means and deviations of training values; kept in the model so that it speaks the user's units.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace graft {

struct Scaling {
  double mean = 0, sd = 1;
  double scale(double x) const { return (x - mean) / sd; }
  double unscale(double z) const { return mean + sd * z; }
};

// Two passes in double: exact enough for any offset. A constant has sd 0: callers decide.
template <class Values>
Scaling scaling_of(const Values& values) {
  Scaling s;
  double sum = 0, square = 0, count = 0;
  for (double v : values) sum += v, ++count;
  s.mean = count > 0 ? sum / count : 0;
  for (double v : values) square += (v - s.mean) * (v - s.mean);
  s.sd = count > 0 ? std::sqrt(square / count) : 0;
  if (!(s.sd > 1e-12 * (std::abs(s.mean) + 1e-300))) s.sd = 0;
  return s;
}

}  // namespace graft
