#include "statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace command {
namespace {

// The x in [low, high] at which an increasing function reaches y.
template <class Function>
double inverse(Function function, double y, double low, double high) {
  for (int i = 0; i < 200 && low < high; ++i) {
    const double middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    (function(middle) < y ? low : high) = middle;
  }
  return (low + high) / 2;
}

// P(|T| <= t) by the angle whose tangent is t / sqrt(df).
double t_central(double angle, int64_t df) {
  const double sine = std::sin(angle), cosine = std::cos(angle);
  const bool odd = df % 2 == 1;
  double term = odd ? cosine : 1, sum = 0;
  for (int64_t k = odd ? 3 : 2; k <= df; k += 2) {
    sum += term;
    term *= cosine * cosine * double(k - 1) / double(k);
  }
  if (!odd) return sine * sum;
  return 2 / std::numbers::pi * (angle + sine * sum);
}

double normal_central(double x) { return std::erf(x / std::numbers::sqrt2); }

// Twice the mean rank of each size among all, so that ranks are whole numbers; and the sum of
// t^3 - t over groups of t equal sizes.
std::vector<int64_t> doubled_ranks(const std::vector<double>& sorted, double& ties) {
  std::vector<int64_t> ranks(sorted.size());
  ties = 0;
  for (std::size_t first = 0, last; first < sorted.size(); first = last) {
    last = first;
    while (last < sorted.size() && sorted[last] == sorted[first]) ++last;
    for (std::size_t i = first; i < last; ++i) ranks[i] = int64_t(first + last + 1);
    const double t = double(last - first);
    ties += t * t * t - t;
  }
  return ranks;
}

// The smaller tail, twice: counts of the sums that all choices of signs give.
double exact_p(const std::vector<int64_t>& ranks, int64_t positive) {
  int64_t total = 0;
  for (const int64_t rank : ranks) total += rank;
  std::vector<double> ways(std::size_t(total) + 1);
  ways[0] = 1;
  for (const int64_t rank : ranks)
    for (int64_t sum = total; sum >= rank; --sum)
      ways[std::size_t(sum)] += ways[std::size_t(sum - rank)];
  double tail = 0;
  for (int64_t sum = 0; sum <= std::min(positive, total - positive); ++sum)
    tail += ways[std::size_t(sum)];
  return std::min(1.0, 2 * tail / std::exp2(double(ranks.size())));
}

}  // namespace

Mean mean_of(const std::vector<double>& values) {
  Mean result;
  double sum = 0, square = 0;
  for (const double value : values) sum += value;
  if (values.empty()) return result;
  result.mean = sum / double(values.size());
  for (const double value : values) square += std::pow(value - result.mean, 2);
  if (values.size() > 1) result.sd = std::sqrt(square / double(values.size() - 1));
  return result;
}

double t_quantile_central(double level, int64_t df) {
  const auto central = [df](double angle) { return t_central(angle, df); };
  return std::sqrt(double(df)) * std::tan(inverse(central, level, 0, std::numbers::pi / 2));
}

Interval t_interval(const std::vector<double>& values) {
  if (values.size() < 2) return {};
  const Mean mean = mean_of(values);
  const double half = t_quantile_central(0.95, int64_t(values.size()) - 1) * mean.sd /
                      std::sqrt(double(values.size()));
  return {mean.mean - half, mean.mean + half};
}

double normal_quantile_central(double level) { return inverse(normal_central, level, 0, 40); }

SignedRank signed_rank(const std::vector<double>& differences) {
  std::vector<double> used;
  for (const double d : differences)
    if (d != 0) used.push_back(d);
  std::sort(used.begin(), used.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  std::vector<double> sizes;
  for (const double d : used) sizes.push_back(std::abs(d));
  double ties = 0;
  const std::vector<int64_t> ranks = doubled_ranks(sizes, ties);
  int64_t positive = 0;
  for (std::size_t i = 0; i < used.size(); ++i)
    if (used[i] > 0) positive += ranks[i];

  SignedRank result;
  result.used = int64_t(used.size());
  result.exact = used.size() <= 25;
  if (used.empty()) return result;
  if (result.exact) {
    result.p = exact_p(ranks, positive);
    return result;
  }
  const double n = double(used.size());
  const double sd = std::sqrt((n * (n + 1) * (2 * n + 1) - ties / 2) / 24);
  const double distance = std::abs(double(positive) / 2 - n * (n + 1) / 4) - 0.5;
  result.p = std::min(1.0, std::erfc(std::max(distance, 0.0) / sd / std::numbers::sqrt2));
  return result;
}

std::vector<double> holm(const std::vector<double>& p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!std::isnan(p[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
  std::vector<double> corrected = p;
  double least = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    least = std::max(least, std::min(1.0, p[order[k]] * double(order.size() - k)));
    corrected[order[k]] = least;
  }
  return corrected;
}

Interval bootstrap_interval(const std::vector<double>& values, int draws) {
  if (values.size() < 2) return {};
  std::mt19937_64 random(1);  // the same numbers on every machine
  std::vector<double> means;
  for (int draw = 0; draw < draws; ++draw) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[random() % values.size()];
    means.push_back(sum / double(values.size()));
  }
  return {quantile(means, 0.025), quantile(means, 0.975)};
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const double place = share * double(values.size() - 1);
  const auto below = std::size_t(place);
  const auto above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - double(below)) * (values[above] - values[below]);
}

}  // namespace command
