// Rows of a data set by their numbers, in rising order: which are drawn, held out or shared.
#pragma once

#include <cstdint>
#include <vector>

#include "graft.hpp"

namespace command {

std::vector<int64_t> all_rows(const graft_api::Dataset& set);

// `count` of the rows (0: all of them), drawn by the library's random split.
std::vector<int64_t> subset(const graft_api::Dataset& set, const std::vector<int64_t>& rows,
                            int64_t count, uint64_t seed);

// 1 for the round(share * rows) rows with the highest values, of equal ones the first; else 0.
std::vector<int32_t> top_part(const std::vector<double>& y, double share);

// Which of these rows of `set` have an input that `other` has, too, and the others; appended.
void part_by_input(const graft_api::Dataset& set, const std::vector<int64_t>& rows,
                   const graft_api::Dataset& other, std::vector<int64_t>& in_other,
                   std::vector<int64_t>& not_in_other);

}  // namespace command
