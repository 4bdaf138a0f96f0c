#include "data/split.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.hpp"
#include "base/rng.hpp"

namespace graft {
namespace {

int64_t test_rows(int64_t rows, double test_fraction) {
  if (!(test_fraction >= 0 && test_fraction <= 1))
    fail(GRAFT_ERROR_ARGUMENT, "test_fraction: ", test_fraction, " is not in [0, 1]");
  return std::llround(test_fraction * double(rows));
}

using Group = std::vector<int64_t>;

// The rows of each scaffold: by falling size, ties by the scaffold's text.
std::vector<Group> groups_of(const std::vector<std::string>& scaffolds) {
  std::map<std::string, Group> by_text;
  for (std::size_t row = 0; row < scaffolds.size(); ++row)
    by_text[scaffolds[row]].push_back(int64_t(row));
  std::vector<Group> groups;
  for (auto& [text, rows] : by_text) groups.push_back(std::move(rows));
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.size() > b.size(); });
  return groups;
}

// A group goes to the training part while it fits there or when it is larger than `most_tested`,
// else to the test part.
std::vector<int32_t> fill(const std::vector<Group>& groups, int64_t rows, int64_t test,
                          int64_t most_tested) {
  std::vector<int32_t> part(std::size_t(rows), 0);
  int64_t room = rows - test;
  for (const Group& group : groups) {
    const auto size = int64_t(group.size());
    const bool learned = size <= room || size > most_tested;
    if (learned) room -= size;
    for (int64_t row : group) part[std::size_t(row)] = learned ? 0 : 1;
  }
  return part;
}

}  // namespace

std::vector<int32_t> random_split(int64_t rows, double test_fraction, uint64_t seed) {
  const int64_t test = test_rows(rows, test_fraction);
  const auto order = permutation(rows, Rng(seed, stream_of(Stream::split)));
  std::vector<int32_t> part(std::size_t(rows), 0);
  for (int64_t i = 0; i < test; ++i) part[std::size_t(order[std::size_t(i)])] = 1;
  return part;
}

std::vector<int32_t> scaffold_split(const std::vector<std::string>& scaffolds, double test_fraction,
                                    uint64_t seed) {
  const int64_t rows = int64_t(scaffolds.size()), test = test_rows(rows, test_fraction);
  std::vector<Group> groups = groups_of(scaffolds);
  const auto first_small = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
    return 2 * int64_t(group.size()) <= test;
  });
  std::vector<Group> rest(first_small, groups.end());
  Rng rng(seed, stream_of(Stream::split, 1));
  shuffle(rest, rng);
  std::move(rest.begin(), rest.end(), first_small);
  // Where molecules without a ring are most of all, they would be the test part if they did not
  // fit.
  return fill(groups, rows, test, test);
}

std::vector<int32_t> scaffold_split_ordered(const std::vector<std::string>& scaffolds,
                                            double test_fraction) {
  const int64_t rows = int64_t(scaffolds.size());
  return fill(groups_of(scaffolds), rows, test_rows(rows, test_fraction), rows);
}

std::vector<int32_t> kfold_split(int64_t rows, int64_t folds, uint64_t seed) {
  if (folds < 2 || folds > rows)
    fail(GRAFT_ERROR_ARGUMENT, "folds: ", folds, " is not in [2, ", rows, "], the rows there are");
  const auto order = permutation(rows, Rng(seed, stream_of(Stream::split, 2)));
  std::vector<int32_t> fold(static_cast<std::size_t>(rows));
  for (int64_t i = 0; i < rows; ++i) fold[std::size_t(order[std::size_t(i)])] = int32_t(i % folds);
  return fold;
}

}  // namespace graft
