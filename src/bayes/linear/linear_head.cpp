#include "bayes/linear/linear_head.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/priors/pc_prior.hpp"

namespace graft {
namespace {

// A column of F is left out if less than this of it is not in those before it: above the rounding
// of features in single precision.
constexpr double dependent = 1e-6;
constexpr double log_tolerance = 1e-5;  // of sigma's log density, as in LinearPc

struct Basis {
  Eigen::MatrixXd q, from_q;  // Q = F from_q, orthonormal columns
};

// Gram-Schmidt in the order of the columns, each orthogonalised twice.
Basis basis_of(const Eigen::MatrixXd& f) {
  Basis basis{Eigen::MatrixXd(f.rows(), f.cols()), Eigen::MatrixXd::Zero(f.cols(), f.cols())};
  Eigen::Index rank = 0;
  for (Eigen::Index j = 0; j < f.cols() && rank < f.rows(); ++j) {
    Eigen::VectorXd column = f.col(j), map = Eigen::VectorXd::Unit(f.cols(), j);
    const double whole = column.norm();
    for (int pass = 0; pass < 2; ++pass) {
      const Eigen::VectorXd share = basis.q.leftCols(rank).transpose() * column;
      column -= basis.q.leftCols(rank) * share;
      map -= basis.from_q.leftCols(rank) * share;
    }
    const double left = column.norm();
    if (!(left > dependent * whole)) continue;
    basis.q.col(rank) = column / left;
    basis.from_q.col(rank) = map / left;
    ++rank;
  }
  basis.q.conservativeResize(Eigen::NoChange, rank);
  basis.from_q.conservativeResize(Eigen::NoChange, rank);
  return basis;
}

void check(const Eigen::MatrixXd& phi, const Eigen::MatrixXd& covariates, const Eigen::VectorXd& y,
           const SourceHead* source, const LinearHeadSettings& s) {
  const auto n = phi.rows();
  if (n < 1 || phi.cols() < 1) fail(GRAFT_ERROR_ARGUMENT, "linear head: phi is empty");
  if (y.size() != n || (covariates.size() > 0 && covariates.rows() != n))
    fail(GRAFT_ERROR_ARGUMENT, "linear head: phi has ", n, " rows, y ", y.size(),
         ", the covariates ", covariates.rows());
  if (source && (source->weights.size() != phi.cols() ||
                 (source->variance.size() > 0 && source->variance.size() != n)))
    fail(GRAFT_ERROR_ARGUMENT, "linear head: phi is ", n, " by ", phi.cols(), ", the source has ",
         source->weights.size(), " weights and ", source->variance.size(), " variances");
  if (source && !(source->sigma > 0 && std::isfinite(source->sigma)))
    fail(GRAFT_ERROR_ARGUMENT, "linear head: the source's sigma is ", source->sigma);
  if (!(s.rate > 0) || !(s.shape >= 0) || !(s.unit >= 0) || !(s.floor >= 0) || !(s.floor <= 1) ||
      !(s.keep > 0) || !(s.keep < 1) || !(s.sigma >= 0) || !(s.sigma_spread >= 0))
    fail(GRAFT_ERROR_ARGUMENT, "linear head: rate ", s.rate, ", shape ", s.shape, ", unit ", s.unit,
         ", floor ", s.floor, ", keep ", s.keep, ", sigma ", s.sigma, " or sigma_spread ",
         s.sigma_spread, " is out of range");
  if (!phi.allFinite() || !covariates.allFinite() || !y.allFinite() ||
      (source && (!source->weights.allFinite() || !std::isfinite(source->intercept) ||
                  !source->variance.allFinite() || (source->variance.array() < 0).any())))
    fail(GRAFT_ERROR_DATA, "linear head: a value is not finite, or a variance below 0");
}

double mean_square_about_mean(const Eigen::VectorXd& y) {
  return (y.array() - y.mean()).square().sum() / double(std::max<Eigen::Index>(1, y.size() - 1));
}

}  // namespace

LinearHeadSettings LinearHead::broad() {
  LinearHeadSettings settings;
  settings.rate = 1;
  settings.shape = 1;
  return settings;
}

LinearHead::LinearHead(const Eigen::MatrixXd& phi, const Eigen::MatrixXd& covariates,
                       const Eigen::VectorXd& y, const SourceHead& source,
                       const LinearHeadSettings& settings)
    : LinearHead(phi, covariates, y, &source, settings) {}

LinearHead LinearHead::target_only(const Eigen::MatrixXd& phi, const Eigen::MatrixXd& covariates,
                                   const Eigen::VectorXd& y, const LinearHeadSettings& settings) {
  LinearHeadSettings with_intercept = settings;
  with_intercept.affine = true;
  return LinearHead(phi, covariates, y, nullptr, with_intercept);
}

LinearHead::LinearHead(const Eigen::MatrixXd& phi, const Eigen::MatrixXd& covariates,
                       const Eigen::VectorXd& y, const SourceHead* source,
                       const LinearHeadSettings& settings)
    : settings_(settings), constant_in_delta_(!settings.affine) {
  check(phi, covariates, y, source, settings);
  const auto n = phi.rows(), p = phi.cols(), q = covariates.size() > 0 ? covariates.cols() : 0;
  source_.weights = Eigen::VectorXd::Zero(p);
  if (source) source_ = *source;
  const Eigen::VectorXd of_source =
      source ? Eigen::VectorXd((phi * source->weights).array() + source->intercept)
             : Eigen::VectorXd::Zero(n);

  Eigen::MatrixXd f = Eigen::MatrixXd::Zero(n, 2 + q);
  if (settings.affine) {
    f.col(0).setOnes();
    f.col(1) = of_source;
  }
  if (q > 0) f.rightCols(q) = covariates;
  Basis basis = basis_of(f);
  from_q_ = std::move(basis.from_q);
  degrees_of_freedom_ = n - from_q_.cols();
  if (degrees_of_freedom_ < 1)
    fail(GRAFT_ERROR_DATA, "linear head: ", n, " rows, and ", from_q_.cols(),
         " coefficients of the affine map and the covariates: none are left for the noise");

  Eigen::VectorXd residual = settings.affine ? y : Eigen::VectorXd(y - of_source);
  q_y_ = basis.q.transpose() * residual;
  residual -= basis.q * q_y_;
  residual -= basis.q * (basis.q.transpose() * residual);
  theta_ = from_q_ * q_y_;
  if (!settings.affine) theta_[1] = 1;
  unit_ = unit_of(y, residual.squaredNorm(), source);

  Eigen::MatrixXd features(n, p + constant_in_delta_);
  features.leftCols(p) = phi;
  if (constant_in_delta_) features.col(p).setOnes();
  const double whole = features.squaredNorm();
  q_features_ = basis.q.transpose() * features;
  features -= basis.q * q_features_;
  // What is left of features that F explains is rounding.
  if (settings.prior != HeadPrior::none && features.squaredNorm() > 1e-20 * whole) {
    set_delta(features, residual);
    return;
  }
  const double centre = std::log(settings.sigma > 0 ? settings.sigma : unit_);
  settings_.sigma = std::exp(centre);
  if (settings.sigma_spread == 0) return;
  const double square = residual.squaredNorm(), freedom = double(degrees_of_freedom_);
  const double fitted = square > 0 ? 0.5 * std::log(square / freedom) : centre;
  log_sigma_ = Density1d::line(
      [=, spread = settings.sigma_spread](double s) {
        const double z = (s - centre) / spread;
        return -freedom * s - 0.5 * square * std::exp(-2 * s) - 0.5 * z * z;
      },
      std::min(centre, fitted) - 0.2, std::max(centre, fitted) + 0.2, log_tolerance);
}

double LinearHead::unit_of(const Eigen::VectorXd& y, double residual_square,
                           const SourceHead* source) const {
  const double rest = residual_square / double(degrees_of_freedom_);
  double square = settings_.unit * settings_.unit;
  if (square == 0 && source) {
    square = source->sigma * source->sigma;
    if (source->variance.size() > 0) square += source->variance.mean();
    if (settings_.affine)
      square = std::max(std::min(square * theta_[1] * theta_[1], mean_square_about_mean(y)),
                        settings_.floor * rest);
  } else if (square == 0) {
    square = rest;
  }
  const double magnitude = y.squaredNorm() / double(y.size());
  if (!(square > 1e-24 * magnitude && square > 0))
    fail(GRAFT_ERROR_DATA, "linear head: the ", y.size(),
         " targets have no variation that a unit of distance could be taken from");
  return std::sqrt(square);
}

void LinearHead::set_delta(const Eigen::MatrixXd& centred, const Eigen::VectorXd& residual) {
  LinearPcSettings s;
  s.rate = settings_.rate;
  s.shape = settings_.shape;
  s.sigma = settings_.sigma;
  s.sigma_spread = settings_.sigma_spread;
  s.degrees_of_freedom = double(degrees_of_freedom_);
  if (settings_.prior == HeadPrior::isotropic) {
    s.prior = LinearPrior::isotropic;
    pc_.emplace(centred, residual, Eigen::VectorXd::Zero(centred.cols()), unit_, s);
    rank_ = centred.cols();
    return;
  }
  s.prior = settings_.prior == HeadPrior::g_prior ? LinearPrior::g_prior : LinearPrior::level_sets;
  const RowSpace space = row_space(centred, settings_.keep);
  const double scale = unit_ * std::sqrt(double(centred.rows()));  // so that H is the identity
  delta_map_ = scale * space.vectors * space.values.cwiseSqrt().cwiseInverse().asDiagonal();
  rank_ = delta_map_.cols();
  pc_.emplace(centred * delta_map_, residual, Eigen::VectorXd::Zero(rank_), unit_, s);
}

LinearHeadDraw LinearHead::draw(Rng& rng) const {
  LinearHeadDraw draw;
  const auto p = source_.weights.size();
  Eigen::VectorXd delta = Eigen::VectorXd::Zero(q_features_.cols());
  if (pc_) {
    LinearDraw of_pc = pc_->draw(rng);
    draw.sigma = of_pc.sigma;
    draw.scale = of_pc.scale;
    draw.distance = of_pc.distance;
    delta = delta_map_.size() > 0 ? Eigen::VectorXd(delta_map_ * of_pc.beta) : of_pc.beta;
  } else {
    draw.sigma = log_sigma_ ? std::exp(log_sigma_->draw(rng)) : settings_.sigma;
  }
  // F theta + phi_c delta = F (theta - G delta) + phi delta, and theta and G by way of Q.
  Eigen::VectorXd along = q_y_ - q_features_ * delta;
  for (auto& v : along) v += draw.sigma * rng.normal();
  const Eigen::VectorXd coefficient = from_q_ * along;
  const double slope = settings_.affine ? coefficient[1] : 1;
  draw.weights = slope * source_.weights + delta.head(p);
  draw.intercept = coefficient[0] + slope * source_.intercept + (constant_in_delta_ ? delta[p] : 0);
  draw.covariates = coefficient.tail(coefficient.size() - 2);
  return draw;
}

}  // namespace graft
