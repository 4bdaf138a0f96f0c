#include "label_noise.hpp"

#include <cmath>
#include <random>

#include "csv.hpp"
#include "failure.hpp"

using namespace graft_api;

namespace command {

std::string LabelNoise::text() const { return number_text(share) + ":" + number_text(deviations); }

LabelNoise label_noise_of(const Flag& flag) {
  const auto colon = flag.value.find(':');
  LabelNoise noise;
  if (colon == std::string::npos || !parse(flag.value.substr(0, colon), noise.share) ||
      !parse(flag.value.substr(colon + 1), noise.deviations) || noise.share <= 0 ||
      noise.share >= 1 || noise.deviations <= 0 || noise.deviations > 1e6)
    wrong_usage(flag.name + " '" + flag.value +
                "' is not SHARE:K, a share in (0, 1) and a number of deviations in (0, 1e6]");
  return noise;
}

void corrupt(Dataset& set, const LabelNoise& noise, uint64_t seed) {
  std::vector<double> y = set.targets();
  const auto rows = int64_t(y.size());
  double mean = 0, square = 0;
  for (const double v : y) mean += v / double(rows);
  for (const double v : y) square += (v - mean) * (v - mean) / double(rows);
  const double shift = noise.deviations * std::sqrt(square);
  const std::vector<int32_t> drawn = set.split_random(noise.share, seed);
  std::mt19937_64 signs(seed);  // the same numbers with every standard library
  for (std::size_t i = 0; i < y.size(); ++i)
    if (drawn[i] == 1) y[i] += signs() >> 63 ? shift : -shift;
  set.set_targets(y);
}

}  // namespace command
