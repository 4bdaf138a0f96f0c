#include "chem/composition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace graft {
namespace {

Composition fractions(Composition composition) {
  double total = 0;
  for (const auto& [number, amount] : composition) total += amount;
  for (auto& [number, amount] : composition)
    amount = std::ldexp(std::round(std::ldexp(amount / total, 40)), -40);
  return composition;
}

}  // namespace

std::vector<double> composition_features(const Composition& composition) {
  const Composition parts = fractions(composition);
  std::vector<double> features(element_count);
  double total = 0, squares = 0, cubes = 0, largest = 0;
  for (const auto& [number, f] : parts) {
    features[std::size_t(number - 1)] = f;
    total += f;  // 1, but for the rounding of the fractions
    squares += f * f;
    cubes += f * f * f;
    largest = std::max(largest, f);
  }
  features.insert(features.end(), {double(parts.size()), std::sqrt(squares), std::cbrt(cubes)});
  for (int p = 0; p < property_count; ++p) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double sum = 0, spread = 0, least = infinity, most = -infinity, mode = infinity;
    for (const auto& [number, f] : parts) {
      const double v = element(number)[Property(p)];
      sum += f * v;
      least = std::min(least, v);
      most = std::max(most, v);
      if (f == largest) mode = std::min(mode, v);
    }
    const double mean = std::clamp(sum / total, least, most);  // exact where all values are one
    for (const auto& [number, f] : parts)
      spread += f * std::abs(element(number)[Property(p)] - mean);
    features.insert(features.end(), {mean, spread / total, least, most, most - least, mode});
  }
  return features;
}

std::vector<std::string> composition_feature_names() {
  std::vector<std::string> names;
  for (int number = 1; number <= element_count; ++number)
    names.push_back(std::string("fraction_") + element(number).symbol);
  names.insert(names.end(), {"elements", "norm_2", "norm_3"});
  for (int p = 0; p < property_count; ++p)
    for (const char* statistic : {"mean", "deviation", "minimum", "maximum", "range", "mode"})
      names.push_back(std::string(statistic) + "_" + name_of(Property(p)));
  return names;
}

}  // namespace graft
