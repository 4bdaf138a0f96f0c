// Classical methods: ridge, gaussian_process, stacked.
#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/kernel_process.hpp"
#include "transfer/fits.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

double known(const double* x) { return std::tanh(x[0] + 0.5 * x[1]) - std::tanh(x[1] - x[2]); }

Dataset set_of(int64_t rows, uint64_t seed, double offset, double slope, double noise = 0.1) {
  return sets::features(rows, 3, seed, [=](const double* x, Rng& rng) {
    return offset + slope * known(x) + noise * rng.normal();
  });
}

FitSets target_of(Dataset target) {
  FitSets s;
  s.target = std::move(target);
  return s;
}

Thrown refusal(const std::string& method, const Options& options, const FitSets& s) {
  return thrown_by([&] { fit(method, options, s); });
}

// The held-out error of the info, in the target's unit.
double held_out_rmse(const Model& model) {
  const std::string& info = model.content().info;
  const auto at = info.find("\"held_out_rmse\":");
  REQUIRE(at != std::string::npos);
  return std::stod(info.substr(at + 16));
}

}  // namespace

TEST_CASE("ridge learns a line and a gaussian process what is not one", "[classical]") {
  const auto line = [](const double* x, Rng& rng) {
    return 300 + 20 * x[0] - 10 * x[2] + rng.normal();
  };
  const auto ridge = fit("ridge", Options(), target_of(sets::features(60, 3, 1, line)));
  CHECK(rmse(*ridge, sets::features(200, 3, 2, line)) < 1.2);
  CHECK(ridge->content().noise_sd == Approx(1).epsilon(0.3));

  const Dataset train = set_of(80, 1, 5, 2), test = set_of(200, 2, 5, 2);
  const double straight = rmse(*fit("ridge", Options(), target_of(train)), test);
  const auto process = fit("gaussian_process", Options(), target_of(train));
  CHECK(rmse(*process, test) < 0.7 * straight);
  CHECK(process->evaluate(test, "coverage95", 1) > 0.88);
  CHECK(diagnostic(*process, "kernel.length") > 0);
  CHECK(has_diagnostic(*process, "kernel.matern52"));
  CHECK_FALSE(has_diagnostic(*process, "kernel.linear"));
  CHECK_FALSE(has_diagnostic(*ridge, "kernel.length"));
}

TEST_CASE("ridge and gaussian process take graphs", "[classical]") {
  const std::string method = GENERATE("ridge", "gaussian_process");
  const Dataset train = sets::graphs(80, 1), test = sets::graphs(60, 2);
  const auto model = fit(method, Options(), target_of(train));
  const Scaling scaling = scaling_of(test.targets());
  CHECK(rmse(*model, test) < 0.25 * scaling.sd);
  CHECK(has_diagnostic(*model, "kernel.linear.radius2"));
  CHECK(has_diagnostic(*model, "kernel.minmax.radius0") == (method != "ridge"));
}

TEST_CASE("a classical fit does not depend on the order of the rows or on threads", "[classical]") {
  const Dataset train = sets::graphs(60, 1), test = sets::graphs(30, 2);
  const auto model = fit("gaussian_process", Options(), target_of(train));
  const auto threads =
      fit("gaussian_process", with(Options(), {{"n_threads", "3"}}), target_of(train));
  CHECK(bytes_of(*threads) == bytes_of(*model));
  const auto shuffled =
      fit("gaussian_process", Options(), target_of(train.select(permutation(60, Rng(3, 4)))));
  const auto a = model->predict(test, 1), b = shuffled->predict(test, 1);
  for (std::size_t i = 0; i < a.mean.size(); ++i) {
    CHECK(b.mean[i] == Approx(a.mean[i]).epsilon(1e-3));
    CHECK(b.model_sd[i] == Approx(a.model_sd[i]).epsilon(1e-2).margin(1e-4));
  }
}

TEST_CASE("the held-out error of the info is that of new rows, not of those learned from",
          "[classical]") {
  const auto model = fit("gaussian_process", Options(), target_of(set_of(100, 1, 5, 2, 0.3)));
  const double held_out = held_out_rmse(*model);
  CHECK(held_out == Approx(rmse(*model, set_of(400, 2, 5, 2, 0.3))).epsilon(0.25));
  CHECK(held_out > 0.25);
  CHECK(model->content().info.find("\"held_out_rows\": 100") != std::string::npos);
}

TEST_CASE("rows of equal input do not tell one another's value when they are left out",
          "[classical]") {
  const std::string method = GENERATE("ridge", "gaussian_process");
  const bool graphs = GENERATE(false, true);
  CAPTURE(method, graphs);
  const Dataset one = graphs ? sets::graphs(30, 1) : set_of(30, 1, 5, 2, 0.3);
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < 90; ++i) rows.push_back(i % 30);
  const Dataset thrice = one.select(rows);
  const auto model = fit(method, Options(), target_of(thrice));
  // Each input as a process with these variances predicts it that has not seen it.
  const KernelPart& part = *model->content().kernel;
  const Scaling& scaling = model->content().targets[0];
  double square = 0;
  for (int64_t input = 0; input < 30; ++input) {
    std::vector<int64_t> rest;
    for (int64_t row = 0; row < 90; ++row)
      if (row % 30 != input) rest.push_back(row);
    KernelPart without = part;
    without.rows = select(part.rows, rest);
    without.targets.clear();
    for (const int64_t row : rest) without.targets.push_back(part.targets[std::size_t(row)]);
    const KernelProcess process(std::make_shared<const KernelPart>(without), 1);
    const auto m = process.moments(select(part.rows, {input}), {}, 1);
    square += std::pow(scaling.unscale(m.mean[0]) - one.targets()[std::size_t(input)], 2) / 30;
  }
  CHECK(held_out_rmse(*model) == Approx(std::sqrt(square)).epsilon(1e-4));
}

TEST_CASE("a good source helps stacked, an unrelated one does no harm", "[classical]") {
  const bool given_model = GENERATE(true, false);
  CAPTURE(given_model);
  const Options options = with(deep_options(), {{"members", "1"}});
  const Dataset test = set_of(200, 3, 5, -2);
  FitSets alone = target_of(set_of(16, 1, 5, -2)), good = alone, bad = alone;
  const Dataset source = set_of(300, 2, -1, 3);
  const Dataset unrelated = sets::features(
      300, 3, 2, [](const double* x, Rng&) { return std::sin(3 * x[0] * x[2]) + x[1] * x[1]; });
  if (given_model) {
    good.source_model = fit("scratch", options, target_of(source));
    bad.source_model = fit("scratch", options, target_of(unrelated));
  } else {
    good.sources = {source};
    bad.sources = {unrelated};
  }
  const double without = rmse(*fit("gaussian_process", options, alone), test);
  const auto stacked = fit("stacked", options, good);
  CHECK(rmse(*stacked, test) < 0.6 * without);
  CHECK(rmse(*fit("stacked", options, bad), test) < 1.3 * without);
  CHECK(stacked->content().members.size() == 1);
  CHECK(diagnostic(*stacked, "source.shared_rows") == 0);
  CHECK(stacked->content().property == good.target->property());
  const Model again(read_model(bytes_of(*stacked), "model"));
  CHECK(again.predict(test, 1).mean == stacked->predict(test, 1).mean);
}

TEST_CASE("further columns of the target are features of stacked like the others", "[classical]") {
  const Options options = with(deep_options(), {{"members", "1"}});
  const auto wide = [](int64_t rows, uint64_t seed) {
    return sets::features(rows, 4, seed, [](const double* x, Rng& rng) {
      return known(x) + 3 * x[3] + 0.1 * rng.normal();
    });
  };
  FitSets s = target_of(wide(40, 1));
  s.source_model = fit("scratch", options, target_of(set_of(300, 2, 0, 1)));
  CHECK(rmse(*fit("stacked", options, s), wide(200, 3)) < 0.5);
}

TEST_CASE("classical methods refuse what they cannot do, and say what", "[classical]") {
  const Options options = deep_options();
  const FitSets vectors = target_of(set_of(20, 1, 0, 1)), graphs = target_of(sets::graphs(20, 1));
  const Thrown minmax = refusal("gaussian_process", with(options, {{"kernel", "minmax"}}), vectors);
  CHECK(minmax.status == GRAFT_ERROR_UNSUPPORTED);
  CHECK(minmax.says("minmax"));
  CHECK(refusal("gaussian_process", with(options, {{"kernel", "matern52"}}), graphs).status ==
        GRAFT_ERROR_UNSUPPORTED);
  const Thrown many = refusal("ridge", options, target_of(set_of(8001, 1, 0, 1)));
  CHECK(many.status == GRAFT_ERROR_UNSUPPORTED);
  CHECK(many.says("8001"));
  CHECK(refusal("stacked", options, vectors).status == GRAFT_ERROR_STATE);
  FitSets with_source = vectors;
  with_source.sources = {set_of(30, 2, 0, 1)};
  CHECK(refusal("ridge", options, with_source).status == GRAFT_ERROR_STATE);
  FitSets of_kernel = vectors;
  of_kernel.source_model = fit("ridge", options, vectors);
  for (const char* method : {"stacked", "finetune"}) {
    const Thrown kernel = refusal(method, options, of_kernel);
    CHECK(kernel.status == GRAFT_ERROR_UNSUPPORTED);
    CHECK(kernel.says("kernel model"));
  }
}
