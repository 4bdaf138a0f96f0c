#include "model/bounds.hpp"

#include <algorithm>

namespace graft {

Bounds Bounds::of(std::span<const double> values, double overshoot) {
  const auto [least, most] = std::ranges::minmax(values);
  return {least, most, overshoot * (most - least)};
}

Bounds Bounds::carried(double a, double b) const {
  if (b == 0) return {};  // no value says anything
  const double from = a + b * lower, to = a + b * upper;
  return {std::min(from, to), std::max(from, to), std::abs(b) * give};
}

HeldMembers::HeldMembers(std::span<const double> members, const Bounds& bounds) {
  const double count = double(members.size());
  double sum = 0, raw = 0, square = 0;
  for (const double y : members) {
    sum += bounds.hold(y);
    raw += y;
  }
  mean = sum / count;
  taken = raw / count - mean;
  for (const double y : members) square += (bounds.hold(y) - mean) * (bounds.hold(y) - mean);
  const double spread = members.size() > 1 ? std::sqrt(square / (count - 1)) : 0;
  model_sd = std::hypot(spread, taken);
}

}  // namespace graft
