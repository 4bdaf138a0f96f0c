// GATE that begins with what its losses gave on the sources alone.
#include <cmath>

#include "base/thrown.hpp"
#include "transfer/fits.hpp"
#include "transfer/gate_problem.hpp"
#include "transfer/methods/gate.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/networks/source.hpp"

using namespace graft;
using namespace graft::fits;
using graft::gate_tests::Problem;
namespace ref = graft::reference;
using ref::Mat;

namespace {

double known(const double* x) { return std::tanh(x[0] + 0.5 * x[1]) - std::tanh(x[1] - x[2]); }

Dataset set_of(int64_t rows, uint64_t seed, double offset, double slope) {
  return sets::features(rows, 3, seed,
                        [=](const double* x, Rng&) { return offset + slope * known(x); });
}

FitSets sets_with(int sources) {
  FitSets s;
  s.target = set_of(24, 1, 5, 2);
  for (int i = 0; i < sources; ++i) s.sources.push_back(set_of(200 - 50 * i, 2 + i, -1, 3 - 2 * i));
  return s;
}

Options learning() {
  return with(deep_options(),
              {{"members", "1"}, {"source_start", "1"}, {"routes", "own"}, {"overshoot", "1e9"}});
}

// What a task makes of the batch: its frame u and its value.
std::vector<float> outputs(const Network& network, Floats values, const Mat& x, int64_t t) {
  Executor executor(1);
  Tape tape(executor);
  tape.reset(false);
  BoundParameters p;
  p.bind(tape, network.layout(), values.data(), nullptr);
  const Matrix features = executor.arena.matrix(x.rows, x.cols);
  std::copy(x.x.begin(), x.x.end(), features.data);
  const InputBatch batch{.graphs = nullptr, .features = features};
  const Matrix u =
      tape.value(network.apply(tape, p, network.task(t).phi, network.latent(tape, p, batch, t)));
  const Matrix y = tape.value(network.predict(tape, p, batch, t));
  std::vector<float> all(u.data, u.data + u.size());
  all.insert(all.end(), y.data, y.data + y.rows);
  return all;
}

// Values in standard units of the model's target.
std::vector<double> standardised(const Model& model, const Dataset& rows) {
  auto y = model.predict(rows, 1).mean;
  for (double& v : y) v = model.content().targets[0].scale(v);
  return y;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double square = 0;
  for (std::size_t i = 0; i < a.size(); ++i) square += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(square / double(a.size()));
}

}  // namespace

TEST_CASE("the target and the first source begin as the source stage's first task",
          "[source_start]") {
  const std::size_t sources = GENERATE(1, 2, 3);
  CAPTURE(sources);
  const auto shape = gate_tests::shape_for;
  const Network from(shape(sources, InputKind::features)),
      to(shape(sources + 1, InputKind::features));
  const Floats learned = ref::random_values(from, 3);
  Floats values = ref::random_values(to, 4);
  const Mat x = ref::random(9, 4, 5);
  CHECK(outputs(to, values, x, 0) != outputs(from, learned, x, 0));
  to.adopt(values, from, learned);
  CHECK(outputs(to, values, x, 0) == outputs(from, learned, x, 0));
  for (std::size_t s = 0; s < sources; ++s)
    CHECK(outputs(to, values, x, int64_t(s) + 1) == outputs(from, learned, x, int64_t(s)));
}

TEST_CASE("at the start one source and its target have one frame and one metric",
          "[source_start]") {
  const auto input = GENERATE(InputKind::features, InputKind::graphs);
  CAPTURE(int(input));
  Problem problem({7, 9}, 4, input);
  const Network source(gate_tests::shape_for(1, input));
  CHECK(problem.losses(gate_tests::settings, Rng(1, 1))["consistency"] > 0.01);
  problem.network.adopt(problem.values, source, ref::random_values(source, 3));
  const Losses l = problem.losses(gate_tests::settings, Rng(1, 1));
  CHECK(l["consistency"] == 0);
  CHECK(l["distance"] == 0);
  CHECK(l["regression"] > 0);
}

TEST_CASE("without learning on, the target is the source's standardised value", "[source_start]") {
  const int count = GENERATE(1, 2);
  CAPTURE(count);
  const Options options = learning(), still = with(options, {{"learning_rate", "1e-9"}});
  const FitSets s = sets_with(count);
  FitSets of_sources;
  of_sources.target = s.sources[0];
  of_sources.sources.assign(s.sources.begin() + 1, s.sources.end());
  const std::atomic<bool> cancelled{false};
  FitControl control({}, 0, cancelled);
  std::vector<HistoryRow> history;
  FitJob job{"gate", s, options, control, {}, history, {}};
  const Gate objective(gate_settings(options));
  const ModelContent source = fit_sources(job, of_sources, objective);
  EnsembleSetup setup{objective};
  setup.base = &source;
  setup.starts_from_base = true;
  Ensemble ensemble(job, s, still, setup);
  ensemble.train();
  const Model before(source), after(ensemble.content());

  const Dataset test = set_of(100, 9, -1, 3);
  CHECK(distance(standardised(after, test), standardised(before, test)) < 1e-4);
  const Scaling spread = scaling_of(test.targets());
  CHECK(rmse(before, test) < 0.3 * spread.sd);  // and it had learned something
}

TEST_CASE("source_start hands the source's knowledge to the target's first step",
          "[source_start]") {
  const Options one_step =
      with(learning(), {{"steps", "1"}, {"source_steps", "300"}, {"epoch_steps", "1"}});
  const Dataset test = set_of(100, 9, 5, 2);
  const double spread = scaling_of(test.targets()).sd;
  const auto error = [&](const char* start) {
    return rmse(*fit("gate", with(one_step, {{"source_start", start}}), sets_with(1)), test);
  };
  CHECK(error("1") < 0.5 * spread);
  CHECK(error("0") > 0.8 * spread);
}

TEST_CASE("with source_start 0 the networks begin from initial weights and have one stage",
          "[source_start]") {
  const Options options = with(learning(), {{"source_start", "0"}});
  const FitSets s = sets_with(2);
  Fitter fitter("gate", options);
  fitter.sets = s;
  const auto model = fitter.fit().model;
  CHECK(fitter.history().size() == 15);  // epochs of 20 steps

  const FitData data(s, options, true);
  const Network network(data.shape);
  const Gate objective(gate_settings(options));
  Executor executor(1);
  Training training(data, network, objective, options, 0, executor);
  MemberState state = training.start();
  const std::atomic<bool> cancelled{false};
  FitControl control({}, 0, cancelled);
  training.run(
      state, control, [](const MemberState&) {}, [] { return true; });
  CHECK(model->content().members[0] == state.best);

  Fitter two("gate", with(options, {{"source_start", "1"}, {"source_steps", "100"}}));
  two.sets = s;
  two.fit();
  CHECK(two.history().size() == 5 + 15);
}

TEST_CASE("the sources do not fade among themselves", "[source_start]") {
  const Options one_step =
      with(learning(), {{"steps", "1"}, {"source_steps", "60"}, {"epoch_steps", "1"}});
  // The one step of the target's own stage is its first, where nothing has faded yet.
  const auto members = [&](const char* fade) {
    return fit("gate", with(one_step, {{"source_fade", fade}}), sets_with(2))->content().members;
  };
  CHECK(members("1") == members("0"));
}

TEST_CASE("sets that do not fit together are refused before the sources are learned",
          "[source_start]") {
  FitSets s = sets_with(2);
  s.sources[1] = sets::graphs(20, 1);
  int calls = 0;
  Fitter fitter("gate", learning());
  fitter.sets = s;
  fitter.progress = [&](const Progress&) { return ++calls, 0; };
  const Thrown error = thrown_by([&] { fitter.fit(); });
  CHECK(error.status == GRAFT_ERROR_DATA);
  CHECK(error.says("source 1"));
  CHECK(calls == 0);
}
