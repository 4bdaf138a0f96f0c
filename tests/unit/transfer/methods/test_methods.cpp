// Fits of several stages: their progress, their end before time, and what a checkpoint keeps.
#include <atomic>
#include <cmath>
#include <semaphore>
#include <set>
#include <thread>

#include "base/text.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/fits.hpp"
#include "transfer/methods/methods.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

double known(const double* x) { return std::tanh(x[0] + 0.5 * x[1]) - std::tanh(x[1] - x[2]); }

FitSets sets_for(const std::string& method) {
  const auto set_of = [](int64_t rows, uint64_t seed) {
    return sets::features(rows, 3, seed,
                          [](const double* x, Rng& rng) { return known(x) + 0.1 * rng.normal(); });
  };
  FitSets s;
  s.target = set_of(24, 1);
  if (method != "target_only" && method != "scratch") s.sources.push_back(set_of(100, 2));
  return s;
}

struct Case {
  const char* method;
  Options options;
};

std::vector<Case> cases() {
  const Options deep = with(deep_options(), {{"steps", "60"}, {"epoch_steps", "10"}});
  const Options small =
      with(chain_options(), {{"network", "small"}, {"adaptation", "60"}, {"samples", "60"}});
  std::vector<Case> all;
  for (const char* method : {"pc_prior", "target_only", "finetune", "head_only", "source_only",
                             "multitask", "gate", "distill", "gsp_distill", "scratch"})
    all.push_back({method, deep});
  all.push_back({"gate", with(deep, {{"source_start", "1"}})});
  all.push_back({"pc_prior", with(deep, {{"inference", "svi"}})});
  all.push_back({"pc_prior", with(deep, {{"inference", "sghmc"}})});
  all.push_back({"finetune", with(deep, {{"source_steps", "100"}})});
  all.push_back({"finetune", with(deep, {{"patience", "1"}})});
  for (const char* method : {"pc_prior", "fixed_prior", "target_only", "finetune", "head_only",
                             "source_only", "scratch"})
    all.push_back({method, small});
  all.push_back({"pc_prior", with(small, {{"pc_limit", "0"}})});
  all.push_back({"pc_prior", with(small, {{"pc_limit", "0"}, {"fallback", "none"}})});
  all.push_back({"pc_prior", with(small, {{"hidden", ""}})});
  return all;
}

// Fits until so many steps are done or a few more; how many there are in all.
int64_t stop_at(const Case& c, int64_t steps) {
  Fitter fitter(c.method, c.options);
  fitter.sets = sets_for(c.method);
  int64_t total = 0;
  fitter.progress = [&](const Progress& now) {
    total = now.total;
    return now.done >= steps ? 1 : 0;
  };
  thrown_by([&] { fitter.fit(); });
  return total;
}

constexpr int64_t never = 1000000000;

}  // namespace

TEST_CASE("progress rises to its total and no further", "[stages]") {
  for (const Case& c : cases())
    for (const char* threads : {"1", "2"}) {
      CAPTURE(c.method, c.options.string("network"), c.options.string("inference"),
              c.options.text("pc_limit"), threads);
      Fitter fitter(c.method, with(c.options, {{"n_threads", threads}}));
      fitter.sets = sets_for(c.method);
      const auto thread = std::this_thread::get_id();
      int64_t last = 0;
      bool fine = true;
      fitter.progress = [&](const Progress& now) {
        fine = fine && now.done >= last && now.done <= now.total &&
               std::this_thread::get_id() == thread;
        last = now.done;
        return 0;
      };
      fitter.fit();
      CHECK(fine);
    }
}

TEST_CASE("a fit that is stopped in any stage goes on to the same model", "[stages]") {
  const Folder folder;
  const Options deep =
      with(deep_options(), {{"steps", "60"}, {"epoch_steps", "10"}, {"source_start", "1"}});
  for (const char* method :
       {"pc_prior", "finetune", "source_only", "target_only", "gate", "distill", "gsp_distill"}) {
    CAPTURE(method);
    const auto expected = bytes_of(*fit(method, deep, sets_for(method)));
    Case c{method, with(deep, {{"checkpoint", (folder.path / "state").string()},
                               {"checkpoint_every", "0"}})};
    const int64_t total = stop_at(c, never);
    CHECK(std::filesystem::is_empty(folder.path));  // a complete fit keeps nothing
    CHECK(total >= 120);                            // two members of sixty steps in each stage
    for (const int64_t stop : {int64_t{20}, total / 2, total - 15}) {
      CAPTURE(stop, total);
      stop_at(c, stop);
      CHECK_FALSE(std::filesystem::is_empty(folder.path));
      std::set<int64_t> again;  // done a second time: an epoch of each member that was under way
      Fitter fitter(method, with(c.options, {{"n_threads", "2"}}));
      fitter.sets = sets_for(method);
      fitter.progress = [&](const Progress& now) {
        if (now.done > 0 && now.done < stop - 20) again.insert(now.done);
        return 0;
      };
      CHECK(bytes_of(*fitter.fit().model) == expected);
      CHECK(again.size() <= 2);
      CHECK(std::filesystem::is_empty(folder.path));
    }
    // Stopped twice.
    stop_at(c, 30);
    stop_at(c, 60);
    CHECK(bytes_of(*fit(method, c.options, sets_for(method))) == expected);
    CHECK(std::filesystem::is_empty(folder.path));
  }
}

TEST_CASE("each stage's state belongs to its fit", "[stages]") {
  const Folder folder;
  Case c{"finetune", with(deep_options(), {{"checkpoint", (folder.path / "state").string()},
                                           {"checkpoint_every", "0"}})};
  stop_at(c, 40);
  CHECK(std::filesystem::exists(folder.path / "state.source"));
  const Thrown error = thrown_by([&] {
    fit("finetune", with(c.options, {{"seed", "9"}}), sets_for("finetune"));
  });
  CHECK(error.status == GRAFT_ERROR_DATA);
  CHECK(error.says("state.source"));
  CHECK(std::filesystem::exists(folder.path / "state.source"));
}

TEST_CASE("a state goes on under other values of options that its method does not read",
          "[stages]") {
  const Folder folder;
  Case c{"finetune", with(deep_options(), {{"steps", "60"},
                                           {"epoch_steps", "10"},
                                           {"checkpoint", (folder.path / "state").string()},
                                           {"checkpoint_every", "0"}})};
  const auto weights_of = [](const Model& model) { return model.content().members; };
  const auto members = weights_of(*fit("finetune", c.options, sets_for("finetune")));
  // max_depth is of chains, radius of kernels, pc_tail of posteriors.
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{
           {"max_depth", "3"}, {"radius", "1"}, {"pc_tail", "0.2"}, {"autoencoder_weight", "3"}}) {
    CAPTURE(key);
    REQUIRE_FALSE(reads(method_of("finetune"), c.options, key));
    stop_at(c, 40);
    REQUIRE(std::filesystem::exists(folder.path / "state.source"));
    CHECK(weights_of(*fit("finetune", with(c.options, {{key, value}}), sets_for("finetune"))) ==
          members);
  }
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{
           {"learning_rate", "0.02"}, {"layer_decay", "0.5"}, {"members", "3"}}) {
    CAPTURE(key);
    REQUIRE(reads(method_of("finetune"), c.options, key));
    stop_at(c, 40);
    const Options other = with(c.options, {{key, value}});
    CHECK(thrown_by([&] {
            fit("finetune", other, sets_for("finetune"));
          }).says("belongs to a fit with other data or options"));
    std::filesystem::remove(folder.path / "state.source");
    std::filesystem::remove(folder.path / "state");
  }
}

TEST_CASE("chains end at the time limit, with a model or without", "[stages]") {
  const Options endless = with(chain_options(), {{"network", "small"},
                                                 {"adaptation", "1000000"},
                                                 {"samples", "100000"},
                                                 {"time_limit", "0.3"}});
  for (const char* method : {"pc_prior", "target_only", "fixed_prior"}) {
    CAPTURE(method);
    const Thrown error = thrown_by([&] { fit(method, endless, sets_for(method)); });
    CHECK(error.status == GRAFT_STOPPED);
    CHECK(error.says("time_limit"));
  }
  // Adapted within the limit, however slow the machine: the draws so far.
  std::shared_ptr<const Model> model;
  for (double limit = 0.25; !model; limit *= 2) {
    const Options limited =
        with(endless, {{"adaptation", "50"}, {"time_limit", format_number(limit)}});
    const Thrown error =
        thrown_by([&] { model = fit("target_only", limited, sets_for("target_only")); });
    REQUIRE((model || error.status == GRAFT_STOPPED));
  }
  CHECK(model->content().info.find("\"ended\": \"time_limit\"") != std::string::npos);
  CHECK(std::isfinite(model->content().noise_sd));
}

TEST_CASE("chains can be cancelled from another thread and aborted from the callback", "[stages]") {
  const Options endless = with(
      chain_options(), {{"network", "small"}, {"adaptation", "1000000"}, {"samples", "100000"}});
  for (const char* threads : {"1", "2"}) {
    Fitter fitter("pc_prior", with(endless, {{"n_threads", threads}}));
    fitter.sets = sets_for("pc_prior");
    std::binary_semaphore running(0);
    int calls = 0;
    fitter.progress = [&](const Progress&) {
      if (++calls == 1) running.release();
      return 0;
    };
    std::thread other([&] {
      running.acquire();
      fitter.cancel();
    });
    const Thrown error = thrown_by([&] { fitter.fit(); });
    other.join();
    CHECK(error.status == GRAFT_STOPPED);

    fitter.progress = [](const Progress&) { return -7; };
    int32_t aborted = 0;
    try {
      fitter.fit();
    } catch (const Aborted& a) {
      aborted = a.status;
    }
    CHECK(aborted == -7);
  }
}

TEST_CASE("the info names the source and its rows", "[stages]") {
  for (const Case& c : cases()) {
    const std::string name = c.method;
    if (name == "target_only" || name == "scratch") continue;
    FitSets s = sets_for(name);
    s.sources[0].set_property("gap", "eV");
    const auto model = fit(name, c.options, s);
    CAPTURE(name, model->content().info);
    CHECK(model->content().info.find("\"rows\": 100") != std::string::npos);
    CHECK(model->content().info.find("\"gap\"") != std::string::npos);
  }
}
