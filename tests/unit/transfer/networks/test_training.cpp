#include "transfer/networks/training.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/methods/gate.hpp"
#include "transfer/networks/regression.hpp"
#include "transfer/training_sets.hpp"

using namespace graft;
using namespace graft::training_sets;

namespace {

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

TEST_CASE("a member learns from none of the inputs that it holds out") {
  // Inputs of one, two and three rows.
  const Dataset one = sets::features(12, 3, 1, linear);
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < 12; ++i)
    for (int64_t k = 0; k <= i % 3; ++k) rows.push_back(i);
  FitSets s;
  s.target = one.select(rows);
  Options options = sets::small_options();
  options.set_real("valid_fraction", 0.25);
  const FitData data(s, options, false);
  const Network network(data.shape);
  const auto objective = objective_of("scratch", options);
  Executor executor(1);
  for (int64_t member = 0; member < 8; ++member) {
    const auto held = Training(data, network, *objective, options, member, executor).validation();
    std::set<int64_t> inputs;
    for (const int64_t row : held.rows) inputs.insert(rows[std::size_t(row)]);
    int64_t of_these = 0;
    for (const int64_t input : rows) of_these += inputs.contains(input);
    CHECK(int64_t(held.rows.size()) == of_these);
    CHECK(held.rows.size() >= 6);
    CHECK(held.values.size() == held.rows.size());
    CHECK(held.groups.size() == held.rows.size());
  }
}

TEST_CASE("what is stated of repeated rows is what new inputs show") {
  // Values that no input tells, each measured four times without error: a network that had seen
  // three of them would state no noise at all.
  const Dataset one =
      sets::features(40, 3, 1, [](const double*, Rng& rng) { return rng.normal(); });
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < 160; ++i) rows.push_back(i % 40);
  FitSets s;
  s.target = one.select(rows);
  const Options options = fits::with(sets::small_options(), {{"members", "4"},
                                                             {"steps", "600"},
                                                             {"width", "64"},
                                                             {"learning_rate", "0.01"},
                                                             {"valid_fraction", "0.25"},
                                                             {"patience", "0"}});
  const double spread = scaling_of(one.targets()).sd;
  CHECK(fit("scratch", options, s)->content().noise_sd > 0.5 * spread);
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
