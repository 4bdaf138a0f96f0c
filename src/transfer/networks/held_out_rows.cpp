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
  const int64_t first = member % folds * size, end = first + size;
  std::vector<bool> held(std::size_t(rows), false);
  int64_t begin = 0, count = 0;
  for (const std::vector<int64_t>& group : groups_in_order(groups, order)) {
    const int64_t next = begin + int64_t(group.size());
    // A group is in the fold where it begins; a fold inside of a large group is that group.
    const bool inside = (begin >= first || next >= end) && begin < end;
    if (inside && rows - count - int64_t(group.size()) >= 2) {
      for (const int64_t row : group) held[std::size_t(row)] = true;
      count += int64_t(group.size());
    }
    begin = next;
  }
  if (count == 0)  // hardly any input but one: a row that is known is better than none
    for (int64_t i = first; i < end; ++i) held[std::size_t(order[std::size_t(i)])] = true;
  return held;
}

}  // namespace graft
