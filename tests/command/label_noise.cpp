// What --label-noise makes of labels, seen from within: results show only what is tested.
#include "label_noise.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "failure.hpp"

using namespace command;
using namespace graft_api;

static int failures = 0;

static void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  ++failures;
}

static bool refused(const char* text) {
  try {
    label_noise_of({"--label-noise", text});
  } catch (const Failure& failure) {
    return failure.code() == exit_usage;
  }
  return false;
}

static std::vector<double> corrupted(const std::vector<double>& y, uint64_t seed) {
  std::vector<double> x(y.size());  // rows with equal inputs are drawn together
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = double(i);
  auto set = Dataset::from_features({x, int64_t(x.size()), 1}, y);
  corrupt(set, label_noise_of({"--label-noise", "0.1:5"}), seed);
  return set.targets();
}

int main() {
  std::vector<double> y(200);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = double(i % 2);  // deviation 0.5
  const std::vector<double> wrong = corrupted(y, 3);
  int moved = 0, up = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (wrong[i] == y[i]) continue;
    ++moved;
    up += wrong[i] > y[i];
    expect(std::abs(std::abs(wrong[i] - y[i]) - 2.5) < 1e-12, "a label moves by five deviations");
  }
  expect(moved == 20, "a tenth of 200 labels is moved, the others stay");
  expect(up > 0 && up < 20, "some labels go up, some down");
  expect(corrupted(y, 3) == wrong, "the same seed moves the same labels");
  expect(corrupted(y, 4) != wrong, "another seed moves others");
  for (const char* text : {"", "0.1", "0.1:", ":5", "0:5", "1:5", "-0.1:5", "0.1:0", "0.1:-2",
                           "0.1:5:2", "a:b", "nan:5", "0.1:inf"})
    expect(refused(text), text);
  expect(label_noise_of({"--label-noise", "0.05:2.5"}).text() == "0.05:2.5", "the text reads back");
  return failures == 0 ? 0 : 1;
}
