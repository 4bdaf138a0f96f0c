#include "row_sets.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "data_files.hpp"

using namespace graft_api;

namespace command {

std::vector<int64_t> subset(const Dataset& set, const std::vector<int64_t>& rows, int64_t count,
                            uint64_t seed) {
  if (count == 0 || count >= int64_t(rows.size())) return rows;
  const auto part = select_rows(set, rows).split_random(double(count) / double(rows.size()), seed);
  std::vector<int64_t> kept;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (part[i] == 1) kept.push_back(rows[i]);
  return kept;
}

std::vector<int64_t> all_rows(const Dataset& set) {
  std::vector<int64_t> rows(std::size_t(set.rows()));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = int64_t(i);
  return rows;
}

std::vector<int32_t> top_part(const std::vector<double>& y, double share) {
  std::vector<std::size_t> order(y.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return y[a] > y[b]; });
  std::vector<int32_t> part(y.size(), 0);
  const auto count = std::size_t(std::llround(share * double(y.size())));
  for (std::size_t i = 0; i < count; ++i) part[order[i]] = 1;
  return part;
}

void part_by_input(const Dataset& set, const std::vector<int64_t>& rows, const Dataset& other,
                   std::vector<int64_t>& in_other, std::vector<int64_t>& not_in_other) {
  if (rows.empty()) return;
  // The rows are told apart by ids: they survive any selection.
  Dataset numbered = select_rows(set, rows);
  std::vector<std::string> ids;
  for (const int64_t row : rows) ids.push_back(std::to_string(row));
  numbered.set_ids(ids);
  for (const std::string& id : numbered.without(other).texts("ids"))
    not_in_other.push_back(std::stoll(id));
  std::set_difference(rows.begin(), rows.end(), not_in_other.begin(), not_in_other.end(),
                      std::back_inserter(in_other));
}

}  // namespace command
