#include "bayes/density_1d.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"

namespace graft {
namespace {

constexpr int order = 8, first_panels = 16;
constexpr double variation_limit = 4, negligible = 35;

// Gauss-Legendre on [-1, 1].
constexpr double abscissa[order] = {-0.9602898564975363, -0.7966664774136267, -0.5255324099163290,
                                    -0.1834346424956498, 0.1834346424956498,  0.5255324099163290,
                                    0.7966664774136267,  0.9602898564975363};
constexpr double weight[order] = {0.1012285362903763, 0.2223810344533745, 0.3137066458778873,
                                  0.3626837833783620, 0.3626837833783620, 0.3137066458778873,
                                  0.2223810344533745, 0.1012285362903763};

struct Draft {
  double a, b, low, high;
  double values[order];
};

Draft evaluate(const Density1d::Log& log_density, double a, double b) {
  Draft d{a, b, 0, 0, {}};
  for (int i = 0; i < order; ++i) {
    const double v = log_density(0.5 * (a + b) + 0.5 * (b - a) * abscissa[i]);
    d.values[i] = std::isnan(v) ? -std::numeric_limits<double>::infinity() : v;
  }
  const auto [low, high] = std::minmax_element(d.values, d.values + order);
  d.low = *low;
  d.high = *high;
  return d;
}

}  // namespace

Density1d Density1d::half_line(Log log_density, double low, double reach) {
  Density1d d(std::move(log_density));
  double width = reach - low, best = d.log_(low + 1e-3 * width);
  for (int i = 0; i < 200; ++i) {
    const double here = d.log_(low + width), further = d.log_(low + 2 * width);
    best = std::max({best, d.log_(low + 0.5 * width), here});
    if (further <= here && here < best - negligible) break;
    width *= 2;
  }
  d.tabulate(low, low + width);
  return d;
}

Density1d Density1d::line(Log log_density, double left, double right) {
  Density1d d(std::move(log_density));
  const double centre = 0.5 * (left + right);
  double best = std::max({d.log_(centre), d.log_(left), d.log_(right)});
  for (double side : {-1.0, 1.0}) {
    double width = 0.5 * (right - left);
    for (int i = 0; i < 200; ++i) {
      const double here = d.log_(centre + side * width);
      best = std::max(best, here);
      if (d.log_(centre + side * 1.5 * width) <= here && here < best - negligible) break;
      width *= 1.5;
    }
    (side < 0 ? left : right) = centre + side * width;
  }
  d.tabulate(left, right);
  return d;
}

void Density1d::tabulate(double a, double b) {
  std::vector<Draft> open, done;
  peak_ = -std::numeric_limits<double>::infinity();
  for (int i = first_panels - 1; i >= 0; --i) {
    open.push_back(evaluate(log_, a + (b - a) * i / first_panels, a + (b - a) * (i + 1) / first_panels));
    peak_ = std::max(peak_, open.back().high);
  }
  if (!std::isfinite(peak_)) fail(GRAFT_ERROR_NUMERIC, "a log density has no finite value on its range");
  // Depth first, left to right: panels come out in order. The largest value a panel may hide beyond
  // its nodes is taken to be its variation above the largest seen.
  while (!open.empty()) {
    const Draft d = open.back();
    open.pop_back();
    const double variation = d.high - d.low;
    const bool small = !(variation > variation_limit) || d.b - d.a <= 1e-14 * std::abs(d.b);
    const bool light = d.high + std::min(variation, 1e300) < peak_ - negligible;
    if (small || light) {
      if (d.high >= peak_ - negligible - variation_limit) done.push_back(d);
      continue;
    }
    const double middle = 0.5 * (d.a + d.b);
    open.push_back(evaluate(log_, middle, d.b));
    peak_ = std::max(peak_, open.back().high);
    open.push_back(evaluate(log_, d.a, middle));
    peak_ = std::max(peak_, open.back().high);
  }
  mass_ = 0;
  for (const auto& d : done) {
    const double half = 0.5 * (d.b - d.a);
    for (int i = 0; i < order; ++i) {
      nodes_.push_back({0.5 * (d.a + d.b) + half * abscissa[i],
                        half * weight[i] * std::exp(d.values[i] - peak_)});
      mass_ += nodes_.back().weight;
    }
    panels_.push_back({d.a, d.b, d.high - peak_, mass_});
  }
}

double Density1d::draw(Rng& rng) const {
  const double place = rng.uniform() * mass_;
  const auto panel = std::min(
      std::lower_bound(panels_.begin(), panels_.end(), place,
                       [](const Panel& p, double v) { return p.cumulative < v; }),
      panels_.end() - 1);
  // The ends of the panel lie outside its nodes, by 2 % of its width: where the log density varies
  // by 4 at most between the nodes, it rises by less than a half beyond them.
  const double bound = panel->top + 0.5;
  for (;;) {
    const double x = panel->a + (panel->b - panel->a) * rng.uniform();
    if (std::log(rng.uniform()) < log_(x) - peak_ - bound) return x;
  }
}

double Density1d::mass_between(double a, double b) const {
  double sum = 0;
  for (int i = 0; i < order; ++i)
    sum += weight[i] * std::exp(log_(0.5 * (a + b) + 0.5 * (b - a) * abscissa[i]) - peak_);
  return 0.5 * (b - a) * sum;
}

double Density1d::quantile(double p) const {
  const double place = p * mass_;
  const auto panel = std::min(
      std::lower_bound(panels_.begin(), panels_.end(), place,
                       [](const Panel& q, double v) { return q.cumulative < v; }),
      panels_.end() - 1);
  const double wanted = place - (panel == panels_.begin() ? 0 : (panel - 1)->cumulative);
  double a = panel->a, b = panel->b;
  for (int i = 0; i < 34; ++i) {
    const double middle = 0.5 * (a + b);
    (mass_between(panel->a, middle) < wanted ? a : b) = middle;
  }
  return 0.5 * (a + b);
}

}  // namespace graft
