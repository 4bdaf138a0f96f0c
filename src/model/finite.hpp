// A prediction that is no finite number never leaves the library as if it were one.
#pragma once

#include <cstdint>
#include <span>

#include "data/dataset.hpp"
#include "model/content.hpp"

namespace graft {

bool all_finite(std::span<const double> values);

// Throws for a row whose prediction is not finite: GRAFT_ERROR_DATA that names the feature, where
// one lies far beyond all that were learned from, else GRAFT_ERROR_NUMERIC.
[[noreturn]] void refuse_row(const ModelContent& content, const Dataset& dataset, int64_t row);

}  // namespace graft
