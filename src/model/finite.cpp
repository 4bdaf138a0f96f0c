#include "model/finite.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace graft {

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

void refuse_row(const ModelContent& content, const Dataset& dataset, int64_t row) {
  constexpr double far = 1e4;  // deviations
  const std::size_t columns = content.shape.takes_features() ? content.features.size() : 0;
  std::size_t worst = 0;
  double most = 0;
  for (std::size_t j = 0; j < columns; ++j) {
    const Scaling& scaling = content.features[j];
    const double deviations = std::abs(scaling.scale(dataset.features(row)[j]));
    if (scaling.sd > 0 && deviations > most) most = deviations, worst = j;
  }
  if (most > far)
    fail(GRAFT_ERROR_DATA, dataset.row_name(row), ": feature ", worst,
         content.columns.empty() ? "" : join(" (", quoted(content.columns[worst]), ")"), " is ",
         dataset.features(row)[worst], ", ", most,
         " deviations from all that the model has learned from: no prediction is a number");
  fail(GRAFT_ERROR_NUMERIC, dataset.row_name(row), ": the prediction is not a finite number");
}

}  // namespace graft
