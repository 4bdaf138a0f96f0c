#include "bayes/priors/affine_alignment.hpp"

#include <Eigen/Dense>
#include <cmath>

#include "base/error.hpp"
#include "base/rng.hpp"
#include "catch.hpp"

namespace {

using namespace graft;

struct Rows {
  Eigen::VectorXd f, y;
};

// y = 3 - 2 f + 0.5 noise.
Rows rows_of(int n, uint64_t seed) {
  Rng rng(seed, 1);
  Rows rows{Eigen::VectorXd(n), Eigen::VectorXd(n)};
  for (int i = 0; i < n; ++i) {
    rows.f[i] = 10 + 4 * rng.normal();
    rows.y[i] = 3 - 2 * rows.f[i] + 0.5 * rng.normal();
  }
  return rows;
}

}  // namespace

TEST_CASE("the alignment is the least squares of y on the source's predictions", "[bayes]") {
  const Rows rows = rows_of(30, 1);
  Eigen::MatrixXd design(30, 2);
  design << Eigen::VectorXd::Ones(30), rows.f;
  const Eigen::Vector2d best = design.colPivHouseholderQr().solve(rows.y);
  const AffineAlignment map = align_affine(rows.y, rows.f);
  CHECK(map.a == Approx(best[0]));
  CHECK(map.b == Approx(best[1]));
  const double rest = (rows.y - design * best).squaredNorm();
  CHECK(map.residual_sd == Approx(std::sqrt(rest / 28)));
  const Eigen::Matrix2d covariance = rest / 28 * (design.transpose() * design).inverse();
  CHECK(map.b_error == Approx(std::sqrt(covariance(1, 1))));
  const Eigen::Vector2d at(1, rows.f.mean());
  CHECK(map.a_error == Approx(std::sqrt(at.dot(covariance * at))));
}

TEST_CASE("standard errors cover the truth as often as they say", "[bayes][statistics]") {
  int covered = 0;
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    const Rows rows = rows_of(40, seed);
    const AffineAlignment map = align_affine(rows.y, rows.f);
    covered += std::abs(map.b + 2) < 2.0244 * map.b_error;  // Student's t of 38, 95 %
  }
  CHECK(std::abs(covered - 1900) < 4 * std::sqrt(2000 * 0.95 * 0.05));
}

TEST_CASE("the prior carries the units of both quantities and no more", "[bayes]") {
  const Rows rows = rows_of(25, 2);
  const AffinePrior one = align_affine(rows.y, rows.f).prior();
  CHECK(one.b_mean == 0);
  CHECK(one.level == Approx(rows.f.mean()));
  CHECK(one.a_mean == Approx(rows.y.mean()));
  // In other units and from another zero: a and b go along.
  const Eigen::VectorXd y = 7 + 100 * rows.y.array(), f = -3 + 0.01 * rows.f.array();
  const AffinePrior other = align_affine(y, f).prior();
  CHECK(other.a_sd == Approx(100 * one.a_sd));
  CHECK(other.b_sd == Approx(100 / 0.01 * one.b_sd));
  CHECK(other.a_mean == Approx(7 + 100 * one.a_mean));
  CHECK(other.level == Approx(-3 + 0.01 * one.level));
}

TEST_CASE("the unit is the source's noise carried, at least half of what is unexplained",
          "[bayes]") {
  const Rows rows = rows_of(30, 3);
  const AffineAlignment map = align_affine(rows.y, rows.f);
  CHECK(map.sigma(5) == Approx(5 * std::abs(map.b)));
  CHECK(map.sigma(1e-6) == Approx(0.5 * map.residual_sd));
}

TEST_CASE("what cannot be aligned is refused", "[bayes]") {
  const Rows rows = rows_of(5, 4);
  const auto status = [](const Eigen::VectorXd& y, const Eigen::VectorXd& f) {
    try {
      align_affine(y, f);
    } catch (const Error& error) {
      return error.status();
    }
    return graft_status{GRAFT_OK};
  };
  CHECK(status(rows.y, rows.f) == GRAFT_OK);
  CHECK(status(rows.y.head(4), rows.f) == GRAFT_ERROR_ARGUMENT);
  CHECK(status(rows.y.head(2), rows.f.head(2)) == GRAFT_ERROR_ARGUMENT);
  CHECK(status(rows.y, Eigen::VectorXd::Constant(5, 1e9)) == GRAFT_ERROR_NUMERIC);
  CHECK(status(Eigen::VectorXd::Constant(5, 0.1), rows.f) == GRAFT_ERROR_NUMERIC);
  Eigen::VectorXd broken = rows.f;
  broken[2] = NAN;
  CHECK(status(rows.y, broken) == GRAFT_ERROR_NUMERIC);
}
