#include "bayes/mlp_posterior.hpp"

#include <cmath>
#include <memory>
#include <numeric>

#include "base/error.hpp"

namespace graft {
namespace {

constexpr uint32_t start_purpose = 201;

// h of each group: mean squared gradient over the rows in units of the source's noise.
std::vector<double> group_h(const Mlp& mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& source,
                            double source_sigma, bool global) {
  auto h = mlp.squared_gradients(Columns(x), source.data());
  for (auto& v : h) v /= double(x.rows()) * source_sigma * source_sigma;
  if (global) h = {std::accumulate(h.begin(), h.end(), 0.0)};
  return h;
}

ScalePrior make_prior(const std::vector<double>& h, const MlpPosteriorSettings& s) {
  switch (s.kind) {
    case ScaleKind::lomax:
      return ScalePrior::lomax(h, s.rate, s.shape);
    case ScaleKind::dirichlet:
      return ScalePrior::dirichlet(h, s.rate, s.shape);
    case ScaleKind::exponential:
      break;
  }
  return ScalePrior::exponential(h, s.rate);
}

void check(const Mlp& mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
           std::span<const double> source, double source_sigma, double spread,
           const Eigen::MatrixXd& distance_rows) {
  if (x.rows() < 1 || x.cols() != mlp.inputs() || y.size() != x.rows() ||
      int64_t(source.size()) != mlp.weights() ||
      (distance_rows.size() > 0 && distance_rows.cols() != mlp.inputs()))
    fail(GRAFT_ERROR_ARGUMENT, "mlp posterior: x is ", x.rows(), " by ", x.cols(), ", y has ",
         y.size(), " values, the source ", source.size(), "; the network has ", mlp.inputs(),
         " inputs and ", mlp.weights(), " weights");
  if (!(source_sigma > 0) || !(spread > 0))
    fail(GRAFT_ERROR_ARGUMENT, "mlp posterior: source_sigma ", source_sigma, " or sigma_spread ",
         spread, " is not above 0");
}

}  // namespace

// What one chain writes.
struct MlpPosterior::Chain {
  Mlp::Work work;
  Eigen::VectorXd weights, residual;
};

MlpPosterior::MlpPosterior(Mlp mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                           std::span<const double> source, double source_sigma,
                           const MlpPosteriorSettings& settings,
                           const Eigen::MatrixXd& distance_rows)
    : mlp_(std::move(mlp)),
      x_((check(mlp_, x, y, source, source_sigma, settings.sigma_spread, distance_rows), x)),
      y_(y),
      source_(Eigen::Map<const Eigen::VectorXd>(source.data(), Eigen::Index(source.size()))),
      log_source_sigma_(std::log(source_sigma)),
      spread_(settings.sigma_spread),
      global_(settings.global),
      h_(group_h(mlp_, distance_rows.size() > 0 ? distance_rows : x, source_, source_sigma,
                 global_)),
      prior_(make_prior(h_, settings)) {}

int64_t MlpPosterior::first(int64_t group) const { return global_ ? 0 : mlp_.offset(group); }
int64_t MlpPosterior::last(int64_t group) const {
  return global_ ? mlp_.weights() : mlp_.offset(group + 1);
}

TargetFactory MlpPosterior::target() const {
  return [this](int) -> LogDensity {
    const auto chain = std::make_shared<Chain>();
    chain->work = mlp_.work(x_.rows());
    chain->weights.setZero(mlp_.weights());
    chain->residual.setZero(x_.rows());
    return [this, chain](const double* q, double* gradient) {
      return log_density(q, gradient, *chain);
    };
  };
}

void MlpPosterior::weights(const double* q, double* out) const {
  for (int64_t g = 0; g < prior_.groups(); ++g) {
    const int64_t from = first(g);
    kernels().shifted(out + from, source_.data() + from, q + from, tau(q, g), last(g) - from);
  }
}

double MlpPosterior::log_density(const double* q, double* gradient, Chain& chain) const {
  const int64_t count = mlp_.weights(), groups = prior_.groups();
  const double n = double(y_.size()), s = q[count + groups];
  weights(q, chain.weights.data());
  mlp_.forward(x_, chain.weights.data(), chain.work);
  chain.residual = y_ - chain.work.output;
  const double precision = std::exp(-2 * s), square = chain.residual.squaredNorm();
  chain.residual *= precision;  // now the log likelihood's gradient by the outputs
  mlp_.backward(x_, chain.weights.data(), chain.residual, chain.work, gradient);

  double log_density = prior_.log_density(q + count, gradient + count);
  for (int64_t g = 0; g < groups; ++g) {
    const int64_t from = first(g), size = last(g) - from;
    const double scale = tau(q, g);
    double dot, z_square;
    kernels().unscale_gradient(gradient + from, q + from, scale, size, &dot, &z_square);
    gradient[count + g] += scale * dot;
    log_density -= 0.5 * z_square;
  }
  const double off = (s - log_source_sigma_) / spread_;
  gradient[count + groups] = -n + precision * square - off / spread_;
  return log_density - n * s - 0.5 * precision * square - 0.5 * off * off;
}

std::vector<double> MlpPosterior::start(int chains, uint64_t seed) const {
  std::vector<double> q;
  q.reserve(std::size_t(chains * dim()));
  for (int chain = 0; chain < chains; ++chain) {
    Rng rng(seed, stream_of(start_purpose, uint64_t(chain)));
    for (int64_t i = 0; i < mlp_.weights(); ++i) q.push_back(0.5 * rng.normal());
    std::vector<double> scales(h_.size());
    prior_.draw(rng, scales.data());
    for (double v : scales) q.push_back(std::log(0.1 * v));
    q.push_back(log_source_sigma_ + 0.1 * rng.normal());
  }
  return q;
}

double MlpPosterior::tau(const double* q, int64_t group) const {
  return std::exp(q[mlp_.weights() + group]);
}
double MlpPosterior::distance(const double* q, int64_t group) const {
  return prior_.distance(group, tau(q, group));
}
double MlpPosterior::sigma(const double* q) const {
  return std::exp(q[mlp_.weights() + prior_.groups()]);
}

}  // namespace graft
