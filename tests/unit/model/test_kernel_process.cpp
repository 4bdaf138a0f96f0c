#include "model/kernel_process.hpp"

#include <cmath>

#include "catch.hpp"
#include "data/equal_rows.hpp"
#include "transfer/sets.hpp"

using namespace graft;

namespace {

struct Rows {
  Dataset set;
  Descriptors descriptors;  // features in units of all of them
  std::vector<double> y, source;
};

Rows rows_of(bool graphs, const std::vector<int64_t>& inputs) {
  const Dataset all = graphs ? sets::graphs(8, 4)
                             : sets::features(8, 3, 4, [](const double* x, Rng&) { return x[0]; });
  Rows rows{all.select(inputs), {}, {}, {}};
  rows.descriptors = descriptors_of(rows.set, 1);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    rows.y.push_back(std::sin(2.0 * double(inputs[i])) + 0.1 * std::cos(5.0 * double(i)));
    rows.source.push_back(std::cos(3.0 * double(inputs[i])));
  }
  return rows;
}

std::shared_ptr<const KernelPart> part_of(const Rows& from, const std::vector<int64_t>& rows,
                                          bool graphs, double noise) {
  auto part = std::make_shared<KernelPart>();
  part->kernels = {Kernel::linear, graphs ? Kernel::minmax : Kernel::matern52};
  part->rows = select(from.descriptors, rows);
  part->parameters = {noise, std::vector<double>(graphs ? 4 : 2, 0.5), 0.7, 1.2};
  part->source_scaling = {0, 1};
  for (const int64_t row : rows) {
    part->targets.push_back(from.y[std::size_t(row)]);
    part->source.push_back(from.source[std::size_t(row)]);
  }
  return part;
}

}  // namespace

TEST_CASE("an input that is left out is predicted as by a process without any of its rows") {
  const bool graphs = GENERATE(true, false);
  const std::vector<int64_t> given = GENERATE(std::vector<int64_t>{0, 1, 2, 0, 3, 1, 4, 5, 0, 6, 7},
                                              std::vector<int64_t>{7, 2, 5, 0, 1, 3});
  const double noise = 0.2;
  const Rows rows = rows_of(graphs, given);
  const int64_t n = int64_t(given.size());
  std::vector<int64_t> all;
  for (int64_t i = 0; i < n; ++i) all.push_back(i);
  const KernelProcess process(part_of(rows, all, graphs, noise), 1);
  const auto m = process.leave_inputs_out(groups_of(rows.set), 2);
  for (int64_t i = 0; i < n; ++i) {
    std::vector<int64_t> rest;
    for (int64_t j = 0; j < n; ++j)
      if (given[std::size_t(j)] != given[std::size_t(i)]) rest.push_back(j);
    const KernelProcess other(part_of(rows, rest, graphs, noise), 1);
    const auto expected = other.moments(select(rows.descriptors, {i}),
                                        {rows.source[std::size_t(i)]}, 1);
    CAPTURE(graphs, i);
    CHECK(m.mean[i] == Approx(expected.mean[0]).margin(1e-10));
    CHECK(m.variance[i] == Approx(expected.variance[0] + noise).margin(1e-10));
  }
}

TEST_CASE("rows that repeat one another exactly do not tell themselves") {
  // With next to no noise the rows' own covariance is singular but for rounding.
  const std::vector<int64_t> given{0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
  Rows rows = rows_of(false, given);
  for (std::size_t i = 0; i < given.size(); ++i) rows.y[i] = double(given[i] % 2 ? 1 : -1);
  std::vector<int64_t> all;
  for (int64_t i = 0; i < 12; ++i) all.push_back(i);
  const KernelProcess process(part_of(rows, all, false, 1e-10), 1);
  const auto m = process.leave_inputs_out(groups_of(rows.set), 1);
  const KernelProcess other(part_of(rows, {1, 2, 3}, false, 1e-10), 1);
  const auto expected =
      other.moments(select(rows.descriptors, {0}), {rows.source[0]}, 1);
  CHECK(m.mean[0] == Approx(expected.mean[0]).margin(1e-6));
  CHECK(m.variance[0] == Approx(expected.variance[0]).margin(1e-6));
}

TEST_CASE("a process says the same bits with any number of threads and rows") {
  const bool graphs = GENERATE(true, false);
  CAPTURE(graphs);
  const Rows rows = rows_of(graphs, {0, 1, 2, 3, 4, 5}), other = rows_of(graphs, {7, 6, 3, 2});
  const KernelProcess one(part_of(rows, {0, 1, 2, 3, 4, 5}, graphs, 0.1), 1),
      three(part_of(rows, {0, 1, 2, 3, 4, 5}, graphs, 0.1), 3);
  std::vector<int64_t> many;
  std::vector<double> source;
  for (int64_t i = 0; i < 150; ++i) {
    many.push_back(i % 4);
    source.push_back(other.source[std::size_t(i % 4)]);
  }
  const Descriptors asked = select(other.descriptors, many);
  const auto a = one.moments(asked, source, 1);
  for (const auto& b : {one.moments(asked, source, 3), three.moments(asked, source, 1)}) {
    CHECK(a.mean == b.mean);
    CHECK(a.variance == b.variance);
  }
  for (Eigen::Index i = 4; i < 150; ++i) CHECK(a.mean[i] == a.mean[i % 4]);
  CHECK(one.draws(other.descriptors, other.source, 3, 5, 1) ==
        three.draws(other.descriptors, other.source, 3, 5, 3));
}

TEST_CASE("a process meets its rows where there is no noise, and knows nothing far away") {
  const Rows rows = rows_of(false, {0, 1, 2, 3, 4, 5, 6, 7});
  KernelPart part = *part_of(rows, {0, 1, 2, 3, 4, 5, 6, 7}, false, 1e-9);
  part.kernels = {Kernel::matern52};
  part.parameters.amplitude = {1.0};
  part.parameters.trend = 0;
  part.source.clear();
  const KernelProcess process(std::make_shared<const KernelPart>(part), 1);
  const auto at = process.moments(part.rows, {}, 1);
  for (Eigen::Index i = 0; i < 8; ++i) {
    CHECK(at.mean[i] == Approx(part.targets[std::size_t(i)]).margin(1e-5));
    CHECK(at.variance[i] < 1e-6);
  }
  Descriptors far = part.rows;
  for (double& v : far.standardised) v += 1000;
  const auto there = process.moments(far, {}, 1);
  for (Eigen::Index i = 0; i < 8; ++i) {
    CHECK(there.variance[i] > 1);  // the function's whole variance, and something of the level's
    CHECK(there.mean[i] == Approx(there.mean[0]));
  }
}
