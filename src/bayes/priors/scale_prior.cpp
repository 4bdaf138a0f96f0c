#include "bayes/priors/scale_prior.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "bayes/math/random.hpp"

namespace graft {

ScalePrior::ScalePrior(Kind kind, std::vector<double> h, double rate, double shape)
    : kind_(kind), root_h_(std::move(h)), rate_(rate), shape_(shape) {
  if (root_h_.empty()) fail(GRAFT_ERROR_ARGUMENT, "scale prior: no groups of weights");
  if (!(rate > 0)) fail(GRAFT_ERROR_ARGUMENT, "scale prior: the rate is ", rate, ", not above 0");
  if (!(shape > 0))
    fail(GRAFT_ERROR_ARGUMENT, "scale prior: the shape is ", shape, ", not above 0");
  const double count = double(groups());
  for (std::size_t l = 0; l < root_h_.size(); ++l) {
    const double value = root_h_[l];
    if (!(value > 0 && std::isfinite(value)))
      fail(GRAFT_ERROR_ARGUMENT, "scale prior: h of group ", l, " is ", value,
           ": its weights do not move the predictions");
    root_h_[l] = std::sqrt(value);
    log_constant_ += std::log(root_h_[l]);
  }
  switch (kind_) {
    case Kind::exponential:
      log_constant_ += count * std::log(rate);
      break;
    case Kind::lomax:
      log_constant_ +=
          std::lgamma(shape + count) - std::lgamma(shape) + shape * std::log(shape / rate);
      break;
    case Kind::dirichlet:  // every factor root_h appears through v_l instead
      log_constant_ = std::log(rate) + (count - 1) * std::log(2.0) + std::lgamma(shape * count) -
                      count * std::lgamma(shape);
      break;
    case Kind::log_normal:
      log_constant_ = count * (std::log(rate) - 0.5 * std::log(2 * std::numbers::pi));
      break;
  }
}

ScalePrior ScalePrior::exponential(std::vector<double> h, double rate) {
  return {Kind::exponential, std::move(h), rate, 1};
}
ScalePrior ScalePrior::lomax(std::vector<double> h, double rate, double shape) {
  return {Kind::lomax, std::move(h), rate, shape};
}
ScalePrior ScalePrior::dirichlet(std::vector<double> h, double rate, double concentration) {
  return {Kind::dirichlet, std::move(h), rate, concentration};
}

ScalePrior ScalePrior::log_normal(int64_t groups, double spread) {
  return {Kind::log_normal, std::vector<double>(std::size_t(groups), 1.0), 1 / spread, 1};
}

double ScalePrior::log_density(const double* t, double* gradient) const {
  const std::size_t n = root_h_.size();
  double log_density = log_constant_, sum = 0;
  if (kind_ == Kind::exponential) {
    for (std::size_t l = 0; l < n; ++l) {
      const double shift = rate_ * root_h_[l] * std::exp(t[l]);
      log_density += t[l] - shift;
      gradient[l] = 1 - shift;
    }
    return log_density;
  }
  if (kind_ == Kind::log_normal) {
    for (std::size_t l = 0; l < n; ++l) {
      gradient[l] = -rate_ * rate_ * t[l];
      log_density += 0.5 * t[l] * gradient[l];
    }
    return log_density;
  }
  if (kind_ == Kind::lomax) {
    // The rate integrated out: (b + sum d_l)^-(shape + n), b = shape / rate.
    for (std::size_t l = 0; l < n; ++l) {
      gradient[l] = root_h_[l] * std::exp(t[l]);
      sum += gradient[l];
      log_density += t[l];
    }
    const double whole = shape_ / rate_ + sum, power = shape_ + double(n);
    for (std::size_t l = 0; l < n; ++l) gradient[l] = 1 - power * gradient[l] / whole;
    return log_density - power * std::log(whole);
  }
  // With v_l = d_l^2 and D = sum v: p(v) = p(D) Dirichlet(v / D) D^{1-n}, p(D) = p(d) / (2 sqrt D),
  // and d v_l / d t_l = 2 v_l. Scaled by the largest v, so that none of them can underflow.
  double top = -INFINITY, logs = 0;
  for (std::size_t l = 0; l < n; ++l) {
    const double log_v = 2 * (std::log(root_h_[l]) + t[l]);
    logs += log_v;
    top = std::max(top, log_v);
    gradient[l] = log_v;
  }
  for (std::size_t l = 0; l < n; ++l) sum += gradient[l] = std::exp(gradient[l] - top);
  const double log_d2 = top + std::log(sum), d = std::exp(0.5 * log_d2);
  const double power = 0.5 - shape_ * double(n);
  for (std::size_t l = 0; l < n; ++l)
    gradient[l] = 2 * shape_ + (2 * power - rate_ * d) * gradient[l] / sum;
  return log_density + shape_ * logs + power * log_d2 - rate_ * d;
}

void ScalePrior::draw(Rng& rng, double* tau) const {
  const std::size_t n = root_h_.size();
  if (kind_ == Kind::log_normal) {
    for (std::size_t l = 0; l < n; ++l) tau[l] = std::exp(rng.normal() / rate_);
    return;
  }
  const double rate = kind_ == Kind::lomax ? rate_ / shape_ * draw_gamma(rng, shape_) : rate_;
  if (kind_ != Kind::dirichlet) {
    for (std::size_t l = 0; l < n; ++l) tau[l] = draw_exponential(rng, rate * root_h_[l]);
    return;
  }
  const double d = draw_exponential(rng, rate);
  double sum = 0;
  for (std::size_t l = 0; l < n; ++l) sum += tau[l] = draw_gamma(rng, shape_);
  for (std::size_t l = 0; l < n; ++l) tau[l] = d * std::sqrt(tau[l] / sum) / root_h_[l];
}

void ScalePrior::rates(const double* tau, double* out) const {
  if (kind_ == Kind::dirichlet)
    fail(GRAFT_ERROR_ARGUMENT, "scale prior: Dirichlet shares have no rates");
  double rate = rate_;
  if (kind_ == Kind::lomax) {
    double whole = shape_ / rate_;
    for (std::size_t l = 0; l < root_h_.size(); ++l) whole += root_h_[l] * tau[l];
    rate = (shape_ + double(groups())) / whole;
  }
  for (std::size_t l = 0; l < root_h_.size(); ++l) out[l] = rate * root_h_[l];
}

double scale_update(double rate, double weights, double square) {
  if (!(square > 0)) return 0;
  // Either term alone gives an upper bound; in units of the lesser, tau = bound x, the cubic is
  // a x^3 + b x^2 = 1 with max(a, b) = 1, 0.75 < x <= 1. It is convex there, so Newton's method
  // from x = 1 falls to the root without overshoot, and no power can over- or underflow.
  const double quadratic = std::sqrt(square / weights), cubic = std::cbrt(square / rate);
  const bool by_cubic = cubic < quadratic;
  const double bound = by_cubic ? cubic : quadratic;
  const double a = by_cubic ? 1 : rate / weights * quadratic;
  const double b = by_cubic ? weights / rate / cubic : 1;
  double x = 1;
  for (int i = 0; i < 6; ++i) x -= (x * x * (a * x + b) - 1) / (x * (3 * a * x + 2 * b));
  return bound * x;
}

}  // namespace graft
