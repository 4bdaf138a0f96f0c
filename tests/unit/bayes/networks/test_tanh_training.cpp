#include "bayes/networks/tanh_training.hpp"

#include <Eigen/Dense>
#include <cmath>

#include "base/error.hpp"
#include "bayes/check.hpp"
#include "bayes/math/lbfgs.hpp"
#include "bayes/priors/affine_alignment.hpp"
#include "bayes/small_network.hpp"
#include "catch.hpp"

using namespace graft;
using namespace graft::test;

TEST_CASE("L-BFGS finds the minimum of a quadratic and of Rosenbrock's valley", "[bayes]") {
  const Eigen::MatrixXd root = random_matrix(12, 12, 1);
  const Eigen::MatrixXd a = root * root.transpose() + 0.1 * Eigen::MatrixXd::Identity(12, 12);
  const Eigen::VectorXd b = random_matrix(12, 1, 2);
  Eigen::VectorXd x = Eigen::VectorXd::Zero(12);
  minimise_lbfgs(
      [&](const Eigen::VectorXd& at, Eigen::VectorXd& g) {
        g = a * at - b;
        return 0.5 * at.dot(a * at) - b.dot(at);
      },
      x, {});
  CHECK((x - a.llt().solve(b)).norm() < 1e-6);

  Eigen::VectorXd valley(2);
  valley << -1.2, 1;
  const int64_t iterations = minimise_lbfgs(
      [](const Eigen::VectorXd& at, Eigen::VectorXd& g) {
        const double u = at[1] - at[0] * at[0], v = 1 - at[0];
        g.resize(2);
        g << -400 * u * at[0] - 2 * v, 200 * u;
        return 100 * u * u + v * v;
      },
      valley, {});
  CHECK(valley[0] == Approx(1).epsilon(1e-6));
  CHECK(valley[1] == Approx(1).epsilon(1e-6));
  CHECK(iterations < 60);
}

TEST_CASE("training without hidden layers is least squares", "[bayes]") {
  const Network net({4, 1}, 60, 3);
  const auto y = net.targets(0.5, 0.3, 4);
  TanhTraining s;
  s.validation = 0;
  s.weight_decay = 0;
  const auto fit = train_tanh(net.mlp, net.x, y, s);
  Eigen::MatrixXd x(60, 5);
  x << net.x, Eigen::VectorXd::Ones(60);
  const Eigen::VectorXd exact = x.colPivHouseholderQr().solve(y);
  for (int i = 0; i < 5; ++i)
    CHECK(fit.weights[std::size_t(i)] == Approx(exact[i]).epsilon(1e-5).margin(1e-6));
  CHECK(fit.sigma == Approx((y - x * exact).norm() / std::sqrt(55.0)).epsilon(1e-8));
}

TEST_CASE("2,000 rows teach the function of a network and its noise", "[bayes][statistics]") {
  const double noise = 0.3;
  constexpr int teachers = 4;
  for (const auto& shape : {std::vector<int64_t>{5, 16, 1}, {5, 8, 8, 1}}) {
    double error = 0;
    const Eigen::MatrixXd fresh = random_matrix(1000, 5, 7);
    for (uint64_t k = 0; k < teachers; ++k) {
      const Network teacher(shape, 2000, 50 + k);
      const auto y = teacher.targets(0, noise, 60 + k);
      const auto fit = train_tanh(teacher.mlp, teacher.x, y, {});
      error += (predict(teacher.mlp, fit.weights.data(), fresh) -
                predict(teacher.mlp, teacher.source.data(), fresh))
                   .squaredNorm() /
               1000 / teachers;
      CHECK(fit.held_out == 200);
      // What the fit misses is part of sigma; 5 % is the error of a deviation from 200 rows.
      CHECK(fit.sigma > noise * (1 - 4 * 0.05));
      CHECK(fit.sigma < noise * (1.1 + 4 * 0.05));
      CHECK(fit.best_loss < 0.2 * fit.start_loss);
    }
    // Fully efficient estimates cost noise^2 weights / rows, 1 / 16 of the noise's variance here;
    // one start of a problem with many optima is given three times that.
    const double weights = double(Mlp(shape).weights());
    CHECK(error < 3 * noise * noise * weights / 1800);
  }
}

TEST_CASE("fitting the last layer leaves the others as they were, to the bit", "[bayes]") {
  const Network net({3, 6, 1}, 40, 8);
  const auto y = net.targets(0.5, 0.1, 9);
  auto s = fine_tuning(true, 10);
  s.polish = 50;
  s.weight_decay = 1e-3;
  const auto fit = train_tanh(net.mlp, net.x, y, s, net.source);
  const std::size_t last = std::size_t(net.mlp.offset(1));
  for (std::size_t i = 0; i < last; ++i) CHECK(fit.weights[i] == net.source[i]);
  int moved = 0;
  for (std::size_t i = last; i < fit.weights.size(); ++i) moved += fit.weights[i] != net.source[i];
  CHECK(moved == 7);
  CHECK(fit.best_loss < fit.start_loss);
}

TEST_CASE("training ends early and returns the state that scored best", "[bayes]") {
  // Pure noise: the best is what begins with predictions of 0, and more epochs only overfit.
  const Network net({5, 16, 1}, 40, 11);
  const std::vector<double> none(net.source.size(), 0.0);
  auto start = lecun_weights(net.mlp, 12);
  for (auto i = std::size_t(net.mlp.offset(1)); i < start.size(); ++i) start[i] = 0;
  Eigen::VectorXd y = net.targets(0, 0, 13);
  Rng rng(14, 1);
  for (auto& v : y) v = rng.normal();
  auto s = fine_tuning(false, 15);
  const auto fit = train_tanh(net.mlp, net.x, y, s, start);
  CHECK(fit.epochs < s.epochs);
  CHECK(fit.epochs >= s.patience);
  CHECK(fit.best_loss <= fit.start_loss);
  // As many epochs as led to the end, without patience, pass the same states.
  auto whole = s;
  whole.patience = 0;
  const auto all = train_tanh(net.mlp, net.x, y, whole, start);
  CHECK(all.epochs == s.epochs);
  CHECK(all.best_loss <= fit.best_loss);
  // From the state returned one epoch of no rate at all scores what was reported.
  auto still = s;
  still.epochs = 0;
  CHECK(train_tanh(net.mlp, net.x, y, still, fit.weights).start_loss == fit.best_loss);
}

TEST_CASE("training is the same bits each time, another seed another fit, and stops when asked",
          "[bayes]") {
  const Network net({3, 6, 1}, 200, 16);
  const auto y = net.targets(0.5, 0.1, 17);
  TanhTraining s;
  s.epochs = 20;
  s.polish = 20;
  const auto one = train_tanh(net.mlp, net.x, y, s), two = train_tanh(net.mlp, net.x, y, s);
  CHECK(one.weights == two.weights);
  CHECK(one.sigma == two.sigma);
  s.seed = 2;
  CHECK(train_tanh(net.mlp, net.x, y, s).weights != one.weights);
  int asked = 0;
  const auto stopped = train_tanh(net.mlp, net.x, y, s, {}, [&] { return ++asked == 3; });
  CHECK(stopped.stopped);
  CHECK(stopped.epochs == 3);
  CHECK(stopped.polish == 0);
  CHECK(stopped.best_loss <= stopped.start_loss);
}

TEST_CASE("rows of a group are held out together, and say what new inputs would", "[bayes]") {
  // Values that no input tells, each given four times: a network that saw one of the four would
  // tell the others.
  const Network net({3, 30, 1}, 40, 30);
  const Eigen::VectorXd own = random_matrix(40, 1, 31);
  Eigen::MatrixXd x(160, 3);
  Eigen::VectorXd y(160);
  Groups groups;
  for (int64_t i = 0; i < 160; ++i) {
    x.row(i) = net.x.row(i % 40);
    y[i] = own[i % 40];
    groups.push_back(i % 40);
  }
  TanhTraining s;
  s.validation = 0.25;
  s.epochs = 300;
  const auto apart = train_tanh(net.mlp, x, y, s);
  const auto together = train_tanh(net.mlp, x, y, s, {}, {}, groups);
  CHECK(apart.held_out == 40);
  CHECK(together.held_out == 40);  // ten groups
  const double spread = std::sqrt(own.squaredNorm() / 40);
  CHECK(apart.sigma < 0.5 * spread);
  CHECK(together.sigma > 0.6 * spread);
  CHECK(train_tanh(net.mlp, x, y, s, {}, {}, each_its_own(160)).weights == apart.weights);
}

TEST_CASE("training refuses what it cannot fit", "[bayes]") {
  const Network net({3, 4, 1}, 15, 18);
  const auto y = net.targets(0, 0.1, 19);
  TanhTraining s;
  s.validation = 0;  // 15 rows, 21 weights
  CHECK_THROWS_AS(train_tanh(net.mlp, net.x, y, s), Error);
  s = {};
  CHECK_THROWS_AS(train_tanh(net.mlp, net.x.leftCols(2), y, s), Error);
  CHECK_THROWS_AS(train_tanh(net.mlp, net.x.topRows(1), y.head(1), s), Error);
  CHECK_THROWS_AS(train_tanh(net.mlp, net.x, y, s, std::vector<double>(3, 0.0)), Error);
  s.rate = 0;
  CHECK_THROWS_AS(train_tanh(net.mlp, net.x, y, s), Error);
  s = {};
  Eigen::VectorXd broken = y;
  broken.setConstant(std::nan(""));
  CHECK_THROWS_AS(train_tanh(net.mlp, net.x, broken, s), Error);
}

TEST_CASE("the affine alignment is least squares with its standard errors", "[bayes]") {
  const int n = 25;
  Eigen::VectorXd f = 3.0 + 2.0 * random_matrix(n, 1, 20).col(0).array();
  Eigen::VectorXd y = 1.0 - 0.7 * f.array() + 0.5 * random_matrix(n, 1, 21).col(0).array();
  const auto fit = align_affine(y, f);
  Eigen::MatrixXd x(n, 2);
  x << Eigen::VectorXd::Ones(n), f;
  const Eigen::Vector2d exact = x.colPivHouseholderQr().solve(y);
  const double variance = (y - x * exact).squaredNorm() / (n - 2);
  const Eigen::Matrix2d covariance = variance * (x.transpose() * x).inverse();
  CHECK(fit.a == Approx(exact[0]).epsilon(1e-10));
  CHECK(fit.b == Approx(exact[1]).epsilon(1e-10));
  CHECK(fit.b_error == Approx(std::sqrt(covariance(1, 1))).epsilon(1e-10));
  const Eigen::Vector2d at(1, fit.f_mean);
  CHECK(fit.a_error == Approx(std::sqrt(at.dot(covariance * at))).epsilon(1e-10));
  CHECK(fit.residual_sd == Approx(std::sqrt(variance)).epsilon(1e-10));
  CHECK(fit.sigma(1.0) == Approx(std::abs(fit.b)));
  CHECK(fit.sigma(1e-9) == Approx(0.5 * fit.residual_sd));

  // In standard units the prior is N(0, 1), however y and f are measured.
  const auto other = align_affine(100.0 + 10.0 * y.array(), -5.0 + 0.1 * f.array());
  CHECK(other.prior().b_sd == Approx(100 * fit.prior().b_sd));
  CHECK(other.prior().a_sd == Approx(10 * fit.prior().a_sd));
  CHECK(other.prior().a_mean == Approx(100 + 10 * fit.prior().a_mean));
  CHECK(fit.prior().b_mean == 0);
  CHECK(fit.prior().level == Approx(f.mean()));

  CHECK_THROWS_AS(align_affine(y.head(2), f.head(2)), Error);
  CHECK_THROWS_AS(align_affine(y, f.head(5)), Error);
  CHECK_THROWS_AS(align_affine(y, Eigen::VectorXd::Constant(n, 0.1)), Error);
  CHECK_THROWS_AS(align_affine(Eigen::VectorXd::Zero(n), f), Error);
}
