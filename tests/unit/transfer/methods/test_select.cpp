// The method "select": which candidate it chooses, and from what it judges them.
#include <cmath>

#include "base/thrown.hpp"
#include "transfer/fits.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

double known(const double* x) { return std::tanh(x[0] + 0.5 * x[1]) - std::tanh(x[1] - x[2]); }

Options choosing(const std::string& candidates) {
  return with(deep_options(), {{"members", "1"}, {"candidates", candidates}});
}

std::string selected(const Model& model) {
  const std::string &info = model.content().info, key = "\"selected\": {\"method\": \"";
  const auto at = info.find(key);
  REQUIRE(at != std::string::npos);
  return info.substr(at + key.size(), info.find('"', at + key.size()) - at - key.size());
}

double judged(const Model& model, const std::string& candidate) {
  return diagnostic(model, "select." + candidate + ".rmse");
}

FitSets related() {
  FitSets s;
  s.target = sets::features(24, 3, 1, [](const double* x, Rng&) { return 5 - 2 * known(x); });
  s.sources.push_back(sets::features(300, 3, 2, [](const double* x, Rng&) { return known(x); }));
  return s;
}

// Values that nothing predicts, and networks that learn them by heart.
FitSets noise(int64_t rows, uint64_t seed) {
  FitSets s;
  s.target = sets::features(rows, 12, seed, [](const double*, Rng& rng) { return rng.normal(); });
  return s;
}
Options by_heart(const std::string& candidates) {
  return with(choosing(candidates), {{"valid_fraction", "0"}, {"width", "32"}});
}

Dataset joined(const Dataset& a, const Dataset& b) {
  std::vector<double> x, y;
  for (const Dataset* set : {&a, &b})
    for (int64_t row = 0; row < set->rows(); ++row) {
      x.insert(x.end(), set->features(row).begin(), set->features(row).end());
      y.push_back(set->targets()[std::size_t(row)]);
    }
  const int64_t cols = a.inputs().feature_cols;
  return dataset_from_features({x.data(), int64_t(y.size()), cols, cols, 1}, y, true);
}

}  // namespace

TEST_CASE("a related source is chosen for feature vectors", "[select]") {
  const Dataset test =
      sets::features(200, 3, 3, [](const double* x, Rng&) { return 5 - 2 * known(x); });
  for (const char* seed : {"0", "1", "2"}) {
    const Options options = with(choosing("scratch,source_only"), {{"seed", seed}});
    const auto model = fit("select", options, related());
    CAPTURE(seed, judged(*model, "scratch"), judged(*model, "source_only"));
    CHECK(selected(*model) == "source_only");
    CHECK(judged(*model, "source_only") < 0.6 * judged(*model, "scratch"));
    // It was judged as it does with new rows.
    CHECK(rmse(*model, test) / judged(*model, "source_only") == Approx(1).margin(0.5));
  }
}

TEST_CASE("a related source is chosen for graphs", "[select]") {
  FitSets s;
  s.target = sets::graphs(16, 1);
  s.sources.push_back(sets::graphs(150, 2));
  const auto model = fit("select", choosing("scratch,finetune"), s);
  CAPTURE(model->content().info);
  CHECK(selected(*model) == "finetune");
}

TEST_CASE("of two methods without a source the much better one is chosen", "[select]") {
  FitSets s;
  s.target = sets::features(
      40, 6, 1, [](const double* x, Rng& rng) { return x[0] - 2 * x[3] + 0.01 * rng.normal(); });
  for (const char* candidates : {"scratch,gaussian_process", "gaussian_process,scratch"})
    CHECK(selected(*fit("select", choosing(candidates), s)) == "gaussian_process");
}

TEST_CASE("an unrelated source is left aside", "[select]") {
  // Where the source tells nothing, a gain of more than one standard error is chance: about 16% of
  // the fits, with a binomial error of 7% for 24 of them. Three of these errors are allowed.
  constexpr int fits = 24;
  int kept = 0;
  for (int seed = 0; seed < fits; ++seed) {
    FitSets s;
    s.target = sets::features(30, 4, uint64_t(2 * seed + 1), [](const double* x, Rng& rng) {
      return x[0] + std::sin(x[1]) + 0.3 * rng.normal();
    });
    s.sources.push_back(sets::features(100, 4, uint64_t(2 * seed + 2),
                                       [](const double* x, Rng&) { return x[2] * x[3]; }));
    const Options options = with(choosing("gaussian_process,stacked"),
                                 {{"seed", std::to_string(seed)}, {"steps", "60"}});
    kept += selected(*fit("select", options, s)) == "gaussian_process";
  }
  CAPTURE(kept);
  CHECK(double(kept) / fits > 0.84 - 3 * std::sqrt(0.84 * 0.16 / fits));
}

TEST_CASE("a source that holds the target's very values does not seem to predict new rows",
          "[select]") {
  FitSets s = noise(24, 1);
  std::vector<int64_t> backwards;
  for (int64_t row = 23; row >= 0; --row) backwards.push_back(row);
  s.sources.push_back(joined(s.target->select(backwards), *noise(8, 2).target));
  const double spread = scaling_of(s.target->targets()).sd;

  FitSets of_source;
  of_source.target = s.sources[0];
  REQUIRE(rmse(*fit("scratch", by_heart("scratch"), of_source), *s.target) < 0.4 * spread);
  for (const char* method : {"finetune", "stacked", "source_only", "gate"}) {
    CAPTURE(method);
    const auto model = fit("select", by_heart(method), s);
    CHECK(judged(*model, method) > 0.8 * spread);
  }
}

TEST_CASE("rows of equal input stand in one fold", "[select]") {
  FitSets s = noise(16, 3);
  s.target = joined(*s.target, *s.target);
  const double spread = scaling_of(s.target->targets()).sd;
  REQUIRE(rmse(*fit("scratch", by_heart("scratch"), s), *s.target) < 0.4 * spread);
  // In small folds equal rows would seldom meet by chance.
  const Options options = with(by_heart("scratch"), {{"select_folds", "12"}});
  CHECK(judged(*fit("select", options, s), "scratch") > spread);
}

TEST_CASE("there are no more folds than inputs, and none is empty", "[select]") {
  FitSets s = noise(6, 4);
  s.target = joined(*s.target, *s.target);
  int64_t total = 0;
  Fitter fitter("select", with(by_heart("scratch"), {{"select_folds", "100"}, {"steps", "20"}}));
  fitter.sets = s;
  fitter.progress = [&](const Progress& now) { return total = now.total, 0; };
  fitter.fit();
  CHECK(total == (6 + 1) * 20);
  fitter.sets.target = fitter.sets.target->select(std::vector<int64_t>{0, 6, 0, 6, 0});
  fitter.sets.target->set_targets({1, 2, 3, 4, 5});
  CHECK(thrown_by([&] { fitter.fit(); }).says("1 inputs have a value"));
}

TEST_CASE("rows without a value are not judged by", "[select]") {
  FitSets s = related();
  auto values = s.target->targets();
  values[3] = values[17] = missing;
  s.target->set_targets(values);
  const auto with_gaps = fit("select", choosing("scratch,finetune"), s);
  std::vector<int64_t> labelled;
  for (int64_t row = 0; row < 24; ++row)
    if (row != 3 && row != 17) labelled.push_back(row);
  s.target = s.target->select(labelled);
  const auto without = fit("select", choosing("scratch,finetune"), s);
  for (const char* method : {"scratch", "finetune"}) {
    CHECK(std::isfinite(judged(*with_gaps, method)));
    CHECK(judged(*with_gaps, method) == judged(*without, method));
  }
}

TEST_CASE("the model is that of the chosen method", "[select]") {
  const std::string method = GENERATE("scratch", "gaussian_process", "stacked", "finetune", "gate");
  CAPTURE(method);
  const Options options = choosing(method);
  FitSets s = related(), direct = s;
  if (method == "scratch" || method == "gaussian_process") direct.sources.clear();
  const auto plain = [](const Model& model) {
    ModelContent content = model.content();
    content.info.clear();
    content.diagnostics.clear();
    return write_model(content);
  };
  const auto model = fit("select", options, s), expected = fit(method, options, direct);
  CHECK(selected(*model) == method);
  CHECK(plain(*model) == plain(*expected));
  // The method's own diagnostics stand before what select adds.
  const auto &all = model->content().diagnostics, &own = expected->content().diagnostics;
  REQUIRE(all.size() == own.size() + 1);
  CHECK(all.back().name == "select." + method + ".rmse");
}

TEST_CASE("candidates that need what there is not are left out", "[select]") {
  FitSets s = related(), of_source;
  of_source.target = s.sources[0];
  s.sources.clear();
  const Options options = choosing("scratch,gate,finetune");
  const auto alone = fit("select", options, s);
  CHECK(selected(*alone) == "scratch");
  CHECK_FALSE(has_diagnostic(*alone, "select.finetune.rmse"));
  s.source_model = fit("scratch", options, of_source);
  const auto given = fit("select", options, s);
  CHECK(selected(*given) == "finetune");
  CHECK_FALSE(has_diagnostic(*given, "select.gate.rmse"));
  FitSets two = related();
  two.sources.push_back(of_source.target->select(std::vector<int64_t>{0, 1, 2, 3, 4, 5, 6, 7}));
  const auto several = fit("select", options, two);
  CHECK(has_diagnostic(*several, "select.gate.rmse"));
  CHECK_FALSE(has_diagnostic(*several, "select.finetune.rmse"));
}
