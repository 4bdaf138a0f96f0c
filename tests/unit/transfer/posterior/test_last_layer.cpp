// The Bayesian methods with deep networks: heads, whole networks, covariates.
#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/fits.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

double known(const double* x) { return std::tanh(x[0] + 0.5 * x[1]) - std::tanh(x[1] - x[2]); }

Dataset set_of(int64_t rows, uint64_t seed, double offset = 5, double slope = 2,
               double noise = 0.1) {
  return sets::features(rows, 3, seed, [=](const double* x, Rng& rng) {
    return offset + slope * known(x) + noise * rng.normal();
  });
}

FitSets sets_of(uint64_t seed) {
  FitSets s;
  s.target = set_of(24, 10 * seed + 1);
  s.sources.push_back(set_of(300, 10 * seed + 2, -1, 3));
  return s;
}
FitSets alone(FitSets s) {
  s.sources.clear();
  return s;
}

double spread_of(const Dataset& set) {
  const double mean = 0;
  return score("rmse", set.targets(), std::vector<double>(set.targets().size(), mean + 5), {});
}

}  // namespace

TEST_CASE("Bayesian heads on a source's network profit from it", "[pc]") {
  double with_source = 0, without = 0;
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    const Dataset test = set_of(200, 10 * seed + 3, 5, 2, 0);
    const auto model = fit("pc_prior", deep_options(), sets_of(seed));
    with_source += rmse(*model, test) / 3;
    without += rmse(*fit("target_only", deep_options(), alone(sets_of(seed))), test) / 3;
    CHECK(diagnostic(*model, "transfer.weight") + diagnostic(*model, "source.weight") +
              diagnostic(*model, "tuned.weight") + diagnostic(*model, "alone.weight") ==
          Approx(1));
    CHECK(diagnostic(*model, "alone.weight") < 0.5);
    CHECK(has_diagnostic(*model, "transfer.distance.head.mean"));
    CHECK(diagnostic(*model, "converged") == 1);
    for (const PosteriorPart& part : model->content().posterior)
      CHECK(part.member < int64_t(model->content().members.size()));
  }
  CAPTURE(with_source, without);
  CHECK(with_source < 0.7 * without);
}

TEST_CASE("the networks of a candidate that counts for nothing are not kept", "[pc]") {
  const auto model = fit("pc_prior", with(deep_options(), {{"fallback", "none"}}), sets_of(1));
  CHECK(model->content().members.size() == 2);
  CHECK(model->content().posterior.size() == 2);
  CHECK_FALSE(has_diagnostic(*model, "alone.weight"));
}

TEST_CASE("a covariate of the target's own reaches the last layer", "[pc]") {
  FitSets s = sets_of(1);
  const auto more = [](const Dataset& set, uint64_t seed, bool answers) {
    Rng rng(seed, 55);
    std::vector<double> column, y;
    for (int64_t i = 0; i < set.rows(); ++i) {
      column.push_back(100 + 20 * rng.normal());
      y.push_back(set.targets()[std::size_t(i)] + (answers ? 0.3 * (column.back() - 100) : 0));
    }
    Dataset wider = set.with_columns({column.data(), set.rows(), 1, 1, 1});
    wider.set_targets(y);
    return wider;
  };
  FitSets wide = s;
  wide.target = more(*s.target, 1, true);
  const Dataset test = more(set_of(200, 77, 5, 2, 0), 2, true);
  const auto model = fit("pc_prior", deep_options(), wide);
  CHECK(model->content().covariates == 1);
  const double spread = 0.3 * 20;  // what is not known without the column
  CAPTURE(rmse(*model, test));
  CHECK(rmse(*model, test) < 0.2 * spread);
  CHECK(write_model(read_model(bytes_of(*model), "model")) == bytes_of(*model));
  // The column must be there when predicting.
  const Thrown error = thrown_by([&] { model->predict(set_of(3, 78), 1); });
  CHECK(error.status == GRAFT_ERROR_DATA);
  CHECK(error.says("3 features"));
  CHECK(error.says("4"));
}

TEST_CASE("only Bayesian heads take a target with more features than the source", "[pc]") {
  FitSets s = sets_of(1);
  const std::vector<double> column(24, 1.0);
  s.target = s.target->with_columns({column.data(), 24, 1, 1, 1});
  for (const char* method : {"finetune", "head_only", "source_only", "pc_prior"}) {
    CAPTURE(method);
    const Thrown error = thrown_by([&] {
      fit(method, with(deep_options(), {{"inference", method[0] == 'p' ? "svi" : "auto"}}), s);
    });
    CHECK(error.status == GRAFT_ERROR_DATA);
    CHECK(error.says("1 features more than the source"));
  }
}

TEST_CASE("a deep source gives the same model as rows and as a model of its own", "[pc]") {
  const FitSets rows = sets_of(2);
  FitSets of_source;
  of_source.target = rows.sources[0];
  const auto source = fit("scratch", deep_options(), of_source);
  FitSets given = alone(rows);
  given.source_model = std::make_shared<const Model>(read_model(bytes_of(*source), "source"));
  const Dataset test = set_of(100, 33);
  for (const char* method : {"pc_prior", "finetune", "head_only", "source_only"}) {
    CAPTURE(method);
    const auto expected = fit(method, deep_options(), rows),
               model = fit(method, deep_options(), given);
    CHECK(model->predict(test, 1).mean == expected->predict(test, 1).mean);
    CHECK(model->predict(test, 1).model_sd == expected->predict(test, 1).model_sd);
    CHECK(model->content().noise_sd == expected->content().noise_sd);
  }
  const auto svi = with(deep_options(), {{"inference", "svi"}});
  CHECK(fit("pc_prior", svi, given)->predict(test, 1).mean ==
        fit("pc_prior", svi, rows)->predict(test, 1).mean);
}

TEST_CASE("a model of gate serves as a source", "[pc]") {
  FitSets of_gate;
  of_gate.target = set_of(100, 41, -1, 3);
  of_gate.sources.push_back(set_of(100, 42, 0, 1));
  FitSets s = alone(sets_of(1));
  // Of its model the target's own part serves: that predicts alone here, too.
  s.source_model = fit("gate", with(deep_options(), {{"routes", "own"}}), of_gate);
  const Dataset test = set_of(200, 43, 5, 2, 0);
  const auto as_it_is = s.source_model->predict(test, 1).mean;
  const auto model = fit("source_only", deep_options(), s);
  const auto carried = model->predict(test, 1).mean;
  // Carried by an affine map: the same but for two numbers.
  const double b = (carried[0] - carried[1]) / (as_it_is[0] - as_it_is[1]);
  for (std::size_t i = 0; i < carried.size(); ++i)
    CHECK(carried[i] - carried[0] == Approx(b * (as_it_is[i] - as_it_is[0])).margin(1e-4));
  CHECK(rmse(*fit("pc_prior", deep_options(), s), test) < 0.5 * spread_of(test));
}

TEST_CASE("networks that were trained on the target can have Bayesian heads", "[pc]") {
  const Dataset test = set_of(200, 13, 5, 2, 0);
  for (const char* method : {"scratch", "gate", "multitask"}) {
    CAPTURE(method);
    FitSets s = sets_of(1);
    s.target = set_of(80, 11);
    if (std::string(method) == "scratch") s = alone(s);
    const Options options = with(deep_options(), {{"head", "pc_prior"}});
    const auto model = fit(method, options, s);
    CHECK(model->content().members.size() == 2);
    CHECK(model->content().posterior.size() == 2);
    CHECK(diagnostic(*model, "transfer.weight") == 1);
    const auto plain = fit(method, with(options, {{"head", "network"}}), s);
    CHECK(plain->content().members == model->content().members);
    CHECK(rmse(*model, test) < 1.3 * rmse(*plain, test));
    const Dataset noisy = set_of(300, 14);
    CHECK(model->evaluate(noisy, "coverage95", 1) > 0.8);
    const Thrown error = thrown_by([&] {
      fit(method, with(options, {{"valid_fraction", "0"}}), s);
    });
    CHECK(error.status == GRAFT_ERROR_DATA);
    CHECK(error.says("valid_fraction"));
  }
}

TEST_CASE("deep fits have the same bits for any number of threads", "[pc]") {
  for (const char* method : {"pc_prior", "svi", "sghmc", "target_only", "finetune", "head_only",
                             "source_only", "multitask", "scratch with heads", "gate with heads"}) {
    CAPTURE(method);
    std::string name = method;
    Options options = with(deep_options(), {{"steps", "40"}, {"width", "70"}, {"draws", "40"}});
    FitSets s = sets_of(3);
    if (name == "svi" || name == "sghmc")
      options = with(options, {{"inference", name}}), name = "pc_prior";
    if (name.ends_with(" with heads")) {
      options = with(options, {{"head", "pc_prior"}});
      name.resize(name.find(' '));
    }
    if (name == "target_only" || name == "scratch") s = alone(s);
    const auto one = bytes_of(*fit(name, options, s));
    for (const char* threads : {"2", "3"})
      CHECK(bytes_of(*fit(name, with(options, {{"n_threads", threads}}), s)) == one);
    CHECK(bytes_of(*fit(name, with(options, {{"seed", "1"}}), s)) != one);
  }
}

TEST_CASE("graphs can be fitted by every deep method", "[pc]") {
  FitSets s;
  s.target = sets::graphs(25, 1);
  s.sources.push_back(sets::graphs(60, 2));
  const Dataset test = sets::graphs(60, 3);
  const double spread =
      score("rmse", test.targets(), std::vector<double>(60, scaling_of(test.targets()).mean), {});
  for (const char* method : {"pc_prior", "finetune", "head_only", "source_only", "multitask"}) {
    CAPTURE(method);
    const auto model = fit(method, with(deep_options(), {{"depth", "2"}}), s);
    CHECK(rmse(*model, test) < 0.6 * spread);
  }
  const Thrown error = thrown_by([&] {
    fit("pc_prior", with(deep_options(), {{"network", "small"}}), s);
  });
  CHECK(error.status == GRAFT_ERROR_DATA);
  CHECK(error.says("small network takes feature vectors"));
}
