#include "model/scores.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/normal.hpp"

namespace graft {
namespace {

double crps(double z, double sd) {
  return sd * (z * (2 * normal_cumulative(z) - 1) + 2 * normal_density(z) - 1 / std::sqrt(M_PI));
}

}  // namespace

double score(const std::string& metric, std::span<const double> y, std::span<const double> mean,
             std::span<const double> sd) {
  const bool plain = metric == "rmse" || metric == "mae" || metric == "r2";
  const bool spread = metric == "coverage95" || metric == "crps" || metric == "log_density";
  if (!plain && !spread)
    fail(GRAFT_ERROR_ARGUMENT, "metric: ", quoted(metric),
         " is not rmse, mae, r2, coverage95, crps or log_density");
  if (spread && sd.empty()) fail(GRAFT_ERROR_ARGUMENT, "sd: ", metric, " needs it");

  double count = 0, y_sum = 0;
  for (double v : y)
    if (!std::isnan(v)) ++count, y_sum += v;
  if (count == 0) fail(GRAFT_ERROR_DATA, "y: no row has a value");
  double sum = 0, variation = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (std::isnan(y[i])) continue;
    const double error = mean[i] - y[i];
    if (plain) {
      sum += metric == "mae" ? std::abs(error) : error * error;
      variation += (y[i] - y_sum / count) * (y[i] - y_sum / count);
      continue;
    }
    if (!(sd[i] > 0)) fail(GRAFT_ERROR_DATA, "sd: row ", i, " is ", sd[i], ", not above 0");
    const double z = error / sd[i];
    if (metric == "coverage95")
      sum += std::abs(z) <= 1.959963984540054;
    else if (metric == "crps")
      sum += crps(z, sd[i]);
    else
      sum += normal_log_density(z, sd[i]);
  }
  if (metric == "rmse") return std::sqrt(sum / count);
  if (metric == "r2") return 1 - sum / variation;
  return sum / count;
}

}  // namespace graft
