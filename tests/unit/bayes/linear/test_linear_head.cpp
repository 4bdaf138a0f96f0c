#include <Eigen/Dense>
#include <cmath>
#include <functional>

#include "base/error.hpp"
#include "bayes/check.hpp"
#include "bayes/linear/linear_head.hpp"
#include "bayes/priors/pc_prior.hpp"
#include "bayes/math/random.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

Eigen::MatrixXd normals(int rows, int cols, Rng& rng) {
  Eigen::MatrixXd x(rows, cols);
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < cols; ++j) x(i, j) = rng.normal();
  return x;
}

// A target that follows 3 - 2 f_S, a covariate and some delta.
struct Problem {
  Eigen::MatrixXd phi, covariates;
  Eigen::VectorXd y;
  SourceHead source;

  Problem(int n, int p, int q, double shift, double noise, uint64_t seed) {
    Rng rng(seed, 7);
    phi = normals(n, p, rng);
    const Eigen::VectorXd common = normals(n, 1, rng);
    phi += 0.8 * common.replicate(1, p);
    covariates = normals(n, q, rng);
    source.weights = normals(p, 1, rng);
    source.intercept = 0.4;
    source.sigma = 0.3;
    y = 3 - 2 * of_source(phi).array();
    if (q > 0) y += covariates * Eigen::VectorXd::LinSpaced(q, 1, 2);
    y += shift * phi * normals(p, 1, rng) + noise * normals(n, 1, rng);
  }
  Eigen::VectorXd of_source(const Eigen::MatrixXd& x) const {
    return (x * source.weights).array() + source.intercept;
  }
  // [1, f_S, C].
  Eigen::MatrixXd affine_columns() const {
    Eigen::MatrixXd f(phi.rows(), 2 + covariates.cols());
    f << Eigen::VectorXd::Ones(phi.rows()), of_source(phi), covariates;
    return f;
  }
  LinearHead fit(const LinearHeadSettings& s) const { return {phi, covariates, y, source, s}; }
};

Eigen::VectorXd predict(const LinearHeadDraw& draw, const Eigen::MatrixXd& phi,
                        const Eigen::MatrixXd& covariates) {
  Eigen::VectorXd f = (phi * draw.weights).array() + draw.intercept;
  if (covariates.cols() > 0) f += covariates * draw.covariates;
  return f;
}

struct Moments {
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;
  double log_sigma = 0;
};

Moments moments(const LinearHead& head, int draws, const Eigen::MatrixXd& phi,
                const Eigen::MatrixXd& covariates) {
  Rng rng(1, 1);
  Eigen::MatrixXd f(phi.rows(), draws);
  Moments m;
  for (int i = 0; i < draws; ++i) {
    const auto draw = head.draw(rng);
    f.col(i) = predict(draw, phi, covariates);
    m.log_sigma += std::log(draw.sigma) / draws;
  }
  m.mean = f.rowwise().mean();
  f.colwise() -= m.mean;
  m.covariance = f * f.transpose() / draws;
  return m;
}

// The un-projected model on a grid, y = F theta + phi delta + noise with theta ~ N(0, 300^2 I):
// for every log sigma and every member of a family of Gaussian (or point) priors of delta, the
// marginal likelihood and the conditional moments of new predictions, by dense algebra.
struct Member {
  double log_prior;
  Eigen::VectorXd mean;        // of delta
  Eigen::MatrixXd covariance;  // of delta
};

Moments brute_force(const Problem& problem, const Eigen::MatrixXd& f, const Eigen::MatrixXd& phi,
                    const std::vector<Member>& family, double centre, double spread,
                    const Eigen::MatrixXd& new_f, const Eigen::MatrixXd& new_phi) {
  const double broad = 300 * 300;
  const auto n = f.rows(), m = new_f.rows();
  struct Cell {
    double weight;
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
    double log_sigma;
  };
  std::vector<Cell> cells;
  double top = -1e300;
  for (const auto& member : family) {
    const Eigen::MatrixXd root = phi * member.covariance;
    const Eigen::MatrixXd k = broad * f * f.transpose() + root * phi.transpose();
    const Eigen::MatrixXd cross = broad * new_f * f.transpose() + new_phi * root.transpose();
    const Eigen::MatrixXd own =
        broad * new_f * new_f.transpose() + new_phi * member.covariance * new_phi.transpose();
    const Eigen::VectorXd residual = problem.y - phi * member.mean;
    for (double s = -4; s <= 4; s += 0.1) {
      const double log_sigma = std::log(centre) + spread * s;
      const Eigen::LLT<Eigen::MatrixXd> llt(k + std::exp(2 * log_sigma) *
                                                    Eigen::MatrixXd::Identity(n, n));
      const double log_density = member.log_prior - 0.5 * s * s -
                                 llt.matrixLLT().diagonal().array().log().sum() -
                                 0.5 * residual.dot(llt.solve(residual));
      if (log_density < top - 25) continue;
      top = std::max(top, log_density);
      cells.push_back({log_density, new_phi * member.mean + cross * llt.solve(residual),
                       own - cross * llt.solve(cross.transpose()), log_sigma});
    }
  }
  Moments result{Eigen::VectorXd::Zero(m), Eigen::MatrixXd::Zero(m, m)};
  double whole = 0;
  for (auto& cell : cells) whole += cell.weight = std::exp(cell.weight - top);
  for (auto& cell : cells) {
    cell.weight /= whole;
    result.mean += cell.weight * cell.mean;
    result.log_sigma += cell.weight * cell.log_sigma;
  }
  for (auto& cell : cells)
    result.covariance +=
        cell.weight *
        (cell.covariance + (cell.mean - result.mean) * (cell.mean - result.mean).transpose());
  return result;
}

void check_moments(const Moments& drawn, const Moments& exact, int draws) {
  const double allowed = 4 / std::sqrt(double(draws));
  for (Eigen::Index i = 0; i < exact.mean.size(); ++i) {
    const double sd = std::sqrt(exact.covariance(i, i));
    CHECK(std::abs(drawn.mean[i] - exact.mean[i]) < allowed * sd);
    for (Eigen::Index j = 0; j <= i; ++j)  // heavier tails than the normal's: 3 for its sqrt 2
      CHECK(std::abs(drawn.covariance(i, j) - exact.covariance(i, j)) <
            3 * allowed * sd * std::sqrt(exact.covariance(j, j)));
  }
}

// The distance's matrix by a route of its own: the features' residuals of a least squares by SVD.
Eigen::MatrixXd distance_matrix(const Eigen::MatrixXd& f, const Eigen::MatrixXd& phi, double unit) {
  const Eigen::MatrixXd g = f.jacobiSvd(Eigen::ComputeThinU | Eigen::ComputeThinV).solve(phi);
  const Eigen::MatrixXd rest = phi - f * g;
  return rest.transpose() * rest / (double(phi.rows()) * unit * unit);
}

double log_prior_of(double d, double rate, double shape) {
  return shape > 0 ? -(shape + 1) * std::log1p(rate * d / shape) : -rate * d;
}

LinearHeadSettings settings_of(HeadPrior prior, double rate, double shape) {
  LinearHeadSettings s;
  s.prior = prior;
  s.rate = rate;
  s.shape = shape;
  s.sigma_spread = 0.6;
  return s;
}

}  // namespace

TEST_CASE("a head's draws have the moments of the un-projected model by quadrature", "[bayes]") {
  const Problem problem(14, 4, 1, 0.4, 0.4, 3);
  const Eigen::MatrixXd f = problem.affine_columns();
  Rng rng(5, 5);
  const Eigen::MatrixXd new_phi = normals(3, 4, rng), new_c = normals(3, 1, rng);
  Eigen::MatrixXd new_f(3, 3);
  new_f << Eigen::VectorXd::Ones(3), problem.of_source(new_phi), new_c;
  // f_S is a combination of phi, so H has rank 3 of 4: directions across it matter for isotropic.
  for (HeadPrior prior : {HeadPrior::isotropic, HeadPrior::g_prior})
    for (double shape : {0.0, 1.5}) {
      const auto settings = settings_of(prior, 1.2, shape);
      const LinearHead head = problem.fit(settings);
      const Eigen::MatrixXd h = distance_matrix(f, problem.phi, head.unit());
      Eigen::MatrixXd shape_of_delta = Eigen::MatrixXd::Identity(4, 4);
      double root = std::sqrt(h.trace());
      if (prior == HeadPrior::g_prior) {
        shape_of_delta = h.completeOrthogonalDecomposition().pseudoInverse();
        root = std::sqrt(3.0);
      }
      std::vector<Member> family;
      for (double t = -5.5; t < 4.5; t += 0.1) {  // log tau root
        const double d = std::exp(t), tau = d / root;
        family.push_back({t + log_prior_of(d, 1.2, shape), Eigen::VectorXd::Zero(4),
                          tau * tau * shape_of_delta});
      }
      const auto exact =
          brute_force(problem, f, problem.phi, family, head.unit(), 0.6, new_f, new_phi);
      const auto drawn = moments(head, 40000, new_phi, new_c);
      check_moments(drawn, exact, 40000);
      CHECK(std::abs(drawn.log_sigma - exact.log_sigma) < 4 * 0.6 / std::sqrt(40000.0));
    }
}

TEST_CASE("level sets of a head have the moments of the un-projected model by quadrature",
          "[bayes]") {
  // Three features, one direction of which is f_S: two are left, a circle of directions.
  const Problem problem(12, 3, 0, 0.3, 0.4, 8);
  const Eigen::MatrixXd f = problem.affine_columns();
  Rng rng(6, 5);
  const Eigen::MatrixXd new_phi = normals(2, 3, rng);
  Eigen::MatrixXd new_f(2, 2);
  new_f << Eigen::VectorXd::Ones(2), problem.of_source(new_phi);
  for (double shape : {0.0, 2.0}) {
    const LinearHead head = problem.fit(settings_of(HeadPrior::level_sets, 1, shape));
    CHECK(head.rank() == 2);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
        distance_matrix(f, problem.phi, head.unit()));
    const Eigen::MatrixXd map =
        solver.eigenvectors().rightCols(2) *
        solver.eigenvalues().tail(2).cwiseSqrt().cwiseInverse().asDiagonal();
    std::vector<Member> family;
    for (double t = -5; t < 3.5; t += 0.1)
      for (int a = 0; a < 60; ++a) {
        const double r = std::exp(t), angle = 2 * 3.141592653589793 * a / 60;
        const Eigen::Vector2d u(std::cos(angle), std::sin(angle));
        family.push_back({t + log_prior_of(r, 1, shape), r * (map * u), Eigen::Matrix3d::Zero()});
      }
    const auto exact =
        brute_force(problem, f, problem.phi, family, head.unit(), 0.6, new_f, new_phi);
    check_moments(moments(head, 40000, new_phi, Eigen::MatrixXd(2, 0)), exact, 40000);
  }
}

TEST_CASE("without delta a head is the regression on the source", "[bayes]") {
  const Problem problem(12, 4, 1, 0.2, 0.4, 9);
  const Eigen::MatrixXd f = problem.affine_columns();
  const LinearHead head = problem.fit(settings_of(HeadPrior::none, 1, 0));
  CHECK(head.rank() == 0);
  CHECK(head.degrees_of_freedom() == 9);
  const std::vector<Member> family{{0, Eigen::VectorXd::Zero(4), Eigen::MatrixXd::Zero(4, 4)}};
  const auto exact = brute_force(problem, f, problem.phi, family, head.unit(), 0.6, f, problem.phi);
  check_moments(moments(head, 40000, problem.phi, problem.covariates), exact, 40000);
  CHECK((head.affine() - f.colPivHouseholderQr().solve(problem.y)).norm() < 1e-10);
}

TEST_CASE("a high rate leaves the source with its affine map, much data least squares", "[bayes]") {
  const Problem small(30, 5, 1, 0.5, 0.3, 10), large(5000, 5, 1, 0.5, 0.3, 11);
  Eigen::MatrixXd design(5000, 7);
  design << Eigen::VectorXd::Ones(5000), large.phi, large.covariates;
  const Eigen::VectorXd fitted = design * design.colPivHouseholderQr().solve(large.y);
  for (HeadPrior prior : {HeadPrior::isotropic, HeadPrior::g_prior, HeadPrior::level_sets}) {
    const LinearHead frozen = small.fit(settings_of(prior, 1e9, 0));
    Rng rng(2, 2);
    for (int i = 0; i < 50; ++i) CHECK(frozen.draw(rng).distance < 1e-7);
    const Eigen::VectorXd affine = small.affine_columns() * frozen.affine();
    const auto drawn = moments(frozen, 400, small.phi, small.covariates);
    for (int i = 0; i < 30; ++i)
      CHECK(std::abs(drawn.mean[i] - affine[i]) <
            4 / std::sqrt(400.0) * std::sqrt(drawn.covariance(i, i)));

    const LinearHead free = large.fit(settings_of(prior, 1, 0));
    const auto m = moments(free, 400, large.phi.topRows(50), large.covariates.topRows(50));
    for (int i = 0; i < 50; ++i)  // the prior pulls by less than a tenth of the posterior's width
      CHECK(std::abs(m.mean[i] - fitted[i]) <
            (4 / std::sqrt(400.0) + 0.1) * std::sqrt(m.covariance(i, i)));
    CHECK(m.log_sigma == Approx(std::log(0.3)).margin(4 * std::sqrt(0.5 / 5000)));
  }
}

TEST_CASE("with theta fixed a high rate leaves the source as it is", "[bayes]") {
  Problem problem(30, 5, 0, 0, 0.3, 12);
  auto settings = settings_of(HeadPrior::isotropic, 1e9, 0);
  settings.affine = false;
  Rng rng(3, 3);
  const auto draw = problem.fit(settings).draw(rng);
  CHECK((draw.weights - problem.source.weights).norm() < 1e-6);
  CHECK(draw.intercept == Approx(problem.source.intercept).epsilon(1e-6));
  // A level of its own is within delta's reach.
  problem.y = problem.of_source(problem.phi).array() + 1;
  Rng noise(4, 4);
  problem.y += 0.1 * normals(30, 1, noise);
  settings.rate = 1;
  const auto m = moments(problem.fit(settings), 2000, problem.phi, problem.covariates);
  CHECK((m.mean - problem.y).norm() / std::sqrt(30.0) < 0.15);
}

TEST_CASE("the unit is the source's noise carried along, within its bounds", "[bayes]") {
  Problem problem(200, 4, 0, 0, 0.3, 13);
  auto settings = settings_of(HeadPrior::isotropic, 1, 0);
  const LinearHead head = problem.fit(settings);
  CHECK(head.affine()[1] == Approx(-2).epsilon(0.05));
  CHECK(head.unit() == Approx(std::abs(head.affine()[1]) * 0.3).epsilon(1e-12));
  problem.source.variance = Eigen::VectorXd::Constant(200, 0.16);
  CHECK(problem.fit(settings).unit() == Approx(std::abs(head.affine()[1]) * 0.5).epsilon(1e-12));
  problem.source.sigma = 100;
  CHECK(problem.fit(settings).unit() <
        std::sqrt(variance({problem.y.begin(), problem.y.end()})) * (1 + 1e-12));
  // An unrelated source: half of what is left.
  problem.source.sigma = 1e-3;
  problem.source.variance.resize(0);
  const Eigen::MatrixXd f = problem.affine_columns();
  const Eigen::VectorXd rest = problem.y - f * f.colPivHouseholderQr().solve(problem.y);
  CHECK(problem.fit(settings).unit() ==
        Approx(0.5 * std::sqrt(rest.squaredNorm() / 198)).epsilon(1e-9));
}

TEST_CASE("a head does not depend on the order of the rows", "[bayes]") {
  const Problem problem(25, 40, 2, 0.3, 0.3, 14);  // more features than rows
  Problem turned = problem;
  const auto order = permutation(25, Rng(3, 1));
  for (int i = 0; i < 25; ++i) {
    turned.phi.row(i) = problem.phi.row(order[std::size_t(i)]);
    turned.covariates.row(i) = problem.covariates.row(order[std::size_t(i)]);
    turned.y[i] = problem.y[order[std::size_t(i)]];
  }
  for (HeadPrior prior :
       {HeadPrior::isotropic, HeadPrior::g_prior, HeadPrior::level_sets, HeadPrior::none}) {
    const LinearHead a = problem.fit(settings_of(prior, 1, 0)),
                     b = turned.fit(settings_of(prior, 1, 0));
    Rng ra(1, 1), rb(1, 1);
    for (int i = 0; i < 20; ++i) {
      const auto da = a.draw(ra), db = b.draw(rb);
      CHECK((da.weights - db.weights).norm() < 1e-7);
      CHECK(std::abs(da.sigma - db.sigma) < 1e-7);
    }
  }
}

TEST_CASE("columns of the affine map that depend on others are left out", "[bayes]") {
  Problem problem(20, 3, 1, 0.2, 0.3, 15);
  const LinearHead plain = problem.fit(settings_of(HeadPrior::isotropic, 1, 0));
  Eigen::MatrixXd twice(20, 3);
  twice << problem.covariates, Eigen::VectorXd::Constant(20, 5), 2 * problem.covariates;
  const LinearHead same(problem.phi, twice, problem.y, problem.source,
                        settings_of(HeadPrior::isotropic, 1, 0));
  CHECK(same.degrees_of_freedom() == 17);
  Rng a(1, 1), b(1, 1);
  const auto da = plain.draw(a), db = same.draw(b);
  CHECK((da.weights - db.weights).norm() < 1e-8);
  CHECK(db.covariates[1] == 0);
  CHECK(db.covariates[2] == 0);
  // A source that says the same of every row has no slope, and no noise to carry along.
  problem.source.weights.setZero();
  const LinearHead flat = problem.fit(settings_of(HeadPrior::isotropic, 1, 0));
  CHECK(flat.degrees_of_freedom() == 18);
  CHECK(flat.affine()[1] == 0);
}

TEST_CASE("features that the affine map explains leave no delta", "[bayes]") {
  Problem problem(20, 1, 0, 0, 0.3, 16);
  for (HeadPrior prior : {HeadPrior::isotropic, HeadPrior::g_prior, HeadPrior::level_sets}) {
    const LinearHead head = problem.fit(settings_of(prior, 1, 0));
    CHECK(head.rank() == 0);
    Rng rng(1, 1);
    CHECK(head.draw(rng).distance == 0);
  }
}

TEST_CASE("too few rows for the affine map are refused, one more is enough", "[bayes]") {
  const Problem enough(6, 64, 3, 0.2, 0.3, 17), few(5, 64, 3, 0.2, 0.3, 17);
  for (HeadPrior prior : {HeadPrior::isotropic, HeadPrior::g_prior, HeadPrior::level_sets}) {
    CHECK_THROWS_AS(few.fit(settings_of(prior, 1, 0)), Error);
    const LinearHead head = enough.fit(settings_of(prior, 1, 0));
    Rng rng(1, 1);
    for (int i = 0; i < 50; ++i) CHECK(head.draw(rng).weights.allFinite());
  }
  Problem constant(10, 3, 0, 0, 0.3, 18);
  constant.y.setConstant(2.5);
  CHECK_THROWS_AS(constant.fit({}), Error);
  // An exact affine map is no error: the noise is as small as its prior lets it be.
  Problem exact(10, 3, 0, 0, 0, 18);
  for (HeadPrior prior :
       {HeadPrior::isotropic, HeadPrior::g_prior, HeadPrior::level_sets, HeadPrior::none}) {
    Rng rng(1, 1);
    const auto draw = exact.fit(settings_of(prior, 1, 0)).draw(rng);
    CHECK((predict(draw, exact.phi, exact.covariates) - exact.y).norm() < 1);
    CHECK(draw.sigma > 0);
  }
  constant.y[3] = NAN;
  CHECK_THROWS_AS(constant.fit({}), Error);
}

TEST_CASE("without a source a head is ridge regression with the penalty integrated out",
          "[bayes]") {
  const Problem problem(12, 5, 1, 1, 0.4, 19);
  const auto head = LinearHead::target_only(problem.phi, problem.covariates, problem.y);
  Eigen::MatrixXd f(12, 2);
  f << Eigen::VectorXd::Ones(12), problem.covariates;
  const Eigen::VectorXd rest = problem.y - f * f.colPivHouseholderQr().solve(problem.y);
  CHECK(head.unit() == Approx(std::sqrt(rest.squaredNorm() / 10)));
  const double root = std::sqrt(distance_matrix(f, problem.phi, head.unit()).trace());
  std::vector<Member> family;
  for (double t = -6; t < 7; t += 0.1) {
    const double tau = std::exp(t) / root;
    family.push_back({t + log_prior_of(std::exp(t), 1, 1), Eigen::VectorXd::Zero(5),
                      tau * tau * Eigen::MatrixXd::Identity(5, 5)});
  }
  const auto exact = brute_force(problem, f, problem.phi, family, head.unit(), 1, f.topRows(4),
                                 problem.phi.topRows(4));
  check_moments(moments(head, 40000, problem.phi.topRows(4), problem.covariates.topRows(4)), exact,
                40000);
}

TEST_CASE("a head is calibrated", "[bayes][slow]") {
  // The flat prior of theta cannot be drawn from: any theta will do, its ranks are uniform all the
  // same. The unit is given, for the prior must not be read off the data.
  uint64_t seed = 100;
  for (HeadPrior prior : {HeadPrior::isotropic, HeadPrior::g_prior, HeadPrior::level_sets})
    for (double shape : {0.0, 2.0}) {
      auto settings = settings_of(prior, 1, shape);
      settings.unit = 0.7;
      Problem problem(12, 5, 1, 0, 0, 20);
      const Eigen::MatrixXd f = problem.affine_columns();
      const Eigen::MatrixXd g = f.colPivHouseholderQr().solve(problem.phi);
      const Eigen::MatrixXd h = distance_matrix(f, problem.phi, 0.7);
      const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(h);
      // f_S is one direction of five.
      const Eigen::MatrixXd map =
          prior == HeadPrior::isotropic
              ? Eigen::MatrixXd::Identity(5, 5)
              : Eigen::MatrixXd(
                    solver.eigenvectors().rightCols(4) *
                    solver.eigenvalues().tail(4).cwiseSqrt().cwiseInverse().asDiagonal());
      const double root = prior == HeadPrior::isotropic ? std::sqrt(h.trace())
                          : prior == HeadPrior::g_prior ? 2
                                                        : 1;
      std::vector<int> ranks[5];
      ++seed;
      for (uint64_t k = 0; k < 500; ++k) {
        Rng rng(seed, k);
        const double sigma = 0.7 * std::exp(0.6 * rng.normal());
        const double rate = root * (shape > 0 ? draw_gamma(rng, shape) / shape : 1);
        const double scale = draw_exponential(rng, rate);
        Eigen::VectorXd z = normals(int(map.cols()), 1, rng);
        if (prior == HeadPrior::level_sets) z.normalize();
        const Eigen::VectorXd delta = map * (scale * z);
        const Eigen::Vector3d theta(3, -2, 1), moved = theta - g * delta;
        problem.y = f * moved + problem.phi * delta + sigma * normals(12, 1, rng);
        const double truth[5] = {moved[0] + moved[1] * problem.source.intercept,
                                 moved[1] * problem.source.weights[0] + delta[0], moved[2], sigma,
                                 std::sqrt(delta.dot(h * delta))};
        const LinearHead head = problem.fit(settings);
        int below[5] = {0, 0, 0, 0, 0};
        for (int i = 0; i < sbc_draws; ++i) {
          const auto d = head.draw(rng);
          const double drawn[5] = {d.intercept, d.weights[0], d.covariates[0], d.sigma, d.distance};
          for (int j = 0; j < 5; ++j) below[j] += drawn[j] < truth[j];
        }
        for (int j = 0; j < 5; ++j) ranks[j].push_back(below[j]);
      }
      for (const auto& r : ranks) CHECK(chi_square(r) < sbc_limit);
    }
}
