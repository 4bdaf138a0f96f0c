#include "bayes/math/lbfgs.hpp"

#include <Eigen/Cholesky>
#include <cmath>

#include "base/rng.hpp"
#include "bayes/check.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

double rosenbrock(const Eigen::VectorXd& x, Eigen::VectorXd& g) {
  double value = 0;
  g.setZero();
  for (Eigen::Index i = 0; i + 1 < x.size(); ++i) {
    const double bend = x[i + 1] - x[i] * x[i], rest = 1 - x[i];
    value += 100 * bend * bend + rest * rest;
    g[i] += -400 * bend * x[i] - 2 * rest;
    g[i + 1] += 200 * bend;
  }
  return value;
}

}  // namespace

TEST_CASE("a quadratic of any condition has its minimum found", "[bayes]") {
  Rng rng(1, 1);
  for (double condition : {1.0, 1e3, 1e6}) {
    Eigen::MatrixXd a(12, 12);
    for (auto& v : a.reshaped()) v = rng.normal();
    Eigen::MatrixXd h = a * a.transpose() / 12 + Eigen::MatrixXd::Identity(12, 12);
    const Eigen::VectorXd scale =
        Eigen::VectorXd::LinSpaced(12, 0, 0.5 * std::log(condition)).array().exp();
    h = scale.asDiagonal() * h * scale.asDiagonal();
    const Eigen::VectorXd pull = Eigen::VectorXd::LinSpaced(12, -1, 1);
    Eigen::VectorXd x = Eigen::VectorXd::Zero(12);
    LbfgsSettings settings;
    settings.iterations = 2000;
    minimise_lbfgs(
        [&](const Eigen::VectorXd& at, Eigen::VectorXd& g) {
          g = h * at - pull;
          return 0.5 * at.dot(h * at) - pull.dot(at);
        },
        x, settings);
    const Eigen::VectorXd best = h.llt().solve(pull);
    CHECK((x - best).norm() < 1e-6 * (1 + best.norm()));
  }
}

TEST_CASE("the bent valley of Rosenbrock is followed to its end", "[bayes]") {
  Eigen::VectorXd x(6);
  x << -1.2, 1, -1.2, 1, -1.2, 1;
  const auto f = [](const double* q, double* g) {
    Eigen::VectorXd gradient(6);
    const double value = rosenbrock(Eigen::Map<const Eigen::VectorXd>(q, 6), gradient);
    std::copy_n(gradient.data(), 6, g);
    return value;
  };
  CHECK(gradient_error(f, {x.begin(), x.end()}) < 1e-6);
  const int64_t done = minimise_lbfgs(rosenbrock, x, {});
  CHECK((x - Eigen::VectorXd::Ones(6)).norm() < 1e-6);
  CHECK(done < 150);
}

TEST_CASE("iterations end at their number, at the watch's word and where nothing is to be gained",
          "[bayes]") {
  Eigen::VectorXd x = Eigen::VectorXd::Constant(4, -1);
  LbfgsSettings settings;
  settings.iterations = 3;
  CHECK(minimise_lbfgs(rosenbrock, x, settings) == 3);
  settings.iterations = 200;
  int64_t seen = 0;
  std::vector<double> values;
  Eigen::VectorXd g(4);
  CHECK(minimise_lbfgs(rosenbrock, x, settings, [&](const Eigen::VectorXd& at) {
          values.push_back(rosenbrock(at, g));
          return ++seen == 5;
        }) == 5);
  for (std::size_t i = 1; i < values.size(); ++i) CHECK(values[i] < values[i - 1]);
  x.setOnes();
  CHECK(minimise_lbfgs(rosenbrock, x, settings) == 0);
  CHECK(x == Eigen::VectorXd::Ones(4));
}

TEST_CASE("a value that is not finite is a step too far", "[bayes]") {
  // x - 4 log x, whose first steps from 100 end below 0.
  int outside = 0;
  Eigen::VectorXd x = Eigen::VectorXd::Constant(1, 100);
  minimise_lbfgs(
      [&](const Eigen::VectorXd& at, Eigen::VectorXd& g) {
        g[0] = 1 - 4 / at[0];
        outside += at[0] <= 0;
        return at[0] > 0 ? at[0] - 4 * std::log(at[0]) : NAN;
      },
      x, {});
  CHECK(outside > 0);
  CHECK(x[0] == Approx(4));
}
