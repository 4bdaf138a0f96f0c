#include "bayes/networks/mlp.hpp"

#include <cmath>

#include "base/error.hpp"
#include "bayes/check.hpp"
#include "bayes/small_network.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

const std::vector<std::vector<int64_t>> shapes = {{4, 1}, {5, 16, 1}, {3, 7, 4, 1}, {1, 1, 1, 1}};

}  // namespace

TEST_CASE("the network over all rows agrees with one unit at a time", "[bayes]") {
  for (const auto& shape : shapes) {
    const Network net(shape, 11, 1);
    auto work = net.mlp.work(11);
    net.mlp.forward(Columns(net.x), net.source.data(), work);
    for (int i = 0; i < 11; ++i)
      CHECK(work.output[i] == Approx(net.f(net.source.data(), i)).epsilon(1e-12).margin(1e-13));
  }
}

TEST_CASE("squared gradients of each layer agree with differences row by row", "[bayes]") {
  for (const auto& shape : shapes) {
    const Network net(shape, 6, 2);
    const auto sums = net.mlp.squared_gradients(Columns(net.x), net.source.data());
    for (int64_t l = 0; l < net.mlp.layers(); ++l) {
      double expected = 0;
      for (int64_t i = net.mlp.offset(l); i < net.mlp.offset(l + 1); ++i)
        for (int row = 0; row < 6; ++row) {
          auto up = net.source, down = net.source;
          up[std::size_t(i)] += 1e-5;
          down[std::size_t(i)] -= 1e-5;
          expected += std::pow((net.f(up.data(), row) - net.f(down.data(), row)) / 2e-5, 2);
        }
      CHECK(sums[std::size_t(l)] == Approx(expected).epsilon(1e-7));
    }
  }
}

TEST_CASE("the gradient of a weighted sum of outputs is that of differences", "[bayes]") {
  for (const auto& shape : shapes) {
    const Network net(shape, 9, 4);
    const Columns x(net.x);
    const Eigen::VectorXd share = random_matrix(9, 1, 5);
    auto work = net.mlp.work(9);
    const auto f = [&](const double* w, double* g) {
      net.mlp.forward(x, w, work);
      const double sum = share.dot(work.output);
      net.mlp.backward(x, w, share, work, g);
      return sum;
    };
    CHECK(gradient_error(f, net.source) < 1e-7);
  }
}

TEST_CASE("columns keep every value, padded with zeros to whole registers", "[bayes]") {
  for (int64_t rows : {1, 7, 8, 9, 64}) {
    const Eigen::MatrixXd x = random_matrix(rows, 3, 6);
    const Columns columns(x);
    CHECK(columns.padded_rows() >= rows);
    CHECK(columns.stride() >= columns.padded_rows());
    for (int64_t i = 0; i < 3; ++i) {
      for (int64_t r = 0; r < rows; ++r) CHECK(columns.column(i)[r] == x(r, i));
      for (int64_t r = rows; r < columns.padded_rows(); ++r) CHECK(columns.column(i)[r] == 0);
    }
  }
}

TEST_CASE("layers follow each other in the block, and shapes without sense are refused",
          "[bayes]") {
  const Mlp mlp({3, 7, 4, 1});
  CHECK(mlp.layers() == 3);
  CHECK(mlp.offset(1) == (3 + 1) * 7);
  CHECK(mlp.offset(2) == mlp.offset(1) + (7 + 1) * 4);
  CHECK(mlp.weights() == mlp.offset(2) + 4 + 1);
  CHECK_THROWS_AS(Mlp({3}), Error);
  CHECK_THROWS_AS(Mlp({3, 4, 2}), Error);
  CHECK_THROWS_AS(Mlp({3, 0, 1}), Error);
}
