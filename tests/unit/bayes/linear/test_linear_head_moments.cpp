// The draws of a head against the model before any projection: by dense algebra on a grid, and by
// simulation-based calibration.
#include <cmath>

#include "bayes/check.hpp"
#include "bayes/linear/head_problem.hpp"
#include "bayes/math/random.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

// The un-projected model on a grid, y = F theta + phi delta + noise with theta ~ N(0, 300^2 I):
// for every log sigma and every member of a family of Gaussian (or point) priors of delta, the
// marginal likelihood and the conditional moments of new predictions, by dense algebra.
struct Member {
  double log_prior;
  Eigen::VectorXd mean;        // of delta
  Eigen::MatrixXd covariance;  // of delta
};

Moments brute_force(const HeadProblem& problem, const Eigen::MatrixXd& f,
                    const Eigen::MatrixXd& phi, const std::vector<Member>& family, double centre,
                    double spread, const Eigen::MatrixXd& new_f, const Eigen::MatrixXd& new_phi) {
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

}  // namespace

TEST_CASE("a head's draws have the moments of the un-projected model by quadrature",
          "[bayes][statistics]") {
  const HeadProblem problem(14, 4, 1, 0.4, 0.4, 3);
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
          "[bayes][statistics]") {
  // Three features, one direction of which is f_S: two are left, a circle of directions.
  const HeadProblem problem(12, 3, 0, 0.3, 0.4, 8);
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
  const HeadProblem problem(12, 4, 1, 0.2, 0.4, 9);
  const Eigen::MatrixXd f = problem.affine_columns();
  const LinearHead head = problem.fit(settings_of(HeadPrior::none, 1, 0));
  CHECK(head.rank() == 0);
  CHECK(head.degrees_of_freedom() == 9);
  const std::vector<Member> family{{0, Eigen::VectorXd::Zero(4), Eigen::MatrixXd::Zero(4, 4)}};
  const auto exact = brute_force(problem, f, problem.phi, family, head.unit(), 0.6, f, problem.phi);
  check_moments(moments(head, 40000, problem.phi, problem.covariates), exact, 40000);
  CHECK((head.affine() - f.colPivHouseholderQr().solve(problem.y)).norm() < 1e-10);
}

TEST_CASE("without a source a head is ridge regression with the penalty integrated out",
          "[bayes][statistics]") {
  const HeadProblem problem(12, 5, 1, 1, 0.4, 19);
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
      HeadProblem problem(12, 5, 1, 0, 0, 20);
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
