#include "transfer/networks/held_out_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "base/rng.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

Groups alone(int64_t rows) {
  Groups groups(static_cast<std::size_t>(rows));
  std::iota(groups.begin(), groups.end(), int64_t{0});
  return groups;
}

std::vector<int64_t> held_out(const Groups& groups, double fraction, int64_t member) {
  const auto held = held_out_rows(groups, fraction, 7, member);
  REQUIRE(held.size() == groups.size());
  std::vector<int64_t> rows;
  for (std::size_t row = 0; row < held.size(); ++row)
    if (held[row]) rows.push_back(int64_t(row));
  return rows;
}

}  // namespace

TEST_CASE("members hold out different rows until all have had their turn") {
  for (const auto& [rows, fraction] : {std::pair<int64_t, double>{20, 0.1},
                                       {25, 0.1},
                                       {30, 0.2},
                                       {31, 0.33},
                                       {40, 0.4},
                                       {12, 0.7},
                                       {4, 0.1},
                                       {4, 0.9}}) {
    CAPTURE(rows, fraction);
    const Groups groups = alone(rows);
    const int64_t size = int64_t(held_out(groups, fraction, 0).size());
    CHECK(size == std::clamp<int64_t>(std::llround(fraction * double(rows)), 1, rows - 2));
    const int64_t turns = rows / size;
    std::vector<std::vector<int64_t>> folds;
    for (int64_t round = 0; round < 2; ++round) {
      std::set<int64_t> seen;
      for (int64_t m = round * turns; m < (round + 1) * turns; ++m) {
        const auto fold = held_out(groups, fraction, m);
        CHECK(int64_t(fold.size()) == size);
        for (const int64_t row : fold) CHECK(seen.insert(row).second);  // disjoint
        folds.push_back(fold);
      }
      CHECK(rows - int64_t(seen.size()) < size);  // and all rows but a rest
    }
    if (turns > 2)
      CHECK_FALSE(std::equal(folds.begin(), folds.begin() + turns, folds.begin() + turns));
  }
}

TEST_CASE("rows of equal input are held out together or not at all") {
  Rng rng(3, 0);
  for (int round = 0; round < 200; ++round) {
    const int64_t rows = 6 + int64_t(rng.below(40)), inputs = 2 + int64_t(rng.below(uint64_t(rows)));
    Groups groups;
    for (int64_t row = 0; row < rows; ++row) groups.push_back(int64_t(rng.below(uint64_t(inputs))));
    std::vector<int64_t> largest(std::size_t(inputs), 0);
    for (const int64_t group : groups) ++largest[std::size_t(group)];
    if (*std::max_element(largest.begin(), largest.end()) > rows - 2) continue;
    for (int64_t member = 0; member < 6; ++member) {
      const auto held = held_out_rows(groups, 0.3, uint64_t(round), member);
      const auto count = std::count(held.begin(), held.end(), true);
      const auto wanted = std::llround(0.3 * double(rows));
      CHECK(count < std::max<int64_t>(wanted, 1) + *std::max_element(largest.begin(), largest.end()));
      // Fewer are held out only where one more group would leave nothing to learn from.
      if (3 * *std::max_element(largest.begin(), largest.end()) < rows) CHECK(count >= wanted);
      CHECK(count >= 1);
      CHECK(rows - count >= 2);
      for (std::size_t a = 0; a < groups.size(); ++a)
        for (std::size_t b = 0; b < a; ++b)
          if (groups[a] == groups[b]) REQUIRE(held[a] == held[b]);
    }
  }
}

TEST_CASE("one input alone, in many rows, still has rows to be judged by") {
  for (int64_t member = 0; member < 4; ++member)
    CHECK(held_out(Groups(12, 5), 0.25, member).size() == 3);
}
