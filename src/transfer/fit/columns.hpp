// Sets that are fitted together have their feature columns in one order.
#pragma once

#include "transfer/fit/sets.hpp"

namespace graft {

// The sets with columns matched by name, where they have names: the source's come first, in its
// order, what the target has beyond them behind, and all others are as the target. Throws
// GRAFT_ERROR_DATA for a column that one of them lacks, or has and others have not.
FitSets with_matching_columns(FitSets sets);

}  // namespace graft
