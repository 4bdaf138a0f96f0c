// How good predictions are.
#pragma once

#include <span>
#include <string>

namespace graft {

// Over the rows whose y is not NaN: "rmse", "mae", "r2"; with sd (else empty) also "coverage95",
// "crps" and "log_density", those of the normal distribution (Gneiting and Raftery 2007).
// Throws GRAFT_ERROR_ARGUMENT for an unknown metric or an absent sd, GRAFT_ERROR_DATA without rows.
double score(const std::string& metric, std::span<const double> y, std::span<const double> mean,
             std::span<const double> sd);

}  // namespace graft
