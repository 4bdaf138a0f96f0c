#include "model/predictive.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace graft {
namespace {

double normal_cumulative(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

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
    const double z = (y - mean_[s]) / sd_[s];
    return -0.5 * z * z - std::log(sd_[s]) - 0.5 * std::log(2 * M_PI);
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
  double low = y, high = y;
  for (std::size_t s = 0; s < mean_.size(); ++s) {
    low = std::min(low, mean_[s] - reach * sd_[s]);
    high = std::max(high, mean_[s] + reach * sd_[s]);
  }
  // Five-point Gauss-Legendre on panels; the integrand is smooth on either side of y.
  constexpr std::array<double, 5> node = {-0.906179845938664, -0.538469310105683, 0,
                                          0.538469310105683, 0.906179845938664};
  constexpr std::array<double, 5> weight = {0.236926885056189, 0.478628670499366, 0.568888888888889,
                                            0.478628670499366, 0.236926885056189};
  constexpr int panels = 24;
  const auto side = [&](double a, double b, bool above) {
    double sum = 0;
    const double half = 0.5 * (b - a) / panels;
    if (half <= 0) return 0.0;
    for (int k = 0; k < panels; ++k)
      for (std::size_t j = 0; j < node.size(); ++j) {
        const double f = cumulative(a + half * (2 * k + 1 + node[j])) - (above ? 1.0 : 0.0);
        sum += weight[j] * half * f * f;
      }
    return sum;
  };
  return side(low, y, false) + side(y, high, true);
}

double Predictive::draw(Rng& rng) const {
  const auto s = std::size_t(rng.below(mean_.size()));
  return mean_[s] + sd_[s] * rng.normal();
}

}  // namespace graft
