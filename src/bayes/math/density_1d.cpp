#include "bayes/math/density_1d.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/error.hpp"

namespace graft {
namespace {

constexpr int first_panels = 8, halvings_limit = 20000;
constexpr double variation_limit = 6, negligible = 35;

// Halving a panel divides what a smooth function leaves unresolved by some hundred: where it does
// not, below this size, the rest is rounding.
constexpr double noise_limit = 1e-3, rounding = 1e-14;

// Gauss-Legendre on [-1, 1].
constexpr double abscissa[8] = {-0.9602898564975363, -0.7966664774136267, -0.5255324099163290,
                                -0.1834346424956498, 0.1834346424956498,  0.5255324099163290,
                                0.7966664774136267,  0.9602898564975363};
constexpr double weight[8] = {0.1012285362903763, 0.2223810344533745, 0.3137066458778873,
                              0.3626837833783620, 0.3626837833783620, 0.3137066458778873,
                              0.2223810344533745, 0.1012285362903763};

// (2k+1)/2 w_i P_k(x_i) for k = 6 and 7.
const std::array<std::array<double, 8>, 2>& projection() {
  static const auto table = [] {
    std::array<std::array<double, 8>, 2> p;
    for (int i = 0; i < 8; ++i) {
      double before = 1, here = abscissa[i];
      for (int k = 1; k < 7; ++k) {
        const double next = ((2 * k + 1) * abscissa[i] * here - k * before) / (k + 1);
        before = here;
        here = next;
      }
      p[0][std::size_t(i)] = 6.5 * weight[i] * before;
      p[1][std::size_t(i)] = 7.5 * weight[i] * here;
    }
    return p;
  }();
  return table;
}

// Barycentric weights of the nodes: (-1)^i sqrt((1 - x_i^2) w_i).
const std::array<double, 8>& barycentric() {
  static const auto table = [] {
    std::array<double, 8> w;
    for (int i = 0; i < 8; ++i)
      w[std::size_t(i)] = (i % 2 ? -1 : 1) * std::sqrt((1 - abscissa[i] * abscissa[i]) * weight[i]);
    return w;
  }();
  return table;
}

// The polynomial through the values at the nodes, at u in [-1, 1].
double interpolate(const double* values, double u) {
  double above = 0, below = 0;
  for (int i = 0; i < 8; ++i) {
    if (u == abscissa[i]) return values[i];
    const double share = barycentric()[std::size_t(i)] / (u - abscissa[i]);
    above += share * values[i];
    below += share;
  }
  return above / below;
}

}  // namespace

struct Density1d::Draft {
  double a, b, at_a, at_b, before;  // before: unresolved in the panel that was halved
  double low, high, unresolved;
  double values[order];

  Draft(const Log& log_density, double from, double to, double at_from, double at_to,
        double unresolved_before)
      : a(from), b(to), at_a(at_from), at_b(at_to), before(unresolved_before) {
    for (int i = 0; i < order; ++i) {
      const double v = log_density(0.5 * (a + b) + 0.5 * (b - a) * abscissa[i]);
      values[i] = std::isnan(v) ? -std::numeric_limits<double>::infinity() : v;
    }
    const auto ends = std::minmax_element(values, values + order);
    low = *ends.first;
    high = *ends.second;
    double six = 0, seven = 0;
    for (int i = 0; i < order; ++i) {
      six += projection()[0][std::size_t(i)] * values[i];
      seven += projection()[1][std::size_t(i)] * values[i];
    }
    unresolved = std::abs(six) + std::abs(seven) + std::abs(interpolate(values, -1) - at_a) +
                 std::abs(interpolate(values, 1) - at_b);
  }
};

Density1d Density1d::half_line(const Log& log_density, double low, double reach, double tolerance) {
  Density1d d;
  double width = reach - low, best = log_density(low + 1e-3 * width);
  for (int i = 0; i < 200; ++i) {
    const double here = log_density(low + width), further = log_density(low + 2 * width);
    best = std::max({best, log_density(low + 0.5 * width), here});
    if (further <= here && here < best - negligible) break;
    width *= 2;
  }
  d.tabulate(log_density, low, low + width, tolerance);
  return d;
}

Density1d Density1d::line(const Log& log_density, double left, double right, double tolerance) {
  Density1d d;
  const double centre = 0.5 * (left + right);
  double best = std::max({log_density(centre), log_density(left), log_density(right)});
  for (double side : {-1.0, 1.0}) {
    double width = 0.5 * (right - left);
    for (int i = 0; i < 200; ++i) {
      const double here = log_density(centre + side * width);
      best = std::max(best, here);
      if (log_density(centre + side * 1.5 * width) <= here && here < best - negligible) break;
      width *= 1.5;
    }
    (side < 0 ? left : right) = centre + side * width;
  }
  d.tabulate(log_density, left, right, tolerance);
  return d;
}

void Density1d::tabulate(const Log& log_density, double a, double b, double tolerance) {
  std::vector<Draft> open, done;
  open.reserve(64);
  peak_ = -std::numeric_limits<double>::infinity();
  const auto add = [&](double from, double to, double at_from, double at_to, double before) {
    open.emplace_back(log_density, from, to, at_from, at_to, before);
    peak_ = std::max(peak_, open.back().high);
  };
  double right = b, at_right = log_density(b);
  for (int i = first_panels - 1; i >= 0; --i) {
    const double left = a + (b - a) * i / first_panels, at_left = log_density(left);
    add(left, right, at_left, at_right, std::numeric_limits<double>::infinity());
    right = left;
    at_right = at_left;
  }
  if (!std::isfinite(peak_))
    fail(GRAFT_ERROR_NUMERIC, "a log density has no finite value on [", a, ", ", b, "]");
  // Depth first, left to right: panels come out in order. The largest value a panel may hide beyond
  // its nodes is taken to be its variation above the largest seen.
  int halvings = 0;
  while (!open.empty()) {
    const Draft d = open.back();
    open.pop_back();
    const double variation = d.high - d.low;
    if (d.high == -std::numeric_limits<double>::infinity() ||
        d.high + std::min(variation, 1e300) < peak_ - negligible)
      continue;
    // Looser far below the peak.
    const double allowed = tolerance * std::exp(std::min(0.5 * (peak_ - d.high), 14.0));
    const bool noise = d.unresolved < std::max(noise_limit, rounding * std::abs(d.high)) &&
                       d.unresolved > 0.25 * d.before;
    const double most = std::max(variation_limit, rounding * std::abs(d.high));
    const bool resolved = variation <= most && (d.unresolved <= allowed || noise);
    if (resolved || d.b - d.a <= 1e-14 * std::max(std::abs(d.a), std::abs(d.b))) {
      if (std::isfinite(d.low)) done.push_back(d);
      continue;
    }
    if (++halvings > halvings_limit)
      fail(GRAFT_ERROR_NUMERIC, "a log density is too rough on [", a, ", ", b, "]");
    const double middle = 0.5 * (d.a + d.b), at_middle = log_density(middle);
    add(middle, d.b, at_middle, d.at_b, d.unresolved);
    add(d.a, middle, d.at_a, at_middle, d.unresolved);
  }
  for (const auto& d : done) {
    const double half = 0.5 * (d.b - d.a);
    Panel panel{d.a, d.b, d.high - peak_, {}, 0};
    for (int i = 0; i < order; ++i) {
      panel.values[i] = d.values[i] - peak_;
      nodes_.push_back(
          {0.5 * (d.a + d.b) + half * abscissa[i], half * weight[i] * std::exp(panel.values[i])});
      mass_ += nodes_.back().weight;
    }
    panel.cumulative = mass_;
    panels_.push_back(panel);
  }
}

const Density1d::Panel& Density1d::panel_at(double mass) const {
  const auto found = std::lower_bound(panels_.begin(), panels_.end(), mass,
                                      [](const Panel& p, double v) { return p.cumulative < v; });
  return *std::min(found, panels_.end() - 1);
}

double Density1d::draw(Rng& rng) const {
  const Panel& panel = panel_at(rng.uniform() * mass_);
  // The ends of the panel lie outside its nodes, by 2 % of its width: where the log density varies
  // by 6 at most between the nodes, it rises by less than a half beyond them.
  const double bound = panel.top + 0.5;
  for (;;) {
    const double u = 2 * rng.uniform() - 1;
    if (std::log(rng.uniform()) < interpolate(panel.values, u) - bound)
      return 0.5 * (panel.a + panel.b) + 0.5 * (panel.b - panel.a) * u;
  }
}

}  // namespace graft
