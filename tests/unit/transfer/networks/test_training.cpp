#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <semaphore>
#include <set>
#include <thread>

#include "base/file.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/format.hpp"
#include "model/scores.hpp"
#include "transfer/fitter.hpp"
#include "transfer/methods/gate.hpp"
#include "transfer/networks/regression.hpp"
#include "transfer/networks/training.hpp"
#include "transfer/sets.hpp"

using namespace graft;

namespace {

double linear(const double* x, Rng&) { return 3 + 2 * x[0] - x[1] + 0.5 * x[2]; }

FitSets feature_sets() {
  FitSets s;
  s.target = sets::features(30, 3, 1, linear);
  s.sources.push_back(sets::features(80, 3, 2, [](const double* x, Rng&) { return x[0] - x[1]; }));
  s.sources.push_back(sets::features(50, 3, 3, [](const double* x, Rng&) { return x[0] * x[2]; }));
  s.unlabelled = sets::features(25, 3, 4, linear);
  return s;
}

FitSets graph_sets() {
  FitSets s;
  s.target = sets::graphs(25, 1);
  s.sources.push_back(sets::graphs(60, 2));
  return s;
}

std::shared_ptr<const Model> fit(const std::string& method, const Options& options, FitSets s) {
  Fitter fitter(method, options);
  if (method == "scratch") s.sources.clear();
  fitter.sets = std::move(s);
  return fitter.fit().model;
}

double rmse(const Model& model, const Dataset& test) {
  return score("rmse", test.targets(), model.predict(test, 1).mean, {});
}

std::unique_ptr<Objective> objective_of(const std::string& name, const Options& options) {
  if (name == "gate") return std::make_unique<Gate>(gate_settings(options));
  return std::make_unique<Regression>(false);
}

// A member's training on its own, one epoch after the other.
struct Member {
  FitData data;
  Network network;
  std::unique_ptr<Objective> objective;
  Options options;
  std::atomic<bool> cancelled{false};

  Member(const FitSets& s, const Options& o, const std::string& name = "gate")
      : data(s, o, name == "gate"),
        network(data.shape),
        objective(objective_of(name, o)),
        options(o) {}

  // Trains from `state`, or from the start; keeps the bytes of every epoch's state.
  MemberState train(int threads, std::vector<std::vector<uint8_t>>& epochs,
                    std::optional<MemberState> state = {}) {
    Executor executor(threads);
    Training training(data, network, *objective, options, 2, executor);
    if (!state) state = training.start();
    FitControl control({}, 0, cancelled);
    training.run(
        *state, control,
        [&](const MemberState& s) {
          ByteWriter to;
          s.write(to);
          epochs.push_back(to.bytes());
        },
        [] { return true; });
    return *state;
  }
  MemberPlan plan() const {
    return {.member = 2,
            .parameters = network.layout().size(),
            .steps = options.integer("steps"),
            .epoch_steps = options.integer("epoch_steps"),
            .terms = objective->terms()};
  }
};

void check_same(const MemberState& a, const MemberState& b) {
  CHECK(a.values == b.values);
  CHECK(a.average == b.average);
  CHECK(a.best == b.best);
  CHECK(a.adam.first == b.adam.first);
  CHECK(a.adam.second == b.adam.second);
  CHECK(a.adam.step == b.adam.step);
  CHECK(a.step == b.step);
  CHECK(a.best_rmse == b.best_rmse);
  CHECK(a.best_epoch == b.best_epoch);
  REQUIRE(a.history.size() == b.history.size());
  for (std::size_t i = 0; i < a.history.size(); ++i) {
    auto x = a.history[i].values(), y = b.history[i].values();
    x[3] = y[3] = 0;  // seconds
    CHECK(x == y);
  }
}

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "graft-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("training that goes on from a saved state is the training that was never stopped") {
  const bool graphs = GENERATE(false, true);
  CAPTURE(graphs);
  Member member(graphs ? graph_sets() : feature_sets(), sets::small_options());
  std::vector<std::vector<uint8_t>> epochs, more;
  const MemberState whole = member.train(1, epochs);
  REQUIRE(epochs.size() == 6);
  CHECK(whole.finished);
  for (const std::size_t epoch : {0, 3}) {
    ByteReader from(epochs[epoch], "state");
    MemberState saved = MemberState::read(from, member.plan(), "state");
    from.expect_end();
    CHECK(saved.step == int64_t(10 * (epoch + 1)));
    more.clear();
    check_same(member.train(2, more, std::move(saved)), whole);
    CHECK(more.size() == 5 - epoch);
  }
}

TEST_CASE("a saved state that is cut short is refused") {
  Member member(feature_sets(), sets::small_options());
  std::vector<std::vector<uint8_t>> epochs;
  member.train(1, epochs);
  const auto& bytes = epochs.back();
  for (std::size_t length = 0; length < bytes.size(); length += 97) {
    ByteReader from({bytes.data(), length}, "state");
    CHECK(thrown_by([&] { MemberState::read(from, member.plan(), "state"); }).status ==
          GRAFT_ERROR_FORMAT);
  }
  ByteReader from(bytes, "state");
  MemberPlan other = member.plan();
  other.parameters = 7;
  CHECK(thrown_by([&] { MemberState::read(from, other, "state"); }).status == GRAFT_ERROR_FORMAT);
}

TEST_CASE("a model has the same bits for any number of threads") {
  const bool graphs = GENERATE(false, true);
  const int members = GENERATE(1, 3);
  const std::string method = GENERATE("scratch", "gate");
  CAPTURE(graphs, members, method);
  std::vector<uint8_t> one;
  for (const int threads : {1, 2, 3}) {
    Options options = sets::small_options();
    options.set_integer("n_threads", threads);
    options.set_integer("members", members);
    options.set_integer("steps", 30);
    options.set_integer("width", 70);
    const auto model = fit(method, options, graphs ? graph_sets() : feature_sets());
    const auto bytes = write_model(model->content());
    if (threads == 1) one = bytes;
    CHECK(bytes == one);
    const Dataset test = graphs ? sets::graphs(300, 9) : sets::features(300, 3, 9, linear);
    const auto y = model->predict(test, 1).mean;
    CHECK(model->predict(test, threads).mean == y);
    const int64_t alone[] = {271};
    CHECK(model->predict(test.select(alone), threads).mean[0] == y[271]);
  }
}

TEST_CASE("another seed gives another model, the same seed the same") {
  Options options = sets::small_options();
  const auto a = write_model(fit("gate", options, feature_sets())->content());
  CHECK(write_model(fit("gate", options, feature_sets())->content()) == a);
  options.set_integer("seed", 1);
  CHECK(write_model(fit("gate", options, feature_sets())->content()) != a);
}

TEST_CASE("a linear property is learnt") {
  Options options = sets::small_options();
  options.set_integer("steps", 800);
  options.set_integer("width", 32);
  options.set_real("learning_rate", 0.01);
  FitSets s;
  s.target = sets::features(200, 3, 1, linear);
  const auto model = fit("scratch", options, s);
  const Dataset test = sets::features(100, 3, 8, linear);
  const double spread = std::sqrt(4 + 1 + 0.25);
  CHECK(rmse(*model, test) < 0.06 * spread);
}

TEST_CASE("a related source makes up for scarce rows") {
  const auto g = [](const double* x) { return std::tanh(x[0] + 0.5 * x[1]) + 0.6 * x[2] * x[3]; };
  double scratch = 0, gate = 0;
  for (int seed = 0; seed < 4; ++seed) {
    Options options = sets::small_options();
    options.set_integer("seed", seed);
    options.set_integer("steps", 500);
    options.set_integer("width", 48);
    options.set_real("learning_rate", 0.005);
    FitSets s;
    const uint64_t stream = uint64_t(seed) * 10;
    s.target = sets::features(20, 6, stream + 1,
                              [&](const double* x, Rng&) { return 5 - 2 * g(x) + 0.2 * x[4]; });
    s.sources.push_back(
        sets::features(400, 6, stream + 2, [&](const double* x, Rng&) { return g(x); }));
    const Dataset test = sets::features(
        200, 6, stream + 3, [&](const double* x, Rng&) { return 5 - 2 * g(x) + 0.2 * x[4]; });
    scratch += rmse(*fit("scratch", options, s), test) / 4;
    gate += rmse(*fit("gate", options, s), test) / 4;
  }
  CAPTURE(scratch, gate);
  CHECK(gate < 0.75 * scratch);
}

TEST_CASE("every column of GATE's history is a finite number") {
  for (const bool graphs : {false, true}) {
    Fitter fitter("gate", sets::small_options());
    fitter.sets = graphs ? graph_sets() : feature_sets();
    fitter.fit();
    REQUIRE(fitter.history().size() == 6);
    for (const HistoryRow& row : fitter.history()) {
      const auto values = row.values();
      const auto columns = columns_of(fitter.history());
      REQUIRE(values_in(columns, row) == values);
      for (std::size_t c = 0; c < values.size(); ++c) {
        CAPTURE(columns[c]);
        CHECK(std::isfinite(values[c]));
      }
      CHECK(HistoryRow::from_values(values, row.train.names).values() == values);
      CHECK(row.jacobian_condition >= 1);
    }
    CHECK(fitter.history()[5].step == 60);
    CHECK(fitter.history()[5].epoch == 6);
    CHECK(fitter.history()[5].train.total < fitter.history()[0].train.total);
  }
}

TEST_CASE("validation rows of the user's are taken instead of a part of the target") {
  FitSets s = feature_sets();
  s.validation = sets::features(7, 3, 6, linear);
  const Options options = sets::small_options();
  const FitData data(s, options, true);
  const Network network(data.shape);
  const auto objective = objective_of("gate", options);
  Executor executor(1);
  CHECK(Training(data, network, *objective, options, 0, executor).validation().rows ==
        data.validation.rows);
  CHECK(data.validation.rows.size() == 7);
}

TEST_CASE("without validation rows the last state is kept") {
  Options options = sets::small_options();
  options.set_real("valid_fraction", 0);
  options.set_real("averaging", 0);
  Member member(feature_sets(), options);
  std::vector<std::vector<uint8_t>> epochs;
  const MemberState state = member.train(1, epochs);
  CHECK(state.best == state.values);
  CHECK(state.best_epoch == 6);
  CHECK(std::isnan(fit("gate", options, feature_sets())->content().noise_sd));
}

TEST_CASE("patience ends a training that no longer improves") {
  Options options = sets::small_options();
  options.set_integer("steps", 100000);
  options.set_integer("patience", 3);
  options.set_real("learning_rate", 0.01);
  FitSets s;
  s.target = sets::features(30, 3, 1, [](const double*, Rng& rng) { return rng.normal(); });
  Fitter fitter("scratch", options);
  fitter.sets = s;
  fitter.fit();
  const auto& history = fitter.history();
  REQUIRE(history.size() < 2000);
  const auto best =
      std::min_element(history.begin(), history.end(),
                       [](const auto& a, const auto& b) { return a.valid_rmse < b.valid_rmse; });
  CHECK(history.end() - best == 4);
}

TEST_CASE("the noise that a model states is that of the data") {
  Options options = sets::small_options();
  options.set_integer("members", 5);
  options.set_real("valid_fraction", 0.2);
  options.set_integer("steps", 400);
  options.set_real("learning_rate", 0.005);
  for (const double noise : {0.2, 1.0}) {
    FitSets s;
    s.target = sets::features(400, 3, 1, [&](const double* x, Rng& rng) {
      return linear(x, rng) + noise * rng.normal();
    });
    const double stated = fit("scratch", options, s)->content().noise_sd;
    CAPTURE(noise, stated);
    CHECK(std::abs(stated / noise - 1) < 0.2);
  }
}

TEST_CASE("a fit ends at its time limit with the best so far") {
  Options options = sets::small_options();
  options.set_integer("steps", 1000000000);
  options.set_integer("epoch_steps", 5);
  for (const int members : {1, 2}) {
    options.set_integer("members", members);
    options.set_integer("n_threads", members);
    // Steps for days, and an epoch within the limit, however slow the machine.
    std::shared_ptr<const Model> model;
    for (double limit = 0.1; !model; limit *= 2) {
      options.set_real("time_limit", limit);
      const Thrown error = thrown_by([&] { model = fit("gate", options, feature_sets()); });
      REQUIRE((model || error.status == GRAFT_STOPPED));
    }
    CHECK(model->content().info.find("\"ended\": \"time_limit\"") != std::string::npos);
  }
  options.set_real("time_limit", 0.1);
  options.set_integer("epoch_steps", 1000000000);  // no epoch is ever over
  CHECK(thrown_by([&] { fit("gate", options, feature_sets()); }).status == GRAFT_STOPPED);
}

TEST_CASE("a fit can be cancelled from another thread") {
  Options options = sets::small_options();
  options.set_integer("steps", 1000000000);
  Fitter fitter("gate", options);
  fitter.sets = feature_sets();
  std::binary_semaphore running(0);
  int calls = 0;
  fitter.progress = [&](const Progress& now) {
    if (std::isfinite(now.valid_rmse) && ++calls == 1) running.release();  // an epoch is over
    return 0;
  };
  std::thread other([&] {
    running.acquire();
    fitter.cancel();
  });
  std::string info;
  const graft_status status = thrown_by([&] { info = fitter.fit().model->content().info; }).status;
  other.join();
  CHECK(status == GRAFT_OK);
  CHECK(info.find("\"ended\": \"cancelled\"") != std::string::npos);
}

TEST_CASE("the progress callback stops a fit, or aborts it with its own status") {
  Fitter fitter("gate", sets::small_options());
  fitter.sets = feature_sets();
  int64_t done = 0;
  fitter.progress = [&](const Progress& now) {
    CHECK(now.total == 60);
    CHECK(done < 20);  // not called again
    done = now.done;
    return done >= 20 ? 1 : 0;
  };
  CHECK(fitter.fit().model->content().members.size() == 1);
  CHECK(done >= 20);
  CHECK(done < 60);
  fitter.progress = [](const Progress&) { return -42; };
  int32_t aborted = 0;
  try {
    fitter.fit();
  } catch (const Aborted& a) {
    aborted = a.status;
  }
  CHECK(aborted == -42);
}

TEST_CASE("a stopped fit is taken up from its checkpoint and gives the same model") {
  const Folder folder;
  const std::string path = (folder.path / "state").string();
  Options options = sets::small_options();
  const auto expected = write_model(fit("gate", options, feature_sets())->content());
  options.set_string("checkpoint", path);
  options.set_real("checkpoint_every", 0);
  const auto stop = [&] {
    Fitter fitter("gate", options);
    fitter.sets = feature_sets();
    fitter.progress = [](const Progress& now) { return now.done >= 30 ? 1 : 0; };
    fitter.fit();
  };
  stop();
  REQUIRE(std::filesystem::exists(path));
  const auto state = read_file(path);
  options.set_integer("n_threads", 2);  // changes nothing in the result
  CHECK(write_model(fit("gate", options, feature_sets())->content()) == expected);
  CHECK_FALSE(std::filesystem::exists(path));

  // Another fit's state, and a damaged one.
  write_file(path, state);
  Options other = options;
  other.set_integer("latent", 9);
  CHECK(thrown_by([&] { fit("gate", other, feature_sets()); }).status == GRAFT_ERROR_DATA);
  FitSets moved = feature_sets();
  auto targets = moved.target->targets();
  targets[3] += 1e-9;
  moved.target->set_targets(targets);
  CHECK(thrown_by([&] { fit("gate", options, moved); }).status == GRAFT_ERROR_DATA);
  auto damaged = state;
  damaged[damaged.size() / 2] ^= 1;
  write_file(path, damaged);
  CHECK(thrown_by([&] { fit("gate", options, feature_sets()); }).status == GRAFT_ERROR_FORMAT);
}

TEST_CASE("training that diverges is an error") {
  Options options = sets::small_options();
  options.set_integer("depth", 12);
  options.set_integer("width", 64);
  options.set_integer("steps", 400);
  options.set_real("learning_rate", 1);
  options.set_real("warmup", 0);
  options.set_real("clip", 0);
  for (const int members : {1, 2}) {  // on the fitting thread, and on others
    options.set_integer("members", members);
    options.set_integer("n_threads", members);
    const Thrown error = thrown_by([&] { fit("gate", options, feature_sets()); });
    CHECK(error.status == GRAFT_ERROR_NUMERIC);
    CHECK(error.says("diverged"));
  }
}
