#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/rng.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"
#include "data/split.hpp"

using namespace graft;

namespace {

using Part = std::vector<int32_t>;

int64_t count(const Part& part, int32_t value) {
  return std::count(part.begin(), part.end(), value);
}

// Scaffolds with groups of many sizes, "" among them, in mixed order.
std::vector<std::string> some_scaffolds(int64_t rows) {
  std::vector<std::string> scaffolds;
  Rng rng(3, 0);
  for (int64_t i = 0; i < rows; ++i) {
    const auto group = int64_t(double(rows) * std::pow(rng.uniform(), 3) / 4);
    scaffolds.push_back(group == 0 ? "" : "C" + std::to_string(group));
  }
  return scaffolds;
}

std::map<std::string, std::set<int32_t>> sides(const std::vector<std::string>& scaffolds,
                                               const Part& part) {
  std::map<std::string, std::set<int32_t>> all;
  for (std::size_t i = 0; i < part.size(); ++i) all[scaffolds[i]].insert(part[i]);
  return all;
}

}  // namespace

TEST_CASE("a random split has the rounded number of test rows") {
  CHECK(count(random_split(10, 0.2, 1), 1) == 2);
  CHECK(count(random_split(7, 0.5, 1), 1) == 4);  // 3.5 rounds up
  CHECK(count(random_split(5, 0, 1), 1) == 0);
  CHECK(count(random_split(5, 1, 1), 1) == 5);
  CHECK(random_split(0, 0.5, 1).empty());
}

TEST_CASE("a random split is a function of its arguments and stays the same on every machine") {
  CHECK(random_split(100, 0.3, 5) == random_split(100, 0.3, 5));
  CHECK(random_split(100, 0.3, 5) != random_split(100, 0.3, 6));
  CHECK(random_split(12, 0.25, 1) == Part{0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0});
}

TEST_CASE("each row is equally likely to be in the test part") {
  std::vector<int> times(20, 0);
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    const Part part = random_split(20, 0.25, seed);
    for (std::size_t i = 0; i < 20; ++i) times[i] += part[i];
  }
  for (int n : times) CHECK(std::abs(n - 500) < 5 * std::sqrt(2000 * 0.25 * 0.75));
}

TEST_CASE("a fraction outside of [0, 1] is refused with its value") {
  for (double fraction : {-0.1, 1.5, std::nan(""), std::numeric_limits<double>::infinity()}) {
    CHECK(thrown_by([&] { random_split(10, fraction, 1); }).status == GRAFT_ERROR_ARGUMENT);
    CHECK(thrown_by([&] { scaffold_split({"C"}, fraction, 1); }).status == GRAFT_ERROR_ARGUMENT);
    CHECK(thrown_by([&] { scaffold_split_ordered({"C"}, fraction); }).status ==
          GRAFT_ERROR_ARGUMENT);
  }
  CHECK(thrown_by([] { random_split(10, 1.5, 1); }).says("1.5"));
}

TEST_CASE("a scaffold split keeps every scaffold on one side and the sizes within one group") {
  const auto scaffolds = some_scaffolds(300);
  for (double fraction : {0.0, 0.1, 0.2, 0.5, 0.9, 1.0})
    for (uint64_t seed = 0; seed < 20; ++seed) {
      const Part part = scaffold_split(scaffolds, fraction, seed);
      std::size_t largest = 0;
      std::map<std::string, std::size_t> size;
      for (const auto& scaffold : scaffolds) largest = std::max(largest, ++size[scaffold]);
      for (const auto& [scaffold, on] : sides(scaffolds, part)) CHECK(on.size() == 1);
      const int64_t test = std::llround(fraction * 300);
      CHECK(count(part, 1) >= test);  // the training part never exceeds its share
      CHECK(count(part, 1) < test + int64_t(largest));
    }
}

TEST_CASE("a scaffold split draws the small groups from the seed and trains on the large ones") {
  std::vector<std::string> scaffolds(12, "large");
  for (int i = 0; i < 28; ++i) scaffolds.push_back("small " + std::to_string(i));
  std::set<Part> distinct;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const Part part = scaffold_split(scaffolds, 0.25, seed);  // 10 test rows, large means over 5
    CHECK(part == scaffold_split(scaffolds, 0.25, seed));
    CHECK(count(part, 1) == 10);
    CHECK(std::all_of(part.begin(), part.begin() + 12, [](int32_t p) { return p == 0; }));
    distinct.insert(part);
  }
  CHECK(distinct.size() > 5);
}

TEST_CASE("a scaffold split does not test a group that is larger than the test part") {
  std::vector<std::string> scaffolds(90, "");  // more than the 80 training rows
  for (int i = 0; i < 10; ++i) scaffolds.push_back("ring " + std::to_string(i));
  const Part part = scaffold_split(scaffolds, 0.2, 1);
  for (std::size_t row = 0; row < 100; ++row) CHECK(part[row] == (row < 90 ? 0 : 1));
}

TEST_CASE("a scaffold split does not depend on the order of the rows") {
  const auto scaffolds = some_scaffolds(80);
  const auto order = permutation(80, Rng(4, 4));
  std::vector<std::string> mixed;
  for (int64_t row : order) mixed.push_back(scaffolds[std::size_t(row)]);
  CHECK(sides(mixed, scaffold_split(mixed, 0.3, 9)) ==
        sides(scaffolds, scaffold_split(scaffolds, 0.3, 9)));
}

TEST_CASE("the ordered scaffold split fills the training part by size, then by text") {
  const std::vector<std::string> scaffolds = {"d", "c", "b", "a", "b", "c", "b", "e"};
  CHECK(scaffold_split_ordered(scaffolds, 0.25) == Part{1, 0, 0, 0, 0, 0, 0, 1});
  CHECK(scaffold_split_ordered(scaffolds, 0.5) == Part{1, 1, 0, 0, 0, 1, 0, 1});
  CHECK(scaffold_split_ordered({"a", "a", "a"}, 0.5) == Part{1, 1, 1});  // it fits nowhere else
  CHECK(scaffold_split_ordered({}, 0.5).empty());
}

TEST_CASE("folds differ in size by at most one and cover every row") {
  for (int64_t rows : {2, 5, 10, 101})
    for (int64_t folds = 2; folds <= std::min<int64_t>(rows, 7); ++folds) {
      const Part fold = kfold_split(rows, folds, 3);
      REQUIRE(int64_t(fold.size()) == rows);
      for (int32_t f = 0; f < folds; ++f) {
        CHECK(count(fold, f) >= rows / folds);
        CHECK(count(fold, f) <= (rows + folds - 1) / folds);
      }
    }
  CHECK(kfold_split(50, 5, 1) == kfold_split(50, 5, 1));
  CHECK(kfold_split(50, 5, 1) != kfold_split(50, 5, 2));
  CHECK(kfold_split(8, 3, 1) == Part{1, 2, 1, 0, 2, 1, 0, 0});
}

TEST_CASE("fewer than two folds, or more than rows, are refused") {
  for (int64_t folds : {-1, 0, 1, 6})
    CHECK(thrown_by([&] { kfold_split(5, folds, 1); }).status == GRAFT_ERROR_ARGUMENT);
  CHECK(thrown_by([] { kfold_split(1, 2, 1); }).status == GRAFT_ERROR_ARGUMENT);
}

namespace {

// 60 rows in groups of 1 to 5 that stand scattered.
Groups some_groups() {
  Groups groups;
  for (int64_t row = 0; row < 60; ++row) groups.push_back(row % 4 == 3 ? row % 20 : row);
  return groups;
}

bool are_together(const Groups& groups, const Part& part) {
  std::map<int64_t, std::set<int32_t>> sides;
  for (std::size_t row = 0; row < part.size(); ++row) sides[groups[row]].insert(part[row]);
  return std::all_of(sides.begin(), sides.end(),
                     [](auto& side) { return side.second.size() == 1; });
}

}  // namespace

TEST_CASE("rows that are each their own group are split as rows are") {
  Groups own;
  for (int64_t row = 0; row < 50; ++row) own.push_back(7 * row + 1);
  CHECK(random_split(own, 0.3, 5) == random_split(50, 0.3, 5));
  CHECK(kfold_split(own, 7, 5) == kfold_split(50, 7, 5));
}

TEST_CASE("groups stay together, and the parts are as large as asked while single rows are left") {
  const Groups groups = some_groups();
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Part part = random_split(groups, 0.25, seed), fold = kfold_split(groups, 5, seed);
    CHECK(are_together(groups, part));
    CHECK(count(part, 1) == 15);
    CHECK(are_together(groups, fold));
    for (int32_t f = 0; f < 5; ++f) CHECK(count(fold, f) == 12);
  }
}

TEST_CASE("where only large groups are left the test part is as near as one brings it") {
  const Groups tens = [] {
    Groups groups;
    for (int64_t row = 0; row < 30; ++row) groups.push_back(row / 10);
    return groups;
  }();
  CHECK(count(random_split(tens, 0.2, 1), 1) == 10);  // 6 wanted: 10 is nearer than 0
  CHECK(count(random_split(tens, 0.1, 1), 1) == 0);   // 3 wanted
  CHECK(count(random_split(tens, 0.5, 1), 1) == 10);  // 15 wanted, as near as 20
  CHECK(count(random_split(tens, 1, 1), 1) == 30);
}

TEST_CASE("more folds than different inputs are refused") {
  const Groups groups{0, 0, 2, 2, 2};
  CHECK(kfold_split(groups, 2, 1)[0] != kfold_split(groups, 2, 1)[2]);
  CHECK(thrown_by([&] { kfold_split(groups, 3, 1); }).message ==
        "folds: 3 is not in [2, 2], the different inputs there are");
}
