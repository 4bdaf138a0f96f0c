#include "bayes/linear/linear_pc.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/math/sphere.hpp"

namespace graft {
namespace {

constexpr double tolerance =
    1e-5;  // of log densities that are drawn from: far below any Monte Carlo error

// x^T x at half the cost of the product.
Eigen::MatrixXd gram(const Eigen::Ref<const Eigen::MatrixXd>& xt) {
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(xt.rows(), xt.rows());
  sum.selfadjointView<Eigen::Lower>().rankUpdate(xt);
  return sum.selfadjointView<Eigen::Lower>();
}

// H = rows^T rows / (m sigma_S^2).
Eigen::MatrixXd distance_matrix(const Eigen::MatrixXd& rows, double source_sigma) {
  return gram(rows.transpose()) / (double(rows.rows()) * source_sigma * source_sigma);
}

// T with T T^T = H^-1: the inverse of an upper Cholesky factor.
Eigen::MatrixXd whitener(const Eigen::MatrixXd& h) {
  const Eigen::LLT<Eigen::MatrixXd> factor(h);
  if (factor.info() != Eigen::Success ||
      !(factor.matrixLLT().diagonal().array().square().minCoeff() >
        1e-12 * h.diagonal().maxCoeff()))
    fail(GRAFT_ERROR_NUMERIC, "linear pc: the rows do not determine all of the ", h.rows(),
         " weights");
  return factor.matrixU().solve(Eigen::MatrixXd::Identity(h.rows(), h.cols()));
}

void check(const Eigen::MatrixXd& x, const Eigen::VectorXd& y, const Eigen::VectorXd& source,
           double source_sigma, const LinearPcSettings& s) {
  if (x.rows() < 1 || x.cols() < 1) fail(GRAFT_ERROR_ARGUMENT, "linear pc: x is empty");
  if (y.size() != x.rows() || source.size() != x.cols())
    fail(GRAFT_ERROR_ARGUMENT, "linear pc: x is ", x.rows(), " by ", x.cols(), ", y has ", y.size(),
         " values, the source ", source.size());
  if (!(source_sigma > 0) || !(s.sigma >= 0) || !(s.sigma_spread >= 0) || !(s.rate > 0) ||
      !(s.shape >= 0) || !(s.degrees_of_freedom >= 0))
    fail(GRAFT_ERROR_ARGUMENT, "linear pc: source_sigma ", source_sigma, ", sigma ", s.sigma,
         ", sigma_spread ", s.sigma_spread, ", rate ", s.rate, ", shape ", s.shape,
         " or degrees_of_freedom ", s.degrees_of_freedom, " is out of range");
}

}  // namespace

RowSpace row_space(const Eigen::MatrixXd& x, double keep) {
  const bool wide = x.rows() < x.cols();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
      wide ? gram(x) : gram(x.transpose()));  // gram(x) is x x^T
  const Eigen::VectorXd& all = solver.eigenvalues();
  const double largest = all.size() > 0 ? all.maxCoeff() : 0;
  Eigen::Index count = 0;
  if (largest > 0) count = (all.array() > keep * largest).count();
  RowSpace space{solver.eigenvectors().rightCols(count), all.tail(count)};
  if (wide)
    space.vectors =
        x.transpose() * space.vectors * space.values.cwiseSqrt().cwiseInverse().asDiagonal();
  for (auto column : space.vectors.colwise()) {
    Eigen::Index at = 0;
    column.cwiseAbs().maxCoeff(&at);
    if (column[at] < 0) column = -column;
  }
  return space;
}

LinearPc::LinearPc(const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                   const Eigen::VectorXd& source, double source_sigma,
                   const LinearPcSettings& settings)
    : settings_(settings), source_(source) {
  check(x, y, source, source_sigma, settings);
  if (settings_.sigma == 0) settings_.sigma = source_sigma;
  const auto p = x.cols();
  rows_ = settings.degrees_of_freedom > 0 ? settings.degrees_of_freedom : double(x.rows());
  h_ = distance_matrix(x, source_sigma);
  scale_rate_ = settings.rate;
  if (settings.prior == LinearPrior::isotropic) {
    scale_rate_ *= std::sqrt(h_.trace());
    RowSpace space = row_space(x, 1e-13);
    g_ = std::move(space.values);
    map_ = std::move(space.vectors);
  } else {
    if (settings.prior == LinearPrior::g_prior) scale_rate_ *= std::sqrt(double(p));
    map_ = whitener(h_);
    // M^T H M is the identity: but for rounding these are all the same.
    g_ = gram((x * map_).transpose()).diagonal();
  }
  const Eigen::VectorXd residual = y - x * source;
  b_ = map_.transpose() * (x.transpose() * residual);
  residual_square_ = residual.squaredNorm();

  const double largest = g_.size() > 0 ? g_.maxCoeff() : 0;
  if (!(largest > 0)) fail(GRAFT_ERROR_NUMERIC, "linear pc: all of x is zero");
  double square = 0;  // of least squares, where the rows determine it
  least_g_ = 1e-12 * largest;
  explained_ = 0;
  for (Eigen::Index j = 0; j < g_.size(); ++j)
    if (g_[j] > least_g_) {
      square += b_[j] * b_[j] / (g_[j] * g_[j]);
      explained_ += b_[j] * b_[j] / g_[j];
    }
  reach_ =
      settings.prior == LinearPrior::level_sets ? std::sqrt(square) : std::sqrt(square / double(p));
  if (settings.sigma_spread == 0) {
    scale_ = scale_given(settings_.sigma);
    return;
  }

  // The marginal posterior of log sigma: every value needs the mass of the scale's density.
  const double centre = std::log(settings_.sigma), spread = settings.sigma_spread;
  double rest = residual_square_ - explained_;
  if (!(rest > 1e-12 * residual_square_)) rest = 0;  // rounding: features explain every row
  const double fitted = rest > 0 ? 0.5 * std::log(rest / rows_) : centre;
  log_sigma_ = Density1d::line(
      [this, centre, spread, rest](double s) {
        const double z = (s - centre) / spread;
        return scale_given(std::exp(s)).log_mass() - rows_ * s - 0.5 * rest * std::exp(-2 * s) -
               0.5 * z * z;
      },
      std::min(centre, fitted) - 0.2, std::max(centre, fitted) + 0.2, tolerance);
}

Density1d LinearPc::scale_given(double sigma) const {
  const double precision = 1 / (sigma * sigma);
  if (settings_.prior == LinearPrior::level_sets) {
    const double gamma = precision * g_.mean(), pull = precision * b_.norm();
    return Density1d::half_line(
        [=, this](double r) {
          return log_scale_prior(r) - 0.5 * gamma * r * r +
                 sphere_average(dim(), pull * r).log_mean - 0.5 * precision * explained_;
        },
        0, reach_ + 1 / std::sqrt(gamma), tolerance);
  }
  return Density1d::half_line(
      [this, precision](double tau) {
        const double v = tau * tau * precision;
        double product = 1, logs = 0, fit = 0;
        for (Eigen::Index j = 0; j < g_.size(); ++j) {
          const double spread = 1 + v * g_[j];
          product *= spread;
          if (product > 1e200) logs += std::log(product), product = 1;
          // Relative to least squares: with fewer rows than features and little noise, the whole
          // fit and the whole residual are huge and equal.
          fit += b_[j] * b_[j] / spread * (g_[j] > least_g_ ? -1 / g_[j] : v);
        }
        return 0.5 * (precision * fit - logs - std::log(product)) + log_scale_prior(tau);
      },
      0, reach_ + 1 / scale_rate_, tolerance);
}

double LinearPc::log_scale_prior(double scale) const {
  if (settings_.shape == 0) return -scale_rate_ * scale;
  return -(settings_.shape + 1) * std::log1p(scale_rate_ * scale / settings_.shape);
}

void LinearPc::set_beta(const Eigen::VectorXd& delta, LinearDraw& draw) const {
  draw.beta = source_ + delta;
  draw.distance = std::sqrt(std::max(0.0, delta.dot(h_ * delta)));
}

LinearDraw LinearPc::draw(Rng& rng) const {
  LinearDraw draw;
  draw.sigma = log_sigma_ ? std::exp(log_sigma_->draw(rng)) : settings_.sigma;
  draw.scale = scale_ ? scale_->draw(rng) : scale_given(draw.sigma).draw(rng);
  const double precision = 1 / (draw.sigma * draw.sigma);
  Eigen::VectorXd z(dim());
  if (settings_.prior == LinearPrior::level_sets) {
    const double norm = b_.norm();
    if (norm > 0)
      draw_von_mises_fisher(rng, b_ / norm, precision * norm * draw.scale, z);
    else
      draw_direction(rng, z);
    set_beta(draw.scale * (map_ * z), draw);
    return draw;
  }
  for (auto& v : z) v = rng.normal();
  // The normals are those of the weights where M is orthonormal, so that a draw does not hang on
  // the choice of M: what lies across the rows keeps its prior.
  const bool isotropic = settings_.prior == LinearPrior::isotropic;
  Eigen::VectorXd c = isotropic ? Eigen::VectorXd(map_.transpose() * z) : z;
  const double v = draw.scale * draw.scale;
  Eigen::VectorXd across;
  if (isotropic) across = draw.scale * (z - map_ * c);
  for (Eigen::Index j = 0; j < c.size(); ++j) {
    const double share = v / (1 + v * precision * g_[j]);
    c[j] = share * precision * b_[j] + std::sqrt(share) * c[j];
  }
  Eigen::VectorXd delta = map_ * c;
  if (isotropic) delta += across;
  set_beta(delta, draw);
  return draw;
}

}  // namespace graft
