#include "model/predictive.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/normal.hpp"

namespace graft {
namespace {

// Beyond so many deviations a normal has no mass that a double near one could show.
constexpr double reach = 9;

}  // namespace

double Predictive::mean() const {
  double sum = 0;
  for (double m : mean_) sum += m;
  return sum / double(mean_.size());
}

double Predictive::model_sd() const {
  if (mean_.size() < 2) return 0;
  const double centre = mean();
  double square = 0;
  for (double m : mean_) square += (m - centre) * (m - centre);
  return std::sqrt(square / double(mean_.size() - 1));
}

double Predictive::noise_sd() const {
  double square = 0;
  for (double s : sd_) square += s * s;
  return std::sqrt(square / double(sd_.size()));
}

double Predictive::cumulative(double y) const {
  double sum = 0;
  for (std::size_t s = 0; s < mean_.size(); ++s)
    sum += sd_[s] > 0 ? normal_cumulative((y - mean_[s]) / sd_[s]) : double(y >= mean_[s]);
  return sum / double(mean_.size());
}

double Predictive::log_density(double y) const {
  // The largest term outside the sum, so that far values keep a logarithm.
  double most = -std::numeric_limits<double>::infinity(), sum = 0;
  const auto term = [&](std::size_t s) {
    return normal_log_density((y - mean_[s]) / sd_[s], sd_[s]);
  };
  for (std::size_t s = 0; s < mean_.size(); ++s) most = std::max(most, term(s));
  if (!std::isfinite(most)) return most;
  for (std::size_t s = 0; s < mean_.size(); ++s) sum += std::exp(term(s) - most);
  return most + std::log(sum / double(mean_.size()));
}

double Predictive::quantile(double p) const {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t s = 0; s < mean_.size(); ++s) {
    low = std::min(low, mean_[s] - 40 * sd_[s]);
    high = std::max(high, mean_[s] + 40 * sd_[s]);
  }
  // Newton's steps, kept inside a bracket that halves where they leave it: the distribution
  // function may be flat between components.
  const double tolerance = 1e-12 * (high - low);
  double y = mean();
  for (int i = 0; i < 200 && high - low > tolerance; ++i) {
    const double excess = cumulative(y) - p;
    (excess < 0 ? low : high) = y;
    const double step = excess * std::exp(-log_density(y)), next = y - step;
    if (std::abs(step) < tolerance) return next;
    y = next > low && next < high ? next : 0.5 * (low + high);
  }
  return 0.5 * (low + high);
}

double Predictive::crps(double y) const {
  // E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007, eq. 21). The first is exact; the second,
  // the integral of F (1 - F), has nothing to do with y, however far that lies.
  double low = std::numeric_limits<double>::infinity(), high = -low, distance = 0;
  for (std::size_t s = 0; s < mean_.size(); ++s) {
    low = std::min(low, mean_[s] - reach * sd_[s]);
    high = std::max(high, mean_[s] + reach * sd_[s]);
    const double from = y - mean_[s], z = from / sd_[s];
    distance += sd_[s] > 0 ? from * (2 * normal_cumulative(z) - 1) +
                                 2 * sd_[s] * std::exp(-0.5 * z * z) / std::sqrt(2 * M_PI)
                           : std::abs(from);
  }
  // Five-point Gauss-Legendre on panels that are halved where halves disagree: components may be
  // narrow and far apart.
  constexpr std::array<double, 5> node = {-0.906179845938664, -0.538469310105683, 0,
                                          0.538469310105683, 0.906179845938664};
  constexpr std::array<double, 5> weight = {0.236926885056189, 0.478628670499366, 0.568888888888889,
                                            0.478628670499366, 0.236926885056189};
  const auto panel = [&](double a, double b) {
    double sum = 0;
    for (std::size_t j = 0; j < node.size(); ++j) {
      const double f = cumulative(0.5 * (a + b) + 0.5 * (b - a) * node[j]);
      sum += weight[j] * f * (1 - f);
    }
    return 0.5 * (b - a) * sum;
  };
  const double tolerance = 1e-7 * std::hypot(model_sd(), noise_sd());
  const auto refined = [&](const auto& self, double a, double b, double whole,
                           int halvings) -> double {
    const double c = 0.5 * (a + b), left = panel(a, c), right = panel(c, b);
    if (halvings == 0 || !(std::abs(left + right - whole) > tolerance)) return left + right;
    return self(self, a, c, left, halvings - 1) + self(self, c, b, right, halvings - 1);
  };
  constexpr int panels = 12, most_halvings = 40;
  double spread = 0;
  for (int k = 0; k < panels && high > low; ++k) {
    const double a = low + (high - low) * k / panels, b = low + (high - low) * (k + 1) / panels;
    spread += refined(refined, a, b, panel(a, b), most_halvings);
  }
  return distance / double(mean_.size()) - spread;
}

}  // namespace graft
