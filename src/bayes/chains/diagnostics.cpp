#include "bayes/chains/diagnostics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "bayes/math/quantiles.hpp"

namespace graft {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Chains {
  int64_t count = 0, draws = 0;
  std::vector<double> x;  // [count][draws]
  std::span<const double> chain(int64_t c) const {
    return {x.data() + c * draws, std::size_t(draws)};
  }
};

// Each chain as two; the middle draw of an odd number is dropped.
Chains split(std::span<const double> x, int64_t chains) {
  Chains out;
  if (chains < 1) return out;
  const int64_t draws = int64_t(x.size()) / chains, half = draws / 2;
  out.count = 2 * chains;
  out.draws = half;
  out.x.reserve(std::size_t(2 * chains * half));
  for (int64_t c = 0; c < chains; ++c) {
    const double* begin = x.data() + c * draws;
    out.x.insert(out.x.end(), begin, begin + half);
    out.x.insert(out.x.end(), begin + draws - half, begin + draws);
  }
  return out;
}

bool usable(const Chains& s) {
  if (s.draws < 4) return false;
  for (double v : s.x)
    if (!std::isfinite(v)) return false;
  const auto [low, high] = std::minmax_element(s.x.begin(), s.x.end());
  return *high > *low;
}

// Normal scores of the ranks, ties by their mean rank (Vehtari et al., eq. 14).
void rank_normalise(std::vector<double>& x) {
  const std::size_t n = x.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  std::vector<double> z(n);
  for (std::size_t i = 0; i < n;) {
    std::size_t j = i + 1;
    while (j < n && x[order[j]] == x[order[i]]) ++j;
    const double rank = 0.5 * double(i + 1 + j);
    const double score = normal_quantile((rank - 0.375) / (double(n) + 0.25));
    for (; i < j; ++i) z[order[i]] = score;
  }
  x.swap(z);
}

double mean_of(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / double(x.size());
}

double variance_of(std::span<const double> x) {
  const double mean = mean_of(x);
  double square = 0;
  for (double v : x) square += (v - mean) * (v - mean);
  return square / double(x.size() - 1);
}

double basic_rhat(const Chains& s) {
  std::vector<double> means(std::size_t(s.count));
  double within = 0;
  for (int64_t c = 0; c < s.count; ++c) {
    means[std::size_t(c)] = mean_of(s.chain(c));
    within += variance_of(s.chain(c)) / double(s.count);
  }
  const double n = double(s.draws);
  return std::sqrt((n - 1) / n + variance_of(means) / within);
}

// Effective sample size by Geyer's initial monotone sequence. Autocovariances are computed lag by
// lag and only as far as the sequence goes: a chain that mixes well costs a few passes.
double basic_ess(const Chains& s) {
  const double n = double(s.draws), total = n * double(s.count);
  std::vector<double> centred(s.x), means(std::size_t(s.count));
  double within = 0;
  for (int64_t c = 0; c < s.count; ++c) {
    const double mean = means[std::size_t(c)] = mean_of(s.chain(c));
    within += variance_of(s.chain(c)) / double(s.count);
    for (int64_t i = 0; i < s.draws; ++i) centred[std::size_t(c * s.draws + i)] -= mean;
  }
  const double pooled = within * (n - 1) / n + (s.count > 1 ? variance_of(means) : 0);
  const auto correlation = [&](int64_t lag) {
    double sum = 0;
    for (int64_t c = 0; c < s.count; ++c) {
      const double* x = centred.data() + c * s.draws;
      for (int64_t i = lag; i < s.draws; ++i) sum += x[i] * x[i - lag];
    }
    return 1 - (within - sum / total) / pooled;
  };

  std::vector<double> rho = {1, correlation(1)};
  double even = 1, odd = rho[1];
  int64_t last = 0;
  while (last < s.draws - 5 && even + odd > 0) {
    last += 2;
    even = correlation(last);
    odd = correlation(last + 1);
    rho.push_back(even + odd >= 0 ? even : 0);
    rho.push_back(even + odd >= 0 ? odd : 0);
  }
  if (even > 0) rho[std::size_t(last)] = even;  // the improved estimate of Vehtari et al.
  for (std::size_t t = 2; int64_t(t) + 2 <= last; t += 2) {
    const double before = rho[t - 2] + rho[t - 1];
    if (rho[t] + rho[t + 1] > before) rho[t] = rho[t + 1] = before / 2;
  }
  double time = -1 + rho[std::size_t(last)];
  for (int64_t t = 0; t < last; ++t) time += 2 * rho[std::size_t(t)];
  return total / std::max(time, 1 / std::log10(total));
}

double ess_below(const Chains& s, double threshold) {
  Chains indicator = s;
  for (auto& v : indicator.x) v = v <= threshold;
  return usable(indicator) ? basic_ess(indicator) : nan;
}

}  // namespace

double rhat(std::span<const double> x, int64_t chains) {
  Chains s = split(x, chains);
  if (!usable(s)) return nan;
  Chains folded = s;
  const double median = quantile(s.x, 0.5);
  for (auto& v : folded.x) v = std::abs(v - median);
  rank_normalise(s.x);
  rank_normalise(folded.x);
  return std::max(basic_rhat(s), basic_rhat(folded));
}

double ess_mean(std::span<const double> x, int64_t chains) {
  const Chains s = split(x, chains);
  return usable(s) ? basic_ess(s) : nan;
}

double ess_bulk(std::span<const double> x, int64_t chains) {
  Chains s = split(x, chains);
  if (!usable(s)) return nan;
  rank_normalise(s.x);
  return basic_ess(s);
}

double ess_tail(std::span<const double> x, int64_t chains) {
  const Chains s = split(x, chains);
  if (!usable(s)) return nan;
  const double lower = ess_below(s, quantile(x, 0.05)), upper = ess_below(s, quantile(x, 0.95));
  return std::isnan(lower) || std::isnan(upper) ? nan : std::min(lower, upper);
}

double e_bfmi(std::span<const double> energy) {
  if (energy.size() < 2) return nan;
  const double mean = mean_of(energy);
  double change = 0, spread = (energy[0] - mean) * (energy[0] - mean);
  for (std::size_t i = 1; i < energy.size(); ++i) {
    change += (energy[i] - energy[i - 1]) * (energy[i] - energy[i - 1]);
    spread += (energy[i] - mean) * (energy[i] - mean);
  }
  return change / spread;
}

}  // namespace graft
