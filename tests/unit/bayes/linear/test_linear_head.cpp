#include "bayes/linear/linear_head.hpp"

#include <cmath>

#include "base/error.hpp"
#include "bayes/check.hpp"
#include "bayes/linear/head_problem.hpp"
#include "catch.hpp"

using namespace graft;
using namespace graft::test;

TEST_CASE("a high rate leaves the source with its affine map, much data least squares", "[bayes]") {
  const HeadProblem small(30, 5, 1, 0.5, 0.3, 10), large(5000, 5, 1, 0.5, 0.3, 11);
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
  HeadProblem problem(30, 5, 0, 0, 0.3, 12);
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
  HeadProblem problem(200, 4, 0, 0, 0.3, 13);
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
  const HeadProblem problem(25, 40, 2, 0.3, 0.3, 14);  // more features than rows
  HeadProblem turned = problem;
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
  HeadProblem problem(20, 3, 1, 0.2, 0.3, 15);
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
  HeadProblem problem(20, 1, 0, 0, 0.3, 16);
  for (HeadPrior prior : {HeadPrior::isotropic, HeadPrior::g_prior, HeadPrior::level_sets}) {
    const LinearHead head = problem.fit(settings_of(prior, 1, 0));
    CHECK(head.rank() == 0);
    Rng rng(1, 1);
    CHECK(head.draw(rng).distance == 0);
  }
}

TEST_CASE("too few rows for the affine map are refused, one more is enough", "[bayes]") {
  const HeadProblem enough(6, 64, 3, 0.2, 0.3, 17), few(5, 64, 3, 0.2, 0.3, 17);
  for (HeadPrior prior : {HeadPrior::isotropic, HeadPrior::g_prior, HeadPrior::level_sets}) {
    CHECK_THROWS_AS(few.fit(settings_of(prior, 1, 0)), Error);
    const LinearHead head = enough.fit(settings_of(prior, 1, 0));
    Rng rng(1, 1);
    for (int i = 0; i < 50; ++i) CHECK(head.draw(rng).weights.allFinite());
  }
  HeadProblem constant(10, 3, 0, 0, 0.3, 18);
  constant.y.setConstant(2.5);
  CHECK_THROWS_AS(constant.fit({}), Error);
  // An exact affine map is no error: the noise is as small as its prior lets it be.
  HeadProblem exact(10, 3, 0, 0, 0, 18);
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
