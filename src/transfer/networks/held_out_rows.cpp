#include "transfer/networks/held_out_rows.hpp"

#include <algorithm>
#include <cmath>

#include "base/rng.hpp"

namespace graft {

std::vector<bool> held_out_rows(const Groups& groups, double fraction, uint64_t seed,
                                int64_t member) {
  const int64_t rows = int64_t(groups.size());
  const int64_t size = std::clamp<int64_t>(std::llround(fraction * double(rows)), 1, rows - 2);
  const int64_t folds = rows / size;  // whole ones: no row is held out twice before all are used
  const auto order =
      permutation(rows, Rng(seed, stream_of(Stream::validation_part, uint64_t(member / folds))));
  const auto drawn = groups_in_order(groups, order);
  std::vector<bool> held;
  std::size_t next = 0;  // group; behind the last comes the first, where large ones used them up
  for (int64_t fold = 0; fold <= member % folds; ++fold) {
    held.assign(std::size_t(rows), false);
    int64_t count = 0;
    for (std::size_t tried = 0; tried < drawn.size() && count < size; ++tried, ++next) {
      const std::vector<int64_t>& group = drawn[next % drawn.size()];
      if (rows - count - int64_t(group.size()) < 2) continue;
      for (const int64_t row : group) held[std::size_t(row)] = true;
      count += int64_t(group.size());
    }
    if (count == 0)  // hardly any input but one: rows that are known are better than none
      for (int64_t i = 0; i < size; ++i) held[std::size_t(order[std::size_t(i)])] = true;
  }
  return held;
}

}  // namespace graft
