// Every option has an effect on a fit that reads it, and none on a fit that does not. What the
// effect is, the tests of each method say; test_option_meanings.cpp those of the rest.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "catch.hpp"
#include "transfer/fits.hpp"
#include "transfer/methods/methods.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

// A fit that reads `key`: its outcome with `one` differs from that with `other`.
struct Effect {
  const char *key, *one, *other, *method;
  Values under;
};

const Values small_chains{{"network", "small"}}, one_chain{{"network", "small"}, {"chains", "1"}};
const Values restless{{"learning_rate", "0.1"}, {"averaging", "0"}};  // epochs that get worse again

const std::vector<Effect> effects = {
    {"seed", "1", "2", "scratch", {}},
    {"depth", "1", "2", "scratch", {}},
    {"width", "8", "12", "scratch", {}},
    {"activation", "relu", "tanh", "scratch", {}},
    {"pooling", "mean", "sum", "scratch", {}},
    {"encoder_width", "8", "12", "scratch", {}},
    {"latent", "6", "8", "scratch", {}},
    {"members", "1", "2", "scratch", {}},
    {"steps", "40", "50", "scratch", {}},
    {"epoch_steps", "10", "40", "scratch", restless},
    {"batch", "8", "16", "scratch", {}},
    {"source_batch", "8", "16", "gate", {}},
    {"unlabelled_batch", "0", "8", "gate", {}},
    {"learning_rate", "0.01", "0.005", "scratch", {}},
    {"warmup", "0.05", "0.5", "scratch", {}},
    {"final_rate", "0.01", "1", "scratch", {}},
    {"weight_decay", "0", "0.5", "scratch", {}},
    {"clip", "1", "0.001", "scratch", {}},
    {"averaging", "0", "0.9", "scratch", {}},
    {"valid_fraction", "0.1", "0.4", "scratch", {}},
    {"overshoot", "0", "10", "scratch", {}},
    {"patience",
     "0",
     "1",
     "scratch",
     {{"learning_rate", "0.1"}, {"steps", "200"}, {"epoch_steps", "2"}}},
    {"source_steps", "10", "40", "finetune", {}},
    {"source_members", "1", "2", "source_only", {}},
    {"alignment", "affine", "none", "source_only", {}},
    {"layer_decay", "1", "0.1", "finetune", {}},
    {"unfreeze", "0", "0.9", "finetune", {}},
    {"distill_weight", "0", "1", "distill", {}},
    {"candidates", "ridge", "gaussian_process", "select", {}},
    {"select_folds", "3", "5", "select", {{"candidates", "ridge"}}},
    {"network", "deep", "small", "scratch", {}},
    {"hidden", "4", "6", "scratch", {{"network", "small"}}},
    {"inference", "exact", "svi", "pc_prior", {}},
    {"head", "network", "pc_prior", "gate", {}},
    {"pc_limit", "3", "0.1", "pc_prior", {}},
    {"pc_tail", "0.05", "0.5", "pc_prior", {}},
    {"pc_hyperprior", "0", "2", "pc_prior", {}},
    {"pc_scale", "global", "per_layer", "pc_prior", small_chains},
    {"pc_head", "isotropic", "g_prior", "pc_prior", {}},
    {"fixed_scale", "0.5", "0.1", "fixed_prior", small_chains},
    {"fallback", "mixture", "none", "pc_prior", {}},
    {"draws", "50", "60", "pc_prior", {}},
    {"chains", "1", "2", "target_only", one_chain},
    {"adaptation", "30", "40", "target_only", one_chain},
    {"samples", "30", "40", "target_only", one_chain},
    {"max_depth", "2", "5", "target_only", one_chain},
    {"target_accept", "0.7", "0.95", "target_only", one_chain},
    {"radius", "0", "2", "ridge", {}},
    {"kernel", "linear", "matern52", "gaussian_process", {}},
    {"autoencoder_weight", "0", "1", "gate", {}},
    {"consistency_weight", "0", "1", "gate", {}},
    {"mapping_weight", "0.1", "1", "gate", {}},
    {"distance_weight", "0", "1", "gate", {}},
    {"perturbations", "1", "4", "gate", {}},
    {"perturbation_size", "0.05", "0.5", "gate", {}},
    {"routes", "own", "all", "gate", {}},
    {"source_fade", "0", "1", "gate", {}},
    {"source_start", "0", "1", "gate", {}},
    {"tied_start", "0", "1", "gate", {}},
};

// These shall leave a fit's outcome alone: how it is run, where it is kept, what a data set takes.
// Their tests are those of training, checkpoints and data sets.
const std::set<std::string> of_no_outcome = {"n_threads", "strict", "time_limit", "checkpoint",
                                             "checkpoint_every"};

Options base() {
  return with(sets::small_options(), {{"network", "deep"},
                                      {"steps", "40"},
                                      {"learning_rate", "0.01"},
                                      {"members", "2"},
                                      {"valid_fraction", "0.2"},
                                      {"hidden", "4"},
                                      {"draws", "60"},
                                      {"chains", "2"},
                                      {"adaptation", "30"},
                                      {"samples", "30"},
                                      {"max_depth", "4"},
                                      {"candidates", "ridge"}});
}

// Molecules where the option is about graphs, vectors else.
bool wants_graphs(const std::string& key) { return key == "pooling" || key == "radius"; }

Dataset rows_of(bool graphs, int64_t rows, uint64_t seed) {
  if (graphs) return sets::graphs(rows, seed);
  return sets::features(rows, 3, seed, [](const double* x, Rng& rng) {
    return std::sin(x[0]) + x[1] * x[2] + 0.1 * rng.normal();
  });
}

FitSets sets_of(const MethodInfo& method, bool graphs) {
  FitSets s;
  s.target = rows_of(graphs, 40, 1);
  if (method.takes_source()) s.sources.push_back(rows_of(graphs, 80, 2));
  if (std::string(method.name) == "gate") s.unlabelled = rows_of(graphs, 20, 3);
  return s;
}

// What a fit tells: predictions near the data and far away, and all that it measured of itself.
std::vector<double> outcome(const MethodInfo& method, const Options& options, bool graphs) {
  const auto model = fit(method.name, options, sets_of(method, graphs));
  const Dataset near = rows_of(graphs, 20, 4);
  std::vector<double> all = model->predict(near, 1).mean;
  const auto append = [&](const std::vector<double>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  append(model->quantiles(near, std::vector<double>{0.1, 0.8}, 1));
  if (!graphs) {
    const std::vector<double> far(15, 30.0);
    append(model->predict(dataset_from_features({far.data(), 5, 3, 3, 1}, {}, true), 1).model_sd);
  }
  all.push_back(model->content().noise_sd);
  for (const Diagnostic& d : model->content().diagnostics) all.push_back(d.value);
  return all;
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

}  // namespace

TEST_CASE("every option is in the list of effects, or of those that leave an outcome alone",
          "[options]") {
  std::set<std::string> known = of_no_outcome, keys;
  for (const Effect& e : effects) CHECK(known.insert(e.key).second);
  for (const OptionSpec& spec : option_table()) keys.insert(spec.key);
  for (const std::string& key : keys) {
    INFO("the option " << key << " needs a line here and a test of what it does");
    CHECK(known.contains(key));
  }
  for (const std::string& key : known) CHECK(keys.contains(key));
}

TEST_CASE("every option changes the outcome of a fit that reads it", "[options]") {
  for (const Effect& e : effects) {
    const MethodInfo& method = method_of(e.method);
    const Options one = with(with(base(), e.under), {{e.key, e.one}});
    const Options other = with(with(base(), e.under), {{e.key, e.other}});
    CAPTURE(e.key, e.method);
    CHECK(reads(method, one, e.key));
    const bool graphs = wants_graphs(e.key);
    CHECK_FALSE(same(outcome(method, one, graphs), outcome(method, other, graphs)));
  }
}

TEST_CASE(
    "an option that is set is told of when the method does not read it, at its default, too") {
  Options options;
  CHECK(unread_keys(method_of("ridge"), options).empty());
  options.set_integer("steps", options.integer("steps"));
  options.set_integer("radius", 3);
  options.set_integer("strict", 0);  // of data sets
  CHECK(unread_keys(method_of("ridge"), options) == std::vector<std::string>{"steps"});
  CHECK(unread_keys(method_of("stacked"), options).empty());
  options.set_string("candidates", "ridge");
  CHECK(unread_keys(method_of("select"), options) == std::vector<std::string>{"steps"});
}

TEST_CASE("options that a method does not read leave its fits as they are", "[options]") {
  for (const MethodInfo* method : method_table()) {
    Options others = base();
    for (const Effect& e : effects)
      if (!reads(*method, base(), e.key))
        others.set_text(e.key, base().text(e.key) == e.other ? e.one : e.other);
    const Options small = with(base(), {{"network", "small"}});
    const bool only_small = std::string(method->name) == "fixed_prior";
    CAPTURE(method->name);
    if (only_small) others.set_text("network", "small");
    const auto expected = outcome(*method, only_small ? small : base(), false);
    const bool all_same = same(outcome(*method, others, false), expected);
    CHECK(all_same);
    for (const Effect& e : effects) {  // which one it is
      if (all_same || reads(*method, base(), e.key)) continue;
      const Options one = with(only_small ? small : base(), {{e.key, others.text(e.key)}});
      CAPTURE(e.key);
      CHECK(same(outcome(*method, one, false), expected));
    }
  }
}

TEST_CASE("how a fit is run leaves its outcome alone", "[options]") {
  const Folder folder;
  for (const char* name : {"scratch", "gate", "pc_prior", "stacked"}) {
    const MethodInfo& method = method_of(name);
    const auto expected = outcome(method, base(), false);
    CAPTURE(name);
    for (const auto& [key, value] : Values{{"n_threads", "3"},
                                           {"strict", "0"},
                                           {"time_limit", "1e8"},
                                           {"checkpoint", (folder.path / "state").string()},
                                           {"checkpoint_every", "0"}})
      CHECK(same(outcome(method, with(base(), {{key, value}}), false), expected));
  }
}
