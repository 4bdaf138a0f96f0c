// What the tests of samplers share: gradients by differences, moments, uniformity of ranks.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

namespace graft::test {

// The largest error of the analytic gradient against central differences, relative to 1 +
// |gradient|.
inline double gradient_error(const std::function<double(const double*, double*)>& f,
                             std::vector<double> q, double h = 1e-5) {
  std::vector<double> gradient(q.size()), scratch(q.size());
  f(q.data(), gradient.data());
  double worst = 0;
  for (std::size_t i = 0; i < q.size(); ++i) {
    const double x = q[i];
    q[i] = x + h;
    const double up = f(q.data(), scratch.data());
    q[i] = x - h;
    const double down = f(q.data(), scratch.data());
    q[i] = x;
    const double slope = (up - down) / (2 * h);
    worst = std::max(worst, std::abs(slope - gradient[i]) / (1 + std::abs(gradient[i])));
  }
  return worst;
}

inline double mean(const std::vector<double>& x) {
  double sum = 0;
  for (double v : x) sum += v;
  return sum / double(x.size());
}

inline double variance(const std::vector<double>& x) {
  const double m = mean(x);
  double sum = 0;
  for (double v : x) sum += (v - m) * (v - m);
  return sum / double(x.size() - 1);
}

// Chi-square of ranks 0 .. 99 over 20 bins of 5; below 36.19 with probability 0.99 if uniform.
constexpr int sbc_draws = 99;
constexpr double sbc_limit = 36.19;
inline double chi_square(const std::vector<int>& ranks) {
  std::vector<double> bins(20, 0.0);
  for (int r : ranks) bins[std::size_t(r) / 5] += 1;
  const double expected = double(ranks.size()) / 20;
  double sum = 0;
  for (double b : bins) sum += (b - expected) * (b - expected) / expected;
  return sum;
}

}  // namespace graft::test
