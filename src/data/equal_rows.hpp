// Which rows of data sets are the same input: the same molecule, however it is written, the same
// graph or the same vector.
#pragma once

#include <cstdint>
#include <vector>

#include "data/dataset.hpp"

namespace graft {

// For each row of `a` the first row of `b`, a set of the same kind, with the same input, or -1.
std::vector<int64_t> first_equal(const Dataset& a, const Dataset& b);

// For each row the first row of its set with the same input: itself where it occurs no earlier.
std::vector<int64_t> groups_of(const Dataset& dataset);

// How many rows have an input that occurs in an earlier row.
int64_t repeated_rows(const Dataset& dataset);

}  // namespace graft
