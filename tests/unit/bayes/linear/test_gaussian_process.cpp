// Gaussian processes against the textbook's formulas, written out, and against themselves.
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/rng.hpp"
#include "bayes/check.hpp"
#include "bayes/linear/gaussian_process.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index cols, uint64_t seed) {
  Rng rng(seed, 11);
  Eigen::MatrixXd x(rows, cols);
  for (Eigen::Index i = 0; i < rows; ++i)
    for (Eigen::Index j = 0; j < cols; ++j) x(i, j) = rng.normal();
  return x;
}

Eigen::MatrixXd distances(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  Eigen::MatrixXd d(a.rows(), b.rows());
  for (Eigen::Index i = 0; i < a.rows(); ++i)
    for (Eigen::Index j = 0; j < b.rows(); ++j) d(i, j) = (a.row(i) - b.row(j)).norm();
  return d;
}

// A linear and a Matern part, and a trend where wanted.
GpData both_kernels(Eigen::Index n, bool trend, uint64_t seed) {
  const Eigen::MatrixXd x = random_matrix(n, 3, seed);
  GpData data;
  data.kernels = {Kernel::linear, Kernel::matern52};
  data.similarity = {x * x.transpose() / 3, distances(x, x)};
  if (trend) data.trend = random_matrix(n, 1, seed + 1).col(0);
  data.y = (2 * x.col(0)).array().sin().matrix() + 0.3 * random_matrix(n, 1, seed + 2).col(0);
  return data;
}

Eigen::MatrixXd covariance(const GpData& data, const GpParameters& p) {
  const Eigen::Index n = data.y.size();
  Eigen::MatrixXd k(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) {
      k(i, j) = data.trend.size() > 0 ? line_covariance(p, data.trend[i], data.trend[j])
                                      : line_covariance(p, 0, 0);
      for (std::size_t part = 0; part < data.kernels.size(); ++part)
        k(i, j) +=
            p.amplitude[part] * kernel_value(data.kernels[part], p, data.similarity[part](i, j));
    }
  return k;
}

double error_of(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

}  // namespace

TEST_CASE("the kernel is Matern's of order 5/2, the line a level and a slope", "[gp]") {
  GpParameters p;
  p.length = 0.7;
  p.trend = 0.3;
  const double a = std::sqrt(5.0) * 1.1 / 0.7;
  CHECK(kernel_value(Kernel::matern52, p, 1.1) ==
        Approx((1 + a + 5 * 1.1 * 1.1 / (3 * 0.7 * 0.7)) * std::exp(-a)));
  CHECK(kernel_value(Kernel::matern52, p, 0) == 1);
  CHECK(kernel_value(Kernel::linear, p, 1.1) == 1.1);
  CHECK(line_covariance(p, 2, -3) == Approx(1 - 0.3 * 6));
}

TEST_CASE("the evidence is that of the normal distribution, written out", "[gp]") {
  // Differences of the evidence between two sets of parameters, so that the priors' constants fall
  // out: their own part is added by hand.
  const GpData data = both_kernels(150, true, 3);  // beyond the blocks of the recursions
  const double n = double(data.y.size());
  const auto brute = [&](const Eigen::VectorXd& logs) {
    const GpParameters p = from_logs(data, logs);
    const Eigen::MatrixXd k =
        covariance(data, p) + p.noise * Eigen::MatrixXd::Identity(data.y.size(), data.y.size());
    const double apart = data.similarity[1].sum() / (n * (n - 1));
    const double centres[] = {std::log(0.1), -std::log(data.similarity[0].diagonal().mean()), 0, 0,
                              std::log(apart)};
    const double spreads[] = {1.5, 2, 2, 2, 1};
    double value =
        0.5 * data.y.dot(k.inverse() * data.y) + 0.5 * k.eigenvalues().real().array().log().sum();
    for (Eigen::Index t = 0; t < 5; ++t)
      value += 0.5 * std::pow((logs[t] - centres[t]) / spreads[t], 2);
    return value;
  };
  Eigen::VectorXd one(5), two(5), gradient;
  one << -1.5, 0.2, -0.4, 0.3, 0.1;
  two << -0.5, -1, 0.5, -0.7, 0.6;
  CHECK(negative_evidence(data, one, gradient) - negative_evidence(data, two, gradient) ==
        Approx(brute(one) - brute(two)).epsilon(1e-9));
}

TEST_CASE("the evidence's gradient agrees with differences", "[gp]") {
  const bool trend = GENERATE(true, false);
  GpData data = both_kernels(130, trend, 4);
  if (!trend) {  // and without a length
    data.kernels.pop_back();
    data.similarity.pop_back();
  }
  const auto f = [&](const double* q, double* g) {
    const Eigen::Index size = trend ? 5 : 2;
    Eigen::VectorXd gradient;
    const double value =
        negative_evidence(data, Eigen::Map<const Eigen::VectorXd>(q, size), gradient);
    std::copy_n(gradient.data(), size, g);
    return value;
  };
  const std::vector<double> at =
      trend ? std::vector{-1.5, 0.2, -0.4, 0.3, 0.1} : std::vector{-1.0, 0.5};
  CHECK(test::gradient_error(f, at) < 1e-6);
}

TEST_CASE("mean and variance are the conditional normal's", "[gp]") {
  const GpData all = both_kernels(60, true, 5);
  GpParameters p{0.2, {0.4, 1.3}, 0.6, 1.7};
  const Eigen::MatrixXd k = covariance(all, p);
  const Eigen::Index n = 50, m = 10;
  const Eigen::MatrixXd noisy = k.topLeftCorner(n, n) + 0.2 * Eigen::MatrixXd::Identity(n, n);
  const GaussianProcess process(k.topLeftCorner(n, n), 0.2, all.y.head(n));
  Eigen::MatrixXd cross = k.topRightCorner(n, m);
  const Eigen::MatrixXd gain = noisy.inverse() * cross;
  const Eigen::VectorXd own = k.bottomRightCorner(m, m).diagonal();
  const Eigen::VectorXd variance = own - (cross.transpose() * gain).diagonal();
  const auto moments = process.moments(cross, own);
  CHECK(error_of(moments.mean, gain.transpose() * all.y.head(n)) < 1e-10);
  CHECK(error_of(moments.variance, variance) < 1e-10);
}

TEST_CASE("with a linear kernel it is ridge regression's normal equations", "[gp]") {
  const Eigen::MatrixXd x = random_matrix(40, 6, 6), other = random_matrix(9, 6, 7);
  const Eigen::VectorXd y = x.col(1) - x.col(4) + 0.1 * random_matrix(40, 1, 8).col(0);
  GpParameters p{0.05, {0.7}, 0, 1};
  GpData data{{Kernel::linear}, {x * x.transpose()}, {}, y};
  const GaussianProcess process(covariance(data, p), p.noise, y);
  Eigen::MatrixXd cross = (p.amplitude[0] * x * other.transpose()).array() + 1;
  const Eigen::VectorXd own =
      p.amplitude[0] * other.rowwise().squaredNorm() + Eigen::VectorXd::Ones(9);
  const auto moments = process.moments(cross, own);
  // Columns [1, x] with penalties noise / variance: of the level 1, of the others the amplitude.
  Eigen::MatrixXd design(40, 7), to(9, 7);
  design << Eigen::VectorXd::Ones(40), x;
  to << Eigen::VectorXd::Ones(9), other;
  Eigen::VectorXd penalty = Eigen::VectorXd::Constant(7, p.noise / p.amplitude[0]);
  penalty[0] = p.noise;
  Eigen::MatrixXd normal = design.transpose() * design;
  normal.diagonal() += penalty;
  CHECK(error_of(moments.mean, to * normal.ldlt().solve(design.transpose() * y)) < 1e-9);
  CHECK(error_of(moments.variance, p.noise * (to * normal.inverse() * to.transpose()).diagonal()) <
        1e-9);
}

TEST_CASE("leave-one-out predictions are those of processes refitted without the row", "[gp]") {
  const GpData data = both_kernels(70, true, 9);
  GpParameters p{0.3, {0.4, 0.9}, 0.5, 1.2};
  const Eigen::MatrixXd k = covariance(data, p);
  const auto left_out = GaussianProcess(k, p.noise, data.y).leave_one_out(data.y);
  for (Eigen::Index i = 0; i < 70; ++i) {
    std::vector<Eigen::Index> rest;
    for (Eigen::Index j = 0; j < 70; ++j)
      if (j != i) rest.push_back(j);
    const Eigen::VectorXd y = data.y(rest);
    Eigen::MatrixXd cross = k(rest, std::vector{i});
    const auto m = GaussianProcess(k(rest, rest), p.noise, y)
                       .moments(cross, Eigen::VectorXd::Constant(1, k(i, i)));
    REQUIRE(left_out.mean[i] == Approx(m.mean[0]).margin(1e-9));
    REQUIRE(left_out.variance[i] == Approx(m.variance[0] + p.noise).margin(1e-9));
  }
}

TEST_CASE("a smooth function without noise is met between its points", "[gp]") {
  Eigen::MatrixXd x(40, 1), between(39, 1);
  for (Eigen::Index i = 0; i < 40; ++i) x(i, 0) = -3 + 6 * double(i) / 39;
  for (Eigen::Index i = 0; i < 39; ++i) between(i, 0) = (x(i, 0) + x(i + 1, 0)) / 2;
  const auto known = [](const Eigen::MatrixXd& at) -> Eigen::VectorXd {
    return (2 * at.col(0)).array().sin();
  };
  GpData data{{Kernel::matern52}, {distances(x, x)}, {}, known(x)};
  const GpParameters p = fit_gaussian_process(data, {});
  CHECK(p.noise < 1e-3);
  CHECK(p.length > 0.5);
  const GaussianProcess process(covariance(data, p), p.noise, data.y);
  Eigen::MatrixXd cross = distances(x, between);
  for (double& v : cross.reshaped()) v = 1 + p.amplitude[0] * kernel_value(Kernel::matern52, p, v);
  const auto m = process.moments(cross, Eigen::VectorXd::Constant(39, 1 + p.amplitude[0]));
  CHECK(error_of(m.mean, known(between)) < 0.03);
  CHECK(m.variance.maxCoeff() < 0.01);
}

TEST_CASE("the parameters do not depend on the order of the rows", "[gp]") {
  const GpData data = both_kernels(260, false, 12);  // more rows than the starts take
  const std::vector<int64_t> order = permutation(260, Rng(1, 2));
  GpData shuffled = data;
  for (auto& s : shuffled.similarity) s = Eigen::MatrixXd(s)(order, order);
  shuffled.y = data.y(order);
  const Eigen::VectorXd a = to_logs(data, fit_gaussian_process(data, {}));
  const Eigen::VectorXd b = to_logs(data, fit_gaussian_process(shuffled, {}));
  CAPTURE(a.transpose(), b.transpose());
  CHECK(error_of(a, b) < 1e-3);
}

TEST_CASE("a few rows do not give a noise or an amplitude of nothing", "[gp]") {
  GpData data{{Kernel::linear}, {Eigen::MatrixXd::Identity(4, 4)}, {}, Eigen::VectorXd(4)};
  data.y << -1, 1, -1, 1;
  const GpParameters p = fit_gaussian_process(data, {});
  CHECK(p.noise > 1e-3);
  CHECK(p.noise < 10);
  CHECK(p.amplitude[0] > 1e-3);
  CHECK(p.amplitude[0] < 100);
}

TEST_CASE("parameters come back from data drawn from the prior, intervals cover what they say",
          "[gp]") {
  // 20 data sets of 120 rows: 30 of each are predicted from the others.
  const GpParameters truth{0.15, {1.5}, 0.8, 1.0};
  int64_t covered = 0, count = 0;
  double noise = 0;
  for (uint64_t set = 0; set < 20; ++set) {
    const Eigen::MatrixXd x = random_matrix(120, 2, 100 + set);
    GpData all{{Kernel::matern52}, {distances(x, x)}, random_matrix(120, 1, 200 + set).col(0), {}};
    all.y.resize(120);
    const Eigen::MatrixXd k = covariance(all, truth);
    const Eigen::MatrixXd factor =
        Eigen::MatrixXd(k + 1e-9 * Eigen::MatrixXd::Identity(120, 120)).llt().matrixL();
    all.y = factor * random_matrix(120, 1, 300 + set).col(0) +
            std::sqrt(truth.noise) * random_matrix(120, 1, 400 + set).col(0);
    GpData data{
        all.kernels, {all.similarity[0].topLeftCorner(90, 90)}, all.trend.head(90), all.y.head(90)};
    const GpParameters p = fit_gaussian_process(data, {});
    noise += p.noise / 20;
    const Eigen::MatrixXd fitted = covariance(all, p);
    Eigen::MatrixXd cross = fitted.topRightCorner(90, 30);
    const auto m = GaussianProcess(fitted.topLeftCorner(90, 90), p.noise, data.y)
                       .moments(cross, fitted.diagonal().tail(30));
    for (Eigen::Index i = 0; i < 30; ++i, ++count)
      covered += std::abs(all.y[90 + i] - m.mean[i]) < 1.96 * std::sqrt(m.variance[i] + p.noise);
  }
  // 600 values, of which 95 % are wanted: three binomial deviations are 2.7 %.
  CAPTURE(double(covered) / double(count), noise);
  CHECK(std::abs(double(covered) / double(count) - 0.95) < 0.027);
  CHECK(noise == Approx(truth.noise).epsilon(0.2));
}

TEST_CASE("of many rows those chosen are spread over the range, however they are ordered", "[gp]") {
  Eigen::VectorXd y(1000);
  for (Eigen::Index i = 0; i < 1000; ++i) y[i] = double((i * 373) % 1000);
  const auto rows = rows_over_the_range(y, 10);
  std::vector<double> values;
  for (const int64_t row : rows) values.push_back(y[row]);
  std::sort(values.begin(), values.end());
  CHECK(values == std::vector<double>{50, 150, 250, 350, 450, 550, 650, 750, 850, 950});
  CHECK(rows_over_the_range(y, 1000).size() == 1000);
}
