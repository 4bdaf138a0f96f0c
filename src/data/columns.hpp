// Feature columns by name: whoever learned from columns in one order is given them in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.hpp"

namespace graft {

// Where in `have` each of the `wanted` names stands, and, where `more` may come, behind them the
// others in the order they have. Empty when nothing need be moved: the names are the same in the
// same order, or one of the lists is empty, and columns then count by place. Throws
// GRAFT_ERROR_DATA for a wanted name that is missing or there twice, and for one that is not wanted
// unless `more` may come: "`set` has no column 'a', which `owner` has".
std::vector<int64_t> column_places(const std::vector<std::string>& wanted,
                                   const std::vector<std::string>& have, const std::string& set,
                                   const std::string& owner, bool more = false);

// The set with its columns as wanted: a copy.
Dataset with_columns_like(const Dataset& dataset, const std::vector<std::string>& wanted,
                          const std::string& set, const std::string& owner, bool more = false);

}  // namespace graft
