// The Bayesian methods with a small network: the posterior by NUTS and its fallbacks.
#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/fits.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

double known(const double* x) {
  return std::tanh(x[0] + 0.5 * x[1]) - 0.8 * std::tanh(x[1] - x[2]);
}
double unrelated(const double* x) { return std::sin(2 * x[2]) * x[0] + 0.4 * x[1] * x[1]; }

constexpr double noise = 0.15;

Dataset set_of(double (*f)(const double*), int64_t rows, uint64_t seed) {
  return sets::features(rows, 3, seed, [f](const double* x, Rng& rng) {
    return 10 + 3 * (f(x) + noise * rng.normal());
  });
}
// The noiseless function at new rows.
Dataset test_set(uint64_t seed) {
  return sets::features(200, 3, seed, [](const double* x, Rng&) { return 10 + 3 * known(x); });
}

FitSets sets_of(double (*source)(const double*), uint64_t seed) {
  FitSets s;
  s.target = set_of(known, 30, 100 * seed + 1);
  s.sources.push_back(set_of(source, 400, 100 * seed + 2));
  return s;
}
FitSets alone(FitSets s) {
  s.sources.clear();
  return s;
}

}  // namespace

TEST_CASE("the PC prior profits from a source that is right and outlives one that is wrong",
          "[pc]") {
  double same = 0, other = 0, none = 0, weight_same = 0, weight_other = 0;
  constexpr int seeds = 3;
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    const Options options = with(chain_options(), {{"seed", std::to_string(seed)}});
    const Dataset test = test_set(100 * seed + 3);
    const auto right = fit("pc_prior", options, sets_of(known, seed));
    const auto wrong = fit("pc_prior", options, sets_of(unrelated, seed));
    same += rmse(*right, test) / seeds;
    other += rmse(*wrong, test) / seeds;
    none += rmse(*fit("target_only", options, alone(sets_of(known, seed))), test) / seeds;
    weight_same += diagnostic(*right, "alone.weight") / seeds;
    weight_other += diagnostic(*wrong, "alone.weight") / seeds;
    for (const auto& model : {right, wrong})
      CHECK(diagnostic(*model, "transfer.weight") + diagnostic(*model, "source.weight") +
                diagnostic(*model, "alone.weight") ==
            Approx(1));
  }
  CAPTURE(same, other, none, weight_same, weight_other);
  CHECK(same < 0.7 * none);
  CHECK(other < 1.3 * none);  // three small fits: the study measures it closely
  CHECK(weight_same < 0.2);
  CHECK(weight_other > weight_same);
}

TEST_CASE("draws stand for the candidates in proportion to their weights", "[pc]") {
  // Few draws of the chains, many exact ones of the source: neither may crowd the other out.
  const Options options =
      with(chain_options(), {{"chains", "1"}, {"samples", "30"}, {"draws", "5000"}});
  const auto model = fit("pc_prior", options, sets_of(known, 1));
  double all = 0;
  for (const PosteriorPart& part : model->content().posterior) all += double(part.draws());
  for (const char* name : {"transfer", "source", "alone"}) {
    const double weight = diagnostic(*model, std::string(name) + ".weight");
    double draws = 0;
    for (const PosteriorPart& part : model->content().posterior)
      if (part.name == name) draws += double(part.draws());
    CAPTURE(name, weight, draws, all);
    CHECK(std::abs(draws - weight * all) <= 1);
  }
}

TEST_CASE("the model keeps as many draws as were asked for when there are so many", "[pc]") {
  for (const char* method : {"pc_prior", "target_only"}) {
    FitSets s = sets_of(known, 1);
    if (std::string(method) == "target_only") s = alone(s);
    const auto model =
        fit(method, with(chain_options(), {{"samples", "700"}, {"draws", "1200"}}), s);
    int64_t draws = 0;
    for (const PosteriorPart& part : model->content().posterior) draws += part.draws();
    CHECK(draws == 1200);
  }
}

TEST_CASE("a source gives the same model as rows and as a model of its own", "[pc]") {
  const Options options = with(chain_options(), {{"hidden", "5"}, {"network", "small"}});
  const FitSets rows = sets_of(known, 2);
  const auto expected = fit("pc_prior", options, rows);
  FitSets of_source;
  of_source.target = rows.sources[0];
  const auto source = fit("scratch", options, of_source);
  FitSets given = alone(rows);
  given.source_model = std::make_shared<const Model>(read_model(bytes_of(*source), "source"));
  const auto model = fit("pc_prior", options, given);
  REQUIRE(model->content().posterior.size() == expected->content().posterior.size());
  const Dataset test = test_set(7);
  CHECK(model->predict(test, 1).mean == expected->predict(test, 1).mean);
  CHECK(model->predict(test, 1).model_sd == expected->predict(test, 1).model_sd);
  CHECK(model->content().noise_sd == expected->content().noise_sd);
  // A source model that is small makes the fit small without being told.
  CHECK(fit("pc_prior", with(options, {{"network", "auto"}}), given)->predict(test, 1).mean ==
        expected->predict(test, 1).mean);
}

TEST_CASE("a source model that cannot serve is refused", "[pc]") {
  const Options options = with(chain_options(), {{"network", "small"}});
  FitSets s = alone(sets_of(known, 1));
  const auto error_with = [&](std::shared_ptr<const Model> source, const Options& o) {
    s.source_model = std::move(source);
    return thrown_by([&] { fit("pc_prior", o, s); });
  };
  FitSets wide;
  wide.target = sets::features(40, 4, 9, [](const double* x, Rng&) { return x[0] + x[3]; });
  Thrown error = error_with(fit("scratch", options, wide), options);
  CHECK(error.status == GRAFT_ERROR_DATA);
  CHECK(error.says("target has 3 features, the source 4"));
  FitSets narrow;
  narrow.target = sets::features(40, 2, 9, [](const double* x, Rng&) { return x[0] + x[1]; });
  error = error_with(fit("scratch", options, narrow), options);
  CHECK(error.status == GRAFT_ERROR_DATA);
  CHECK(error.says("1 features more than the source"));
  FitSets same;
  same.target = set_of(known, 40, 5);
  const auto deep = fit("scratch", deep_options(), same);
  error = error_with(deep, options);
  CHECK(error.status == GRAFT_ERROR_UNSUPPORTED);
  CHECK(error.says("source model"));
  const auto small = fit("scratch", options, same);
  error = error_with(small, deep_options());
  CHECK(error.status == GRAFT_ERROR_UNSUPPORTED);
  CHECK(error.says("source model"));
  error = error_with(fit("scratch", with(options, {{"members", "2"}}), same), options);
  CHECK(error.status == GRAFT_ERROR_UNSUPPORTED);
  error = error_with(fit("target_only", options, same), options);
  CHECK(error.status == GRAFT_ERROR_UNSUPPORTED);
  s.sources.push_back(*same.target);
  error = error_with(small, options);
  CHECK(error.status == GRAFT_ERROR_STATE);
  CHECK(error.says("one source, not 2"));
}

TEST_CASE("chains that have not mixed are told, and the model comes all the same", "[pc]") {
  const Options short_chains = with(
      chain_options(), {{"chains", "2"}, {"adaptation", "20"}, {"samples", "10"}, {"draws", "10"}});
  const auto bad = result_of("target_only", short_chains, alone(sets_of(known, 1)));
  CHECK_FALSE(bad.converged);
  REQUIRE(bad.model);
  CHECK(diagnostic(*bad.model, "converged") == 0);
  CHECK(bad.model->content().info.find("\"converged\": 0") != std::string::npos);
  const auto good = result_of(
      "target_only", with(chain_options(), {{"hidden", "3"}, {"samples", "800"}, {"chains", "4"}}),
      alone(sets_of(known, 1)));
  CAPTURE(diagnostic(*good.model, "alone.rhat"), diagnostic(*good.model, "alone.ess_bulk"),
          diagnostic(*good.model, "alone.divergences"));
  CHECK(good.converged);
  CHECK(diagnostic(*good.model, "converged") == 1);
}

TEST_CASE("the diagnostics have their documented names", "[pc]") {
  const auto model =
      fit("pc_prior", with(chain_options(), {{"pc_scale", "per_layer"}}), sets_of(known, 1));
  std::vector<std::string> names = {"converged"};
  for (const char* candidate : {"transfer", "source", "alone"})
    for (const char* of : {".weight", ".left_out_log_density"})
      names.push_back(std::string(candidate) + of);
  for (const char* candidate : {"transfer", "alone"})
    for (const char* of :
         {".rhat", ".ess_bulk", ".ess_tail", ".divergences", ".e_bfmi", ".step_size"})
      names.push_back(std::string(candidate) + of);
  for (const char* layer : {"layer1", "layer2"})
    for (const char* of : {".mean", ".q05", ".q50", ".q95"})
      names.push_back(std::string("transfer.distance.") + layer + of);
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(has_diagnostic(*model, name));
    CHECK(std::isfinite(diagnostic(*model, name)));
    CHECK(model->content().info.find("\"" + name + "\"") != std::string::npos);
  }
  CHECK(diagnostic(*model, "transfer.distance.layer1.q05") <=
        diagnostic(*model, "transfer.distance.layer1.q95"));
  // One candidate has nothing to be weighed against: no left-out density was made.
  const auto lone = fit("target_only", chain_options(), alone(sets_of(known, 1)));
  CHECK(diagnostic(*lone, "alone.weight") == 1);
  CHECK(std::isnan(diagnostic(*lone, "alone.left_out_log_density")));
}

TEST_CASE("a posterior's quantiles, draws and moments agree", "[pc]") {
  const auto model = fit("pc_prior", chain_options(), sets_of(known, 3));
  const Dataset test = set_of(known, 400, 77);
  const double levels[] = {0.025, 0.25, 0.5, 0.75, 0.975};
  const auto q = model->quantiles(test, levels, 1);
  const auto p = model->predict(test, 1);
  const int64_t count = model->content().posterior.empty() ? 0 : 200;
  const auto f = model->sample(test, count, false, 0, 1),
             y = model->sample(test, count, true, 1, 1);
  double spread_f = 0, spread_y = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    for (std::size_t k = 1; k < 5; ++k) CHECK(q[i * 5 + k] > q[i * 5 + k - 1]);
    const double whole = std::hypot(p.model_sd[i], model->content().noise_sd);
    CHECK(std::abs(q[i * 5 + 2] - p.mean[i]) < 0.5 * whole);
    double mean = 0, square = 0, noisy = 0, noisy_mean = 0;
    for (std::size_t s = 0; s < 200; ++s) {
      mean += f[i * 200 + s] / 200;
      noisy_mean += y[i * 200 + s] / 200;
    }
    for (std::size_t s = 0; s < 200; ++s) {
      square += (f[i * 200 + s] - mean) * (f[i * 200 + s] - mean) / 199;
      noisy += (y[i * 200 + s] - noisy_mean) * (y[i * 200 + s] - noisy_mean) / 199;
    }
    CHECK(mean == Approx(p.mean[i]));
    CHECK(std::sqrt(square) == Approx(p.model_sd[i]));
    spread_f += square / 400;
    spread_y += noisy / 400;
  }
  // Noise adds its variance, averaged over 400 x 200 values.
  const double sd = model->content().noise_sd;
  CHECK(spread_y - spread_f == Approx(sd * sd).epsilon(0.1));
  CHECK(sd == Approx(3 * noise).epsilon(0.35));  // of 30 rows: 2.5 standard errors
  // 400 rows, one target set: what the mean of posterior coverages may be.
  const double covered = model->evaluate(test, "coverage95", 1);
  CHECK(covered > 0.85);
}

TEST_CASE("fixed_prior draws a fixed width around the source", "[pc]") {
  const FitSets s = sets_of(known, 1);
  const Dataset test = test_set(8);
  const auto narrow = fit("fixed_prior", with(chain_options(), {{"fixed_scale", "1e-4"}}), s);
  const auto wide = fit("fixed_prior", with(chain_options(), {{"fixed_scale", "0.5"}}), s);
  CHECK(diagnostic(*narrow, "fixed.weight") == 1);
  // Of no width it is the source with its affine map.
  const auto source = fit("source_only", with(chain_options(), {{"network", "small"}}), s);
  const auto a = narrow->predict(test, 1).mean, b = source->predict(test, 1).mean;
  double apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) apart = std::max(apart, std::abs(a[i] - b[i]));
  CHECK(apart < 0.3);
  double narrow_sd = 0, wide_sd = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    narrow_sd += narrow->predict(test, 1).model_sd[i];
    wide_sd += wide->predict(test, 1).model_sd[i];
  }
  CHECK(wide_sd > 2 * narrow_sd);
}

TEST_CASE("a linear model is drawn exactly, and NUTS agrees", "[pc]") {
  const auto line = [](const double* x, Rng& rng) {
    return 2 + x[0] - 0.5 * x[1] + 0.3 * rng.normal();
  };
  FitSets s;
  s.target = sets::features(25, 3, 21, line);
  s.sources.push_back(sets::features(300, 3, 22, line));
  const Options options = with(chain_options(), {{"hidden", ""},
                                                 {"fallback", "none"},
                                                 {"pc_head", "g_prior"},
                                                 {"samples", "1000"},
                                                 {"draws", "1000"}});
  const auto exact = result_of("target_only", options, alone(s));
  CHECK(exact.converged);
  CHECK_FALSE(has_diagnostic(*exact.model, "alone.rhat"));
  const auto sampled = result_of("target_only", with(options, {{"inference", "nuts"}}), alone(s));
  CHECK(has_diagnostic(*sampled.model, "alone.rhat"));
  const Dataset test = sets::features(50, 3, 23, line);
  const auto a = exact.model->predict(test, 1), b = sampled.model->predict(test, 1);
  for (std::size_t i = 0; i < 50; ++i)  // different vague priors: within the posterior's spread
    CHECK(std::abs(a.mean[i] - b.mean[i]) < a.model_sd[i]);
}

TEST_CASE("small fits have the same bits for any number of threads", "[pc]") {
  for (const char* method : {"pc_prior", "fixed_prior", "target_only", "scratch", "source_only",
                             "finetune", "head_only"}) {
    CAPTURE(method);
    FitSets s = sets_of(known, 4);
    if (std::string(method) == "target_only" || std::string(method) == "scratch") s = alone(s);
    const Options options = with(chain_options(), {{"network", "small"},
                                                   {"members", "2"},
                                                   {"chains", "3"},
                                                   {"adaptation", "40"},
                                                   {"samples", "40"}});
    const auto one = bytes_of(*fit(method, options, s));
    CHECK(bytes_of(*fit(method, options, s)) == one);
    for (const char* threads : {"2", "3"})
      CHECK(bytes_of(*fit(method, with(options, {{"n_threads", threads}}), s)) == one);
    if (std::string(method) != "source_only")
      CHECK(bytes_of(*fit(method, with(options, {{"seed", "1"}}), s)) != one);
  }
}

TEST_CASE("a text that is no list of widths is refused", "[pc]") {
  for (const char* text : {"16,x", "0", "-3", "16;8", ",", "2000", "8,,8"}) {
    CAPTURE(text);
    const Thrown error = thrown_by([&] {
      fit("target_only", with(chain_options(), {{"hidden", text}}), alone(sets_of(known, 1)));
    });
    CHECK(error.status == GRAFT_ERROR_OPTION);
    CHECK(error.says("hidden"));
    CHECK(error.says(std::string("'") + text + "'"));
  }
}

TEST_CASE("combinations that do not go together say so", "[pc]") {
  const auto thrown = [&](const char* method, const std::string& network,
                          const std::string& inference) {
    FitSets s = sets_of(known, 1);
    if (std::string(method) == "target_only") s = alone(s);
    return thrown_by([&] {
      fit(method, with(deep_options(), {{"network", network}, {"inference", inference}}), s);
    });
  };
  for (const auto& [method, network, inference, text] :
       {std::array{"pc_prior", "small", "svi", "inference svi"},
        std::array{"pc_prior", "deep", "nuts", "inference nuts"},
        std::array{"fixed_prior", "deep", "auto", "fixed_prior"},
        std::array{"target_only", "deep", "svi", "target_only"},
        std::array{"gate", "small", "auto", "gate"},
        std::array{"multitask", "small", "auto", "multitask"}}) {
    const Thrown error = thrown(method, network, inference);
    CAPTURE(method, network, inference, error.message);
    CHECK(error.status == GRAFT_ERROR_UNSUPPORTED);
    CHECK(error.says(text));
  }
}
