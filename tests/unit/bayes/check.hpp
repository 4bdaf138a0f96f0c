// What the tests of samplers share: gradients by differences, moments, uniformity of ranks.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "bayes/chains/diagnostics.hpp"

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

// Standard error of the mean of x [chains][draws].
inline double mcse_mean(const std::vector<double>& x, int64_t chains) {
  return std::sqrt(variance(x) / ess_mean(x, chains));
}

// The points below which 1, 2 ... parts - 1 of `parts` equal parts of a density's mass lie, by the
// trapezoidal rule on a fine grid of [low, high], outside of which there shall be nothing.
inline std::vector<double> grid_quantiles(const std::function<double(double)>& log_density,
                                          double low, double high, int parts) {
  const int count = 400000;
  const double step = (high - low) / count;
  std::vector<double> value(count + 1), sum(count + 1, 0.0), out;
  for (int i = 0; i <= count; ++i) value[std::size_t(i)] = log_density(low + i * step);
  const double top = *std::max_element(value.begin(), value.end());
  for (auto& v : value) v = std::exp(v - top);
  for (std::size_t i = 1; i < sum.size(); ++i)
    sum[i] = sum[i - 1] + 0.5 * (value[i - 1] + value[i]);
  for (std::size_t i = 1, k = 1; i < sum.size() && k < std::size_t(parts); ++i)
    for (; k < std::size_t(parts) && sum[i] >= sum.back() * double(k) / parts; ++k)
      out.push_back(
          low +
          (double(i) - (sum[i] - sum.back() * double(k) / parts) / (sum[i] - sum[i - 1])) * step);
  return out;
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
