// Which layers learn, and how fast, when a source's networks are trained on.
#include "transfer/networks/fine_tuning.hpp"

#include <algorithm>
#include <cmath>

#include "catch.hpp"
#include "transfer/fits.hpp"
#include "transfer/networks/layer_rates.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

Network network_of(InputKind input) {
  NetworkShape shape;
  shape.input = input;
  shape.atom_cols = 5;
  shape.bond_cols = 3;
  shape.feature_cols = 4;
  shape.depth = 2;
  shape.width = 8;
  shape.encoder_width = 6;
  shape.latent = 4;
  shape.tasks = 1;
  return Network(shape);
}

std::vector<float> rates(const Network& network, const FineTuning& objective, double done) {
  std::vector<float> rates(network.layout().entries().size(), -1.f);
  REQUIRE(objective.entry_rates(network, done, rates));
  return rates;
}

int64_t above(const Network& network, std::size_t entry) {
  return layers_above(network.layout().entries()[entry].layer, network);
}

}  // namespace

TEST_CASE("each layer learns at its share of the rate of the layer above it") {
  for (const InputKind input : {InputKind::features, InputKind::graphs}) {
    const Network network = network_of(input);
    const FineTuning all(with(Options(), {{"layer_decay", "0.5"}, {"unfreeze", "0"}}),
                         FineTuning::Layers::all);
    const auto r = rates(network, all, 0);
    for (std::size_t e = 0; e < r.size(); ++e)
      CHECK(r[e] == float(std::pow(0.5, double(above(network, e)))));
    CHECK(std::ranges::count(r, 1.f) > 0);
    CHECK(std::ranges::min(r) < 0.5f);
  }
}

TEST_CASE("where the head alone is trained nothing below it moves, at any time") {
  const Network network = network_of(InputKind::graphs);
  const FineTuning head(with(Options(), {{"layer_decay", "0.5"}, {"unfreeze", "0.4"}}),
                        FineTuning::Layers::head);
  for (const double done : {0.0, 0.5, 1.0}) {
    const auto r = rates(network, head, done);
    for (std::size_t e = 0; e < r.size(); ++e) CHECK(r[e] == (above(network, e) == 0 ? 1.f : 0.f));
  }
}

TEST_CASE("layers join one after the other from the head down, all of them by the option's share") {
  const Network network = network_of(InputKind::graphs);
  const FineTuning all(with(Options(), {{"layer_decay", "1"}, {"unfreeze", "0.6"}}),
                       FineTuning::Layers::all);
  const auto learning = [&](double done) {
    return std::ranges::count(rates(network, all, done), 1.f);
  };
  const auto r = rates(network, all, 0);
  for (std::size_t e = 0; e < r.size(); ++e) CHECK(r[e] == (above(network, e) == 0 ? 1.f : 0.f));
  CHECK(learning(0.0) < learning(0.3));
  CHECK(learning(0.3) < learning(0.6));
  CHECK(learning(0.6) == int64_t(r.size()));
}
