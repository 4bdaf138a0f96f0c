// Which columns of a table are features.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/csv.hpp"

namespace graft {

// The names in a list "a,b,c". The list is itself a record of CSV: a name with a comma, a quote or
// a line break stands in quotes, "logP, exp",b,c. Throws GRAFT_ERROR_ARGUMENT, beginning with
// `what`, for an open quote or an empty name.
std::vector<std::string> names_in(const std::string& list, const std::string& what);

// The columns that the list names, or for "*" every one that has a name and is not among `others`:
// the names of the target, the ids and whatever else is no feature, "" for none. Columns without a
// name and without a value, as separators at the ends of rows make them, do not count. Throws
// GRAFT_ERROR_DATA with the name for a column that the list names twice or that is among `others`,
// for "*" over two columns of one name or one with values but without a name, and when no column is
// left.
std::vector<int64_t> feature_columns(const Table& table, const std::string& list,
                                     const std::vector<std::string>& others);

}  // namespace graft
