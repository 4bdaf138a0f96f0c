// Classical methods: ridge, gaussian_process, stacked.
#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/fits.hpp"
#include "transfer/networks/cross_fitting.hpp"

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

// What predict_source gives of a job.
SourcePrediction predictions_of(const FitSets& s, const Options& options) {
  std::atomic<bool> cancelled{false};
  FitControl control({}, 0, cancelled);
  std::vector<HistoryRow> history;
  FitJob job{"stacked", s, options, control, {}, history, {}};
  return source_prediction(job);
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
  const std::string& info = model->content().info;
  const auto at = info.find("\"held_out_rmse\":");
  REQUIRE(at != std::string::npos);
  const double held_out = std::stod(info.substr(at + 16));
  CHECK(held_out == Approx(rmse(*model, set_of(400, 2, 5, 2, 0.3))).epsilon(0.25));
  CHECK(held_out > 0.25);
  CHECK(info.find("\"held_out_rows\": 100") != std::string::npos);
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

TEST_CASE("no row of the target is predicted by a network that has learned from its input",
          "[classical]") {
  // The source's values at the target's inputs are noise: a network that has seen them, trained
  // without validation rows, follows them.
  const bool all_shared = GENERATE(true, false);
  CAPTURE(all_shared);
  const Options options =
      with(deep_options(),
           {{"members", "1"}, {"steps", "1000"}, {"width", "64"}, {"valid_fraction", "0"}});
  Dataset source = set_of(120, 2, 0, 1, 0);
  std::vector<int64_t> shared;
  std::vector<double> values = source.targets(), noise;
  for (int64_t row = 0; row < (all_shared ? 120 : 40); ++row) {
    Rng rng(9, uint64_t(row));
    noise.push_back(5 * rng.normal());
    values[std::size_t(row)] += noise.back();
    shared.push_back(row);
  }
  source.set_targets(values);
  FitSets s = target_of(source.select(shared));
  s.sources = {source};
  const auto correlation = [&](const std::vector<double>& f) {
    const Scaling fs = scaling_of(f), ns = scaling_of(noise);
    double sum = 0;
    for (std::size_t i = 0; i < f.size(); ++i)
      sum += fs.scale(f[i]) * ns.scale(noise[i]) / double(f.size());
    return sum;
  };
  const SourcePrediction p = predictions_of(s, options);
  CHECK(p.shared_rows == int64_t(shared.size()));
  CHECK(p.model.members.size() == (all_shared ? 5 : 1));
  REQUIRE(p.at_target.size() == shared.size());
  const double limit = 3 / std::sqrt(double(shared.size()));
  CHECK(std::abs(correlation(p.at_target)) < limit);
  FitSets seen = target_of(source);  // the same network with all rows does follow it
  const auto naive = fit("scratch", options, seen)->predict(*s.target, 1).mean;
  CHECK(correlation(naive) > limit);
}

TEST_CASE("networks of several folds agree on one scale", "[classical]") {
  const Options options = with(deep_options(), {{"members", "1"}});
  FitSets s = target_of(set_of(60, 2, 100, 4, 0.1));
  Dataset source = *s.target;
  std::vector<double> values = source.targets();
  for (double& v : values) v = 3 * v - 50;
  source.set_targets(values);
  s.sources = {source};
  const SourcePrediction p = predictions_of(s, options);
  REQUIRE(p.model.members.size() == 5);
  for (const Floats& member : p.model.members) {
    ModelContent one = p.model;
    one.members = {member};
    CHECK(rmse(Model(one), source) < 0.5 * scaling_of(values).sd);
  }
  double square = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    square += std::pow(p.model.targets[0].unscale(p.at_target[i]) - values[i], 2) / 60;
  CHECK(std::sqrt(square) < 0.8 * scaling_of(values).sd);
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
