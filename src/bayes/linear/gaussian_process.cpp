#include "bayes/linear/gaussian_process.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "bayes/math/lbfgs.hpp"

namespace graft {
namespace {

constexpr double level_variance =
    1;                             // the mean may be off by a deviation of y: weak, never in doubt
constexpr Eigen::Index leaf = 48;  // of recursions over blocks
constexpr int64_t start_rows = 200;

using Lower = Eigen::Ref<Eigen::MatrixXd>;

// Eigen's solver would treat the identity as a full matrix; halves of a triangle do a third of it.
void invert_lower(Lower l) {
  const Eigen::Index n = l.rows(), h = n / 2;
  if (n <= leaf) {
    Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(n, n);
    l.triangularView<Eigen::Lower>().solveInPlace(inverse);
    l.triangularView<Eigen::Lower>() = inverse;
    return;
  }
  Lower a = l.topLeftCorner(h, h), b = l.bottomLeftCorner(n - h, h),
        c = l.bottomRightCorner(n - h, n - h);
  a.triangularView<Eigen::Lower>().solveInPlace<Eigen::OnTheRight>(b);
  c.triangularView<Eigen::Lower>().solveInPlace(b);
  b = -b;
  invert_lower(a);
  invert_lower(c);
}

// The lower triangle of T^T T for the lower triangle T, in place.
void square_lower(Lower t) {
  const Eigen::Index n = t.rows(), h = n / 2;
  if (n <= leaf) {
    const Eigen::MatrixXd full = t.triangularView<Eigen::Lower>();
    t.triangularView<Eigen::Lower>() = full.transpose() * full;
    return;
  }
  Lower a = t.topLeftCorner(h, h), b = t.bottomLeftCorner(n - h, h),
        c = t.bottomRightCorner(n - h, n - h);
  square_lower(a);
  a.selfadjointView<Eigen::Lower>().rankUpdate(b.transpose());
  b = c.triangularView<Eigen::Lower>().transpose() * b.eval();
  square_lower(c);
}

bool has_length(const GpData& data) {
  return std::ranges::find(data.kernels, Kernel::matern52) != data.kernels.end();
}

double matern(double a) { return (1 + a + a * a / 3) * std::exp(-a); }

struct LogNormal {  // a weak prior on a parameter's logarithm
  double centre, spread;
};

// In units of y's variance: noise of a tenth, an amplitude and a slope that explain all of y, a
// length as the rows are apart; each within an order of magnitude or two.
std::vector<LogNormal> priors_of(const GpData& data) {
  std::vector<LogNormal> priors = {{std::log(0.1), 1.5}};
  const Eigen::Index n = data.y.size();
  double apart = 1;
  for (std::size_t part = 0; part < data.similarity.size(); ++part) {
    const Eigen::MatrixXd& s = data.similarity[part];
    const bool linear = data.kernels[part] == Kernel::linear;
    priors.push_back({linear ? -std::log(std::max(s.diagonal().mean(), 1e-12)) : 0.0, 2});
    if (data.kernels[part] == Kernel::matern52 && n > 1) apart = s.sum() / double(n * (n - 1));
  }
  if (data.trend.size() > 0) priors.push_back({0, 2});
  if (has_length(data)) priors.push_back({std::log(std::max(apart, 1e-6)), 1});
  return priors;
}

GpData select(const GpData& from, const std::vector<int64_t>& rows) {
  GpData to;
  to.kernels = from.kernels;
  const auto n = Eigen::Index(rows.size());
  to.similarity.assign(from.similarity.size(), Eigen::MatrixXd(n, n));
  to.y.resize(n);
  to.trend.resize(from.trend.size() > 0 ? n : 0);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto at = Eigen::Index(rows[std::size_t(i)]);
    to.y[i] = from.y[at];
    if (to.trend.size() > 0) to.trend[i] = from.trend[at];
    for (std::size_t part = 0; part < from.similarity.size(); ++part)
      for (Eigen::Index j = 0; j < n; ++j)
        to.similarity[part](i, j) = from.similarity[part](at, Eigen::Index(rows[std::size_t(j)]));
  }
  return to;
}

}  // namespace

double kernel_value(Kernel kernel, const GpParameters& p, double similarity) {
  return kernel == Kernel::matern52 ? matern(std::sqrt(5.0) / p.length * similarity) : similarity;
}

double line_covariance(const GpParameters& p, double f, double other) {
  return level_variance + p.trend * f * other;
}

Eigen::VectorXd to_logs(const GpData& data, const GpParameters& p) {
  std::vector<double> logs = {std::log(p.noise)};
  for (const double amplitude : p.amplitude) logs.push_back(std::log(amplitude));
  if (data.trend.size() > 0) logs.push_back(std::log(p.trend));
  if (has_length(data)) logs.push_back(std::log(p.length));
  return Eigen::Map<const Eigen::VectorXd>(logs.data(), Eigen::Index(logs.size()));
}

GpParameters from_logs(const GpData& data, const Eigen::VectorXd& logs) {
  GpParameters p;
  Eigen::Index next = 0;
  p.noise = std::exp(logs[next++]);
  for (std::size_t part = 0; part < data.similarity.size(); ++part)
    p.amplitude.push_back(std::exp(logs[next++]));
  if (data.trend.size() > 0) p.trend = std::exp(logs[next++]);
  if (has_length(data)) p.length = std::exp(logs[next]);
  return p;
}

double negative_evidence(const GpData& data, const Eigen::VectorXd& logs,
                         Eigen::VectorXd& gradient) {
  const GpParameters p = from_logs(data, logs);
  const Eigen::Index n = data.y.size();
  gradient.setZero(logs.size());
  const bool trend = data.trend.size() > 0;
  const double per_length = std::sqrt(5.0) / p.length;
  Eigen::MatrixXd k(n, n);
  for (Eigen::Index j = 0; j < n; ++j)
    for (Eigen::Index i = j; i < n; ++i)
      k(i, j) = trend ? line_covariance(p, data.trend[i], data.trend[j]) : line_covariance(p, 0, 0);
  for (std::size_t part = 0; part < data.similarity.size(); ++part) {
    const bool matern52 = data.kernels[part] == Kernel::matern52;
    for (Eigen::Index j = 0; j < n; ++j)
      for (Eigen::Index i = j; i < n; ++i) {
        const double s = data.similarity[part](i, j);
        k(i, j) += p.amplitude[part] * (matern52 ? matern(per_length * s) : s);
      }
  }
  k.diagonal().array() += p.noise;
  constexpr double too_far = std::numeric_limits<double>::infinity();
  if (!k.diagonal().allFinite()) return too_far;
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> cholesky(k);  // k holds the factor from here on
  if (cholesky.info() != Eigen::Success) return too_far;
  const Eigen::VectorXd alpha = cholesky.solve(data.y);
  double value = 0.5 * data.y.dot(alpha) + k.diagonal().array().log().sum();

  // d/dt = tr((K^-1 - alpha alpha^T) dK/dt) / 2, over the lower triangle.
  invert_lower(k);
  square_lower(k);
  k.selfadjointView<Eigen::Lower>().rankUpdate(alpha, -1);
  const double trace = k.diagonal().sum();
  Eigen::Index next = 0;
  gradient[next++] = 0.5 * p.noise * trace;
  double by_length = 0;
  for (std::size_t part = 0; part < data.similarity.size(); ++part) {
    const bool matern52 = data.kernels[part] == Kernel::matern52;
    double by_amplitude = 0;
    for (Eigen::Index j = 0; j < n; ++j)
      for (Eigen::Index i = j; i < n; ++i) {
        const double s = data.similarity[part](i, j), w = (i == j ? 0.5 : 1) * k(i, j);
        if (!matern52) {
          by_amplitude += w * s;
          continue;
        }
        const double a = per_length * s, e = std::exp(-a);
        by_amplitude += w * (1 + a + a * a / 3) * e;
        by_length += p.amplitude[part] * w * a * a * (1 + a) / 3 * e;
      }
    gradient[next++] = p.amplitude[part] * by_amplitude;
  }
  if (trend) {
    const Eigen::VectorXd along = k.selfadjointView<Eigen::Lower>() * data.trend;
    gradient[next++] = 0.5 * p.trend * data.trend.dot(along);
  }
  if (has_length(data)) gradient[next] = by_length;

  const auto priors = priors_of(data);
  for (std::size_t t = 0; t < priors.size(); ++t) {
    const double z = (logs[Eigen::Index(t)] - priors[t].centre) / priors[t].spread;
    value += 0.5 * z * z;
    gradient[Eigen::Index(t)] += z / priors[t].spread;
  }
  return value;
}

GpParameters fit_gaussian_process(const GpData& data, const std::function<bool()>& stop) {
  const Watch watch = [&](const Eigen::VectorXd&) { return stop && stop(); };
  const auto minimise = [&](const GpData& of, Eigen::VectorXd& logs, int64_t iterations) {
    LbfgsSettings settings;
    settings.iterations = iterations;
    settings.gradient_tolerance = 1e-5;
    minimise_lbfgs(
        [&](const Eigen::VectorXd& x, Eigen::VectorXd& g) { return negative_evidence(of, x, g); },
        logs, settings, watch);
    Eigen::VectorXd ignored;
    return negative_evidence(of, logs, ignored);
  };
  const GpData few = select(data, rows_over_the_range(data.y, start_rows));
  const auto priors = priors_of(few);
  Eigen::VectorXd best;
  double best_value = std::numeric_limits<double>::infinity();
  // Much noise or little; a function that is long or short. The rest follows from these.
  for (const double noise : {0.5, 0.02})
    for (const double stretch : {2.0, 0.5}) {
      if (!has_length(data) && stretch < 1) continue;
      Eigen::VectorXd logs(Eigen::Index(priors.size()));
      for (std::size_t t = 0; t < priors.size(); ++t) logs[Eigen::Index(t)] = priors[t].centre;
      logs[0] = std::log(noise);
      if (has_length(data)) logs[logs.size() - 1] += std::log(stretch);
      const double value = minimise(few, logs, 40);
      if (value < best_value || best.size() == 0) best = logs, best_value = value;
    }
  if (few.y.size() < data.y.size()) minimise(data, best, 20);
  return from_logs(data, best);
}

std::vector<int64_t> rows_over_the_range(const Eigen::VectorXd& y, int64_t most) {
  const int64_t n = int64_t(y.size());
  std::vector<int64_t> order(std::size_t(n), 0);
  std::iota(order.begin(), order.end(), int64_t{0});
  if (n <= most) return order;
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return y[a] < y[b]; });
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < most; ++i)
    rows.push_back(order[std::size_t((2 * i + 1) * n / (2 * most))]);
  std::sort(rows.begin(), rows.end());
  return rows;
}

GaussianProcess::GaussianProcess(Eigen::MatrixXd covariance, double noise, const Eigen::VectorXd& y)
    : factor_(std::move(covariance)) {
  factor_.diagonal().array() += noise;
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> cholesky(factor_);
  if (cholesky.info() == Eigen::Success) weights_ = cholesky.solve(y);
  if (cholesky.info() != Eigen::Success || !weights_.allFinite())
    fail(GRAFT_ERROR_NUMERIC, "the covariance of ", y.size(), " rows has no Cholesky factor");
}

GaussianProcess::Moments GaussianProcess::moments(Eigen::MatrixXd& cross,
                                                  const Eigen::VectorXd& own) const {
  Moments m;
  m.mean = cross.transpose() * weights_;
  factor_.triangularView<Eigen::Lower>().solveInPlace(cross);
  m.variance = (own - cross.colwise().squaredNorm().transpose()).cwiseMax(0.0);
  return m;
}

GaussianProcess::Moments GaussianProcess::leave_one_out(const Eigen::VectorXd& y) const {
  Eigen::MatrixXd inverse = factor_;
  invert_lower(inverse);
  Moments m;
  m.mean.resize(y.size());
  m.variance.resize(y.size());
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    m.variance[i] = 1 / inverse.col(i).tail(y.size() - i).squaredNorm();
    m.mean[i] = y[i] - weights_[i] * m.variance[i];
  }
  return m;
}

}  // namespace graft
