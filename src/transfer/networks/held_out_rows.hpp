// Which rows a member of an ensemble holds out, to stop by and to be judged by.
#pragma once

#include <cstdint>
#include <vector>

#include "base/groups.hpp"

namespace graft {

// By row, for a share of the rows in (0, 1): at least one row is held out and two are not. Members
// take different folds of one order, and a new order when the folds are used up, so that together
// they hold out every row about equally often. Rows of one group, which are of equal input, stay
// together, since whoever has learned one knows the others: a fold may be a group larger.
std::vector<bool> held_out_rows(const Groups& groups, double fraction, uint64_t seed,
                                int64_t member);

}  // namespace graft
