#include "bayes/networks/mlp_posterior.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <numeric>

#include "base/error.hpp"

namespace graft {
namespace {

constexpr double target_only_spread = 1;

std::optional<ScalePrior> make_prior(const std::vector<double>& h, const MlpPosteriorSettings& s) {
  switch (s.kind) {
    case ScaleKind::lomax:
      return ScalePrior::lomax(h, s.rate, s.shape);
    case ScaleKind::dirichlet:
      return ScalePrior::dirichlet(h, s.rate, s.shape);
    case ScaleKind::fixed:
      return std::nullopt;
    case ScaleKind::target_only:
      return ScalePrior::log_normal(int64_t(h.size()), target_only_spread);
    case ScaleKind::exponential:
      break;
  }
  return ScalePrior::exponential(h, s.rate);
}

void check(const Mlp& mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
           std::span<const double> source, double source_sigma, const MlpPosteriorSettings& s) {
  const bool alone = s.kind == ScaleKind::target_only;
  if (x.rows() < 1 || x.cols() != mlp.inputs() || y.size() != x.rows() ||
      int64_t(source.size()) != (alone ? 0 : mlp.weights()))
    fail(GRAFT_ERROR_ARGUMENT, "mlp posterior: x is ", x.rows(), " by ", x.cols(), ", y has ",
         y.size(), " values, the source ", source.size(), "; the network has ", mlp.inputs(),
         " inputs and ", mlp.weights(), " weights");
  if (!(source_sigma > 0) || !(s.sigma_spread > 0) || !(s.sigma_centre >= 0))
    fail(GRAFT_ERROR_ARGUMENT, "mlp posterior: source_sigma ", source_sigma, ", sigma_spread ",
         s.sigma_spread, " or sigma_centre ", s.sigma_centre, " is out of range");
  if (s.kind == ScaleKind::fixed && !(s.tau > 0))
    fail(GRAFT_ERROR_ARGUMENT, "mlp posterior: tau is ", s.tau, ", not above 0");
  if (s.affine && (alone || !(s.affine->a_sd > 0) || !(s.affine->b_sd > 0)))
    fail(GRAFT_ERROR_ARGUMENT,
         alone ? "mlp posterior: an affine map needs a source"
               : "mlp posterior: a_sd or b_sd of the affine map is not above 0");
}

// 1/sqrt(fan-in) for weights, 1 for biases: the last one of each unit.
Eigen::VectorXd fan_in_units(const Mlp& mlp) {
  Eigen::VectorXd unit(mlp.weights());
  int64_t fan_in = mlp.inputs();
  for (int64_t l = 0; l < mlp.layers(); ++l) {
    const int64_t width = (mlp.offset(l + 1) - mlp.offset(l)) / (fan_in + 1);
    Eigen::Map<Eigen::MatrixXd> layer(unit.data() + mlp.offset(l), fan_in + 1, width);
    layer.setConstant(1 / std::sqrt(double(fan_in)));
    layer.bottomRows(1).setOnes();
    fan_in = width;
  }
  return unit;
}

}  // namespace

// What one chain writes.
struct MlpPosterior::Chain {
  Mlp::Work work;
  Eigen::VectorXd weights, residual;
};

MlpPosterior::MlpPosterior(Mlp mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                           std::span<const double> source, double source_sigma,
                           const MlpPosteriorSettings& s)
    : mlp_(std::move(mlp)),
      x_((check(mlp_, x, y, source, source_sigma, s), Columns(x))),
      y_(y),
      log_sigma_(std::log(s.sigma_centre > 0 ? s.sigma_centre : source_sigma)),
      spread_(s.sigma_spread),
      fixed_tau_(s.tau),
      global_(s.global),
      affine_(s.affine) {
  if (s.kind == ScaleKind::target_only) {
    centre_.setZero(mlp_.weights());
    unit_ = fan_in_units(mlp_);
    h_.assign(std::size_t(groups()), 1.0);
  } else {
    centre_ = Eigen::Map<const Eigen::VectorXd>(source.data(), mlp_.weights());
    if (affine_) centre_[mlp_.weights() - 1] -= affine_->level;
    unit_.setOnes(mlp_.weights());
    source_f_ = predictions(x_, rows(), centre_.data());
    source_precision_ = 1 / (source_sigma * source_sigma);
    layer_h_ = layer_h();
    h_ = global_ ? std::vector{std::accumulate(layer_h_.begin(), layer_h_.end(), 0.0)} : layer_h_;
    if (affine_) set_affine_start(source_sigma);
  }
  prior_ = make_prior(h_, s);
}

// h of each layer: the mean over the rows of the squared gradient in units of source_sigma.
std::vector<double> MlpPosterior::layer_h() const {
  Eigen::VectorXd base = centre_;
  if (affine_) {  // only the last layer's weights shape the gradients of those below it
    const int64_t from = mlp_.offset(mlp_.layers() - 1);
    base.tail(base.size() - from) *= std::hypot(affine_->b_mean, affine_->b_sd);
  }
  std::vector<double> h = mlp_.squared_gradients(x_, base.data());
  for (auto& v : h) v = v * source_precision_ / double(rows());
  return h;
}

// The mean of alpha and beta given tau = 0 and the source's noise: ridge regression on f_S.
void MlpPosterior::set_affine_start(double source_sigma) {
  const Eigen::VectorXd f = predictions(x_, rows(), centre_.data());
  Eigen::MatrixXd columns(rows(), 2);
  columns << Eigen::VectorXd::Constant(rows(), affine_->a_sd), affine_->b_sd * f;
  columns /= source_sigma;
  const Eigen::VectorXd rest =
      (y_ - affine_->b_mean * f).array() / source_sigma - affine_->a_mean / source_sigma;
  const Eigen::Matrix2d precision = columns.transpose() * columns + Eigen::Matrix2d::Identity();
  const Eigen::Vector2d best = precision.llt().solve(columns.transpose() * rest);
  for (int i = 0; i < 2; ++i) affine_start_[i] = best[i];
}

Eigen::VectorXd MlpPosterior::predictions(const Columns& x, int64_t rows,
                                          const double* weights) const {
  Mlp::Work work = mlp_.work(rows);
  mlp_.forward(x, weights, work);
  return work.output;
}

int64_t MlpPosterior::first(int64_t group) const { return global_ ? 0 : mlp_.offset(group); }
int64_t MlpPosterior::last(int64_t group) const {
  return global_ ? mlp_.weights() : mlp_.offset(group + 1);
}

TargetFactory MlpPosterior::target() const {
  return [this](int) -> LogDensity {
    const auto chain = std::make_shared<Chain>();
    chain->work = mlp_.work(rows());
    chain->weights.setZero(mlp_.weights());
    chain->residual.setZero(rows());
    return [this, chain](const double* q, double* gradient) {
      return log_density(q, gradient, *chain);
    };
  };
}

void MlpPosterior::weights(const double* q, double* out) const {
  const Eigen::Map<const Eigen::VectorXd> z(q, mlp_.weights());
  Eigen::Map<Eigen::VectorXd> w(out, mlp_.weights());
  for (int64_t g = 0; g < groups(); ++g) {
    const int64_t from = first(g), size = last(g) - from;
    kernels().shifted(out + from, centre_.data() + from, q + from, tau(q, g), size);
    if (!has_source())  // centre 0, and a unit for each weight
      w.segment(from, size).array() *= unit_.segment(from, size).array();
  }
  if (!affine_) return;
  const int64_t from = mlp_.offset(mlp_.layers() - 1), size = w.size() - from;
  const double* offsets = q + noise_at() + 1;
  w.tail(size) += (affine_->b_mean + affine_->b_sd * offsets[1] - 1) * centre_.tail(size);
  w[w.size() - 1] += affine_->a_mean + affine_->a_sd * offsets[0];
}

double MlpPosterior::log_density(const double* q, double* gradient, Chain& chain) const {
  const int64_t count = mlp_.weights(), noise = noise_at();
  const double n = double(rows()), s = q[noise];
  weights(q, chain.weights.data());
  mlp_.forward(x_, chain.weights.data(), chain.work);
  chain.residual = y_ - chain.work.output;
  const double precision = std::exp(-2 * s), square = chain.residual.squaredNorm();
  chain.residual *= precision;  // now the log likelihood's gradient by the outputs
  mlp_.backward(x_, chain.weights.data(), chain.residual, chain.work, gradient);

  double log_density = 0;
  if (affine_) {
    const double *offsets = q + noise + 1, *by_weight = gradient;
    const int64_t from = mlp_.offset(mlp_.layers() - 1), size = count - from;
    const Eigen::Map<const Eigen::VectorXd> by_last(by_weight + from, size);
    gradient[noise + 1] = affine_->a_sd * by_weight[count - 1] - offsets[0];
    gradient[noise + 2] = affine_->b_sd * by_last.dot(centre_.tail(size)) - offsets[1];
    log_density -= 0.5 * (offsets[0] * offsets[0] + offsets[1] * offsets[1]);
  }
  if (prior_) log_density += prior_->log_density(q + count, gradient + count);
  for (int64_t g = 0; g < groups(); ++g) {
    const int64_t from = first(g), size = last(g) - from;
    const double scale = tau(q, g);
    if (!has_source())
      Eigen::Map<Eigen::VectorXd>(gradient + from, size).array() *=
          unit_.segment(from, size).array();
    double dot, z_square;
    kernels().unscale_gradient(gradient + from, q + from, scale, size, &dot, &z_square);
    if (prior_) gradient[count + g] += scale * dot;
    log_density -= 0.5 * z_square;
  }
  const double off = (s - log_sigma_) / spread_;
  gradient[noise] = -n + precision * square - off / spread_;
  return log_density - n * s - 0.5 * precision * square - 0.5 * off * off;
}

std::vector<double> MlpPosterior::start(int chains, uint64_t seed) const {
  std::vector<double> q(std::size_t(chains * dim()));
  for (int chain = 0; chain < chains; ++chain) {
    Rng rng(seed, stream_of(Stream::chain_starts, uint64_t(chain)));
    double* out = q.data() + chain * dim();
    draw_prior(rng, out);
    for (int64_t i = 0; i < mlp_.weights(); ++i) out[i] *= 0.5;
    if (has_source())
      for (int64_t i = mlp_.weights(); i < noise_at(); ++i) out[i] += std::log(0.1);
    double* rest = out + noise_at();
    rest[0] = log_sigma_ + 0.1 * (rest[0] - log_sigma_) / spread_;
    if (affine_)
      for (int i = 0; i < 2; ++i) rest[1 + i] = affine_start_[i] + 0.1 * rest[1 + i];
  }
  return q;
}

void MlpPosterior::draw_prior(Rng& rng, double* q) const {
  const int64_t count = mlp_.weights(), noise = noise_at();
  for (int64_t i = 0; i < count; ++i) q[i] = rng.normal();
  if (prior_) {
    prior_->draw(rng, q + count);
    for (int64_t i = count; i < noise; ++i) q[i] = std::log(q[i]);
  }
  q[noise] = log_sigma_ + spread_ * rng.normal();
  for (int64_t i = noise + 1; i < dim(); ++i) q[i] = rng.normal();
}

double MlpPosterior::tau(const double* q, int64_t group) const {
  return prior_ ? std::exp(q[mlp_.weights() + group]) : fixed_tau_;
}
double MlpPosterior::layer_distance(const double* q, int64_t layer) const {
  if (!has_source()) return std::numeric_limits<double>::quiet_NaN();
  return tau(q, global_ ? 0 : layer) * std::sqrt(layer_h_[std::size_t(layer)]);
}

double MlpPosterior::distance(const double* q, int64_t group) const {
  if (!has_source()) return std::numeric_limits<double>::quiet_NaN();
  return tau(q, group) * std::sqrt(h_[std::size_t(group)]);
}
double MlpPosterior::sigma(const double* q) const { return std::exp(q[noise_at()]); }

std::pair<double, double> MlpPosterior::affine(const double* q) const {
  if (!affine_) return {0, 1};
  const double* offsets = q + noise_at() + 1;
  const double b = affine_->b_mean + affine_->b_sd * offsets[1];
  return {affine_->a_mean + affine_->a_sd * offsets[0] - b * affine_->level, b};
}

double MlpPosterior::realised_distance(const double* q) const {
  if (!has_source()) return std::numeric_limits<double>::quiet_NaN();
  Eigen::VectorXd w(mlp_.weights());
  weights(q, w.data());
  Eigen::VectorXd shift = predictions(x_, rows(), w.data());
  const auto [a, b] = affine(q);
  const double level = affine_ ? affine_->level : 0;  // already off source_f_
  shift.array() -= a + b * level + b * source_f_.array();
  return std::sqrt((shift.array().square() * source_precision_).sum() / double(rows()));
}

void MlpPosterior::log_likelihood(const double* q, double* out) const {
  Eigen::VectorXd w(mlp_.weights());
  weights(q, w.data());
  const Eigen::VectorXd residual = y_ - predictions(x_, rows(), w.data());
  const double s = q[noise_at()], constant = -s - 0.5 * std::log(2 * std::numbers::pi);
  Eigen::Map<Eigen::ArrayXd>(out, rows()) =
      constant - 0.5 * std::exp(-2 * s) * residual.array().square();
}

}  // namespace graft
