#include "bayes/weighing/loo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.hpp"

namespace graft {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double log_sum_exp(std::span<const double> x) {
  const double top = *std::max_element(x.begin(), x.end());
  double sum = 0;
  for (double v : x) sum += std::exp(v - top);
  return top + std::log(sum);
}

struct Pareto {
  double k, sigma;
};

double mean_log1p(double factor, std::span<const double> x) {
  double sum = 0;
  for (double v : x) sum += std::log1p(factor * v);
  return sum / double(x.size());
}

// Of exceedances in ascending order: the mean of b = k / sigma under its profile likelihood, over
// the grid of Zhang and Stephens; k is drawn towards 0.5 as by 10 observations.
Pareto fit_pareto(std::span<const double> x) {
  constexpr double prior_b = 3, prior_k = 10, negligible = 10 * 2.220446049250313e-16;
  const double n = double(x.size());
  const std::size_t grid = 30 + std::size_t(std::sqrt(n));
  const double quartile = x[std::size_t(n / 4 + 0.5) - 1];
  std::vector<double> b(grid), log_profile(grid);
  for (std::size_t j = 0; j < grid; ++j) {
    b[j] = (1 - std::sqrt(double(grid) / (double(j) + 0.5))) / (prior_b * quartile) + 1 / x.back();
    const double k = mean_log1p(-b[j], x);
    log_profile[j] = n * (std::log(-b[j] / k) - k - 1);
  }
  const double whole = log_sum_exp(log_profile);
  double sum = 0, mean_b = 0;
  for (std::size_t j = 0; j < grid; ++j) {
    const double weight = std::exp(log_profile[j] - whole);
    if (!(weight >= negligible)) continue;
    sum += weight;
    mean_b += weight * b[j];
  }
  mean_b /= sum;
  const double k = mean_log1p(-mean_b, x);
  return {(n * k + 0.5 * prior_k) / (n + prior_k), -k / mean_b};
}

double pareto_quantile(const Pareto& pareto, double p) {
  const double log_rest = std::log1p(-p);
  if (std::abs(pareto.k) < 2.220446049250313e-16) return -pareto.sigma * log_rest;
  return pareto.sigma * std::expm1(-pareto.k * log_rest) / pareto.k;
}

// Of log weights whose largest is 0.
double smooth_tail(std::span<double> x) {
  const auto draws = x.size();
  std::vector<std::size_t> order(draws);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  if (x[order.front()] == x[order.back()]) return -infinity;
  const double share = std::min(double(draws) / 5, 3 * std::sqrt(double(draws)));
  const std::size_t below = draws - std::min(draws, std::size_t(std::ceil(share)) + 1);
  const double cut = std::max(x[order[below]], std::log(std::numeric_limits<double>::min())),
               base = std::exp(cut);
  auto first = order.begin() + std::ptrdiff_t(below);
  while (first != order.end() && !(x[*first] > cut)) ++first;
  const std::size_t count = std::size_t(order.end() - first);
  if (count < 5) return infinity;

  std::vector<double> tail(count);
  for (std::size_t i = 0; i < count; ++i) tail[i] = std::exp(x[first[std::ptrdiff_t(i)]]) - base;
  const Pareto pareto = fit_pareto(tail);
  if (!std::isfinite(pareto.k) || !(pareto.sigma > 0)) return infinity;
  for (std::size_t i = 0; i < count; ++i) {
    const double smooth =
        std::log(pareto_quantile(pareto, (double(i) + 0.5) / double(count)) + base);
    x[first[std::ptrdiff_t(i)]] = std::min(smooth, 0.0);  // none above the largest raw weight
  }
  return pareto.k;
}

}  // namespace

double pareto_smooth(std::span<double> log_weights) {
  if (log_weights.empty()) fail(GRAFT_ERROR_ARGUMENT, "leave one out: there are no draws");
  for (double v : log_weights)
    if (!std::isfinite(v)) fail(GRAFT_ERROR_NUMERIC, "leave one out: a log weight is ", v);
  const double top = *std::max_element(log_weights.begin(), log_weights.end());
  for (auto& v : log_weights) v -= top;
  const double k = smooth_tail(log_weights);
  const double whole = log_sum_exp(log_weights);
  for (auto& v : log_weights) v -= whole;
  return k;
}

double pareto_limit(int64_t draws) {
  return std::min(0.7, 1 - 1 / std::log10(double(std::max<int64_t>(draws, 2))));
}

Loo leave_out(std::span<const double> log_likelihood, const Groups& groups) {
  const auto rows = int64_t(groups.size());
  if (rows < 1 || log_likelihood.empty() || int64_t(log_likelihood.size()) % rows != 0)
    fail(GRAFT_ERROR_ARGUMENT, "leave one out: ", log_likelihood.size(), " log likelihoods of ",
         rows, " rows");
  Loo loo;
  loo.rows = rows;
  loo.draws = int64_t(log_likelihood.size()) / rows;
  loo.weights.resize(log_likelihood.size());
  const std::size_t draws = std::size_t(loo.draws);
  const double limit = pareto_limit(loo.draws);
  const auto of_row = [&](int64_t i) {
    return log_likelihood.subspan(std::size_t(i) * draws, draws);
  };
  loo.pareto_k.resize(groups.size());
  std::vector<double> without(draws), joint(draws);
  for (const Group& group : rows_by_group(groups)) {
    std::ranges::fill(without, 0.0);
    for (const int64_t i : group)
      for (std::size_t s = 0; s < draws; ++s) without[s] -= of_row(i)[s];
    const double k = pareto_smooth(without);
    for (const int64_t i : group) {
      std::ranges::copy(without, loo.weights.begin() + i * loo.draws);
      loo.pareto_k[std::size_t(i)] = k;
    }
  }
  for (int64_t i = 0; i < rows; ++i) {
    const auto row = of_row(i);
    const std::span<double> weights(loo.weights.data() + i * loo.draws, draws);
    for (std::size_t s = 0; s < draws; ++s) {
      joint[s] = weights[s] + row[s];
      weights[s] = std::exp(weights[s]);
    }
    loo.elpd.push_back(log_sum_exp(joint));
    loo.total += loo.elpd.back();
    loo.parameters += log_sum_exp(row) - std::log(double(draws)) - loo.elpd.back();
    loo.unreliable += loo.pareto_k[std::size_t(i)] > limit;
  }
  double square = 0;
  for (double v : loo.elpd)
    square += (v - loo.total / double(rows)) * (v - loo.total / double(rows));
  loo.standard_error = std::sqrt(square);  // sqrt(n var), var over n
  return loo;
}

}  // namespace graft
