// The losses of GATE where they are not those of the paper: one task alone, and sources that fade.
#include "transfer/gate_problem.hpp"

using namespace graft;
using namespace graft::gate_tests;

namespace {

ref::GateLosses expected_of(const Problem& problem, const GateSettings& s, Rng rng) {
  return ref::gate(problem.parameters(), problem.reference_batch(), s, problem.draws(s, rng));
}

double total_of_terms(const Losses& l, const GateSettings& s) {
  return l["regression"] + s.autoencoder * l["autoencoder"] + s.consistency * l["consistency"] +
         s.mapping * l["mapping"] + s.distance * l["distance"];
}

GateSettings faded(double share) {
  GateSettings s = settings;
  s.source_fade = share;
  return s;
}

}  // namespace

TEST_CASE("one task alone has the losses of its value and its autoencoder, nothing to align") {
  const auto input = GENERATE(InputKind::features, InputKind::graphs);
  CAPTURE(int(input));
  Problem problem({11}, 0, input);
  const Losses l = problem.losses(settings, Rng(1, 1));
  check_losses(l, expected_of(problem, settings, Rng(1, 1)), 1e-5);
  CHECK(l["consistency"] == 0);
  CHECK(l["distance"] == 0);
  CHECK(l["mapping"] > 0);  // its own way into the frame and back
  CHECK(l["autoencoder"] > 0);
}

TEST_CASE("one task alone has the gradient of central differences") {
  Problem problem({13}, 0);
  check_gradients(problem, settings, Rng(1, 2));
}

TEST_CASE("one task alone draws nothing") {
  Problem problem({13}, 0);
  CHECK(problem.losses(settings, Rng(1, 2)).terms == problem.losses(settings, Rng(7, 3)).terms);
}

TEST_CASE("the sources' values lose their weight in a straight line") {
  const double fade = GENERATE(0.0, 0.4, 1.0), done = GENERATE(0.0, 0.25, 0.5, 1.0);
  CAPTURE(fade, done);
  Problem problem({7, 9, 5}, 3);
  problem.done = done;
  const GateSettings s = faded(fade);
  const Losses got = problem.losses(s, Rng(1, 3));
  check_losses(got, expected_of(problem, s, Rng(1, 3)), 1e-5);
  CHECK(got.total == Approx(total_of_terms(got, s)).epsilon(1e-12));
}

TEST_CASE("the gradient of fading sources is that of the total") {
  const double fade = GENERATE(0.5, 1.0), done = GENERATE(0.5, 1.0);
  CAPTURE(fade, done);
  Problem problem({6, 7}, 2);
  problem.done = done;
  check_gradients(problem, faded(fade), Rng(1, 4));
}

TEST_CASE("a source that has faded wholly moves no head of its own") {
  Problem problem({6, 7}, 2);
  problem.done = 1;
  Floats gradients;
  problem.losses(faded(1), Rng(1, 5), &gradients);
  for (const auto& entry : problem.network.layout().entries()) {
    CAPTURE(entry.name);
    const float* g = gradients.data() + entry.offset;
    const bool still =
        std::all_of(g, g + entry.rows * entry.cols, [](float v) { return v == 0.f; });
    CHECK(still == entry.name.starts_with("task1.head"));
  }
}
