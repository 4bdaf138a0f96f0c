// Splits of rows into parts. The same arguments give the same split on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/groups.hpp"

namespace graft {

// 0 = train, 1 = test: round(test_fraction * rows) rows drawn without replacement. With groups,
// whole ones as they are drawn while they fit, so that the test part is as large or, where only
// large groups are left, as near as one of them brings it. Throws GRAFT_ERROR_ARGUMENT unless 0 <=
// test_fraction <= 1 and finite.
std::vector<int32_t> random_split(int64_t rows, double test_fraction, uint64_t seed);
std::vector<int32_t> random_split(const Groups& groups, double test_fraction, uint64_t seed);

// Whole groups of equal scaffold on one side; no part exceeds its share by more than one group.
// Groups larger than half the test part go to the training part first (largest first), the rest
// in an order drawn from the seed; a group goes to the training part while it fits there, else to
// the test part. The ordered variant: all groups by falling size, ties by the scaffold's text.
std::vector<int32_t> scaffold_split(const std::vector<std::string>& scaffolds, double test_fraction,
                                    uint64_t seed);
std::vector<int32_t> scaffold_split_ordered(const std::vector<std::string>& scaffolds,
                                            double test_fraction);

// Folds 0 .. folds-1 whose sizes differ by at most one, or with groups, by no more than a group:
// the largest groups are dealt first, each to the smallest fold. Throws GRAFT_ERROR_ARGUMENT unless
// 2 <= folds <= the number of groups.
std::vector<int32_t> kfold_split(int64_t rows, int64_t folds, uint64_t seed);
std::vector<int32_t> kfold_split(const Groups& groups, int64_t folds, uint64_t seed);

}  // namespace graft
