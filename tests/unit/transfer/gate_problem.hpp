// A network of GATE with a batch: the library's losses and gradients beside the reference's.
#pragma once

#include <algorithm>
#include <numeric>
#include <optional>

#include "catch.hpp"
#include "chem/molecules.hpp"
#include "transfer/reference_gate.hpp"

namespace graft::gate_tests {

namespace ref = graft::reference;
using ref::Mat;

const GateSettings settings{0.7, 1.3, 0.6, 2.0, 5, 0.4, 1, 0};
const GateSettings no_weights{0, 0, 0, 0, 5, 0.4, 1, 0};

inline NetworkShape shape_for(std::size_t tasks, InputKind input) {
  NetworkShape s;
  s.input = input;
  s.feature_cols = input == InputKind::features ? 4 : 0;
  s.atom_cols = input == InputKind::features ? 0 : atom_features;
  s.bond_cols = input == InputKind::features ? 0 : bond_features;
  s.depth = 2;
  s.width = 7;
  s.activation = input == InputKind::features ? Activation::tanh : Activation::silu;
  s.encoder_width = 6;
  s.latent = 4;
  s.tasks = int64_t(tasks);
  s.has_transfer = true;
  return s;
}

// A network, its weights and a batch: the labelled rows of each task, then unlabelled ones.
struct Problem {
  Network network;
  Floats values;
  Mat x;                      // feature vectors, or ...
  std::vector<Graph> graphs;  // ... molecules
  std::vector<std::vector<double>> targets;
  int64_t rows = 0;
  double done = 0;  // share of the steps that is over

  Problem(std::vector<int64_t> labelled, int64_t unlabelled, InputKind input = InputKind::features)
      : network(shape_for(labelled.size(), input)), values(ref::random_values(network, 11)) {
    rows = std::accumulate(labelled.begin(), labelled.end(), unlabelled);
    x = ref::random(rows, 4, 12);
    if (input != InputKind::features) {
      graphs = molecules::several();
      graphs.resize(std::size_t(rows));
    }
    for (std::size_t t = 0; t < labelled.size(); ++t)
      targets.push_back(ref::random(labelled[t], 1, t).x);
  }
  ref::Parameters parameters() const { return ref::parameters_of(network.layout(), values); }
  void set(const std::string& name, const Mat& m) {
    auto p = parameters();
    REQUIRE(p.at(name).x.size() == m.x.size());
    p[name] = m;
    values = ref::floats_of(network.layout(), p);
  }

  // The library's losses; `order` rearranges the rows of the batch.
  Losses losses(const GateSettings& s, Rng rng, Floats* gradients = nullptr,
                std::vector<int64_t> order = {}) {
    if (order.empty()) {
      order.resize(std::size_t(rows));
      std::iota(order.begin(), order.end(), 0);
    }
    Executor executor(1);
    Tape tape(executor);
    tape.reset(gradients != nullptr);
    LabelledBatch batch;
    batch.rows = rows;
    batch.done = done;
    std::optional<Environments> environments;
    GraphBatch graph_batch;
    if (network.shape().takes_graphs()) {
      environments.emplace(molecules::pointers(graphs), network.shape().depth);
      GraphBatcher(*environments, network.shape().pooling).build(order, graph_batch);
      batch.inputs.graphs = &graph_batch;
    } else {
      batch.inputs.features = executor.arena.matrix(rows, x.cols);
      for (int64_t i = 0; i < rows; ++i)
        for (int64_t j = 0; j < x.cols; ++j)
          batch.inputs.features.row(i)[j] = float(x(order[std::size_t(i)], j));
    }
    std::vector<std::vector<float>> y;
    for (const auto& t : targets) y.emplace_back(t.begin(), t.end());
    int64_t begin = 0;
    for (auto& part : y) {
      std::vector<float> moved;
      for (std::size_t i = 0; i < part.size(); ++i)
        moved.push_back(part[std::size_t(order[std::size_t(begin) + i] - begin)]);
      part = moved;
      batch.parts.push_back({begin, part});
      begin += int64_t(part.size());
    }
    if (gradients) gradients->assign(values.size(), 0.f);
    BoundParameters p;
    p.bind(tape, network.layout(), values.data(), gradients ? gradients->data() : nullptr);
    const Losses l = Gate(s).losses(tape, network, p, batch, rng);
    if (gradients) tape.backward();
    return l;
  }

  ref::GateBatch reference_batch() const {
    ref::GateBatch batch;
    batch.done = done;
    const NetworkShape shape = network.shape();
    if (shape.takes_graphs())
      batch.embed = [this, shape](const ref::Parameters& p) {
        return ref::dmpnn(molecules::pointers(graphs), p, shape);
      };
    else
      batch.embed = [this, shape](const ref::Parameters& p) {
        return ref::feature_embedding(x, p, shape.depth, shape.activation);
      };
    int64_t begin = 0;
    for (const auto& part : targets) {
      batch.parts.push_back({begin, part});
      for (double& y : batch.parts.back().targets) y = double(float(y));
      begin += int64_t(part.size());
    }
    return batch;
  }
  ref::GateDraws draws(const GateSettings& s, Rng rng) const {
    return ref::draws_of(reference_batch().embed(parameters()), targets.size(), s, rng);
  }
};

inline ref::GateLosses terms_of(const Losses& l) {
  return {l.total,          l["regression"], l["autoencoder"],
          l["consistency"], l["mapping"],    l["distance"]};
}

inline void check_losses(const Losses& got, const ref::GateLosses& expected, double tolerance) {
  CHECK(got["regression"] == Approx(expected.regression).epsilon(tolerance));
  CHECK(got["autoencoder"] == Approx(expected.autoencoder).epsilon(tolerance));
  CHECK(got["consistency"] == Approx(expected.consistency).epsilon(tolerance));
  CHECK(got["mapping"] == Approx(expected.mapping).epsilon(tolerance));
  CHECK(got["distance"] == Approx(expected.distance).epsilon(tolerance));
  CHECK(got.total == Approx(expected.total).epsilon(tolerance));
}

// Gradients of every parameter, and along random directions of all of them at once, against
// central differences of the reference's total loss.
inline void check_gradients(Problem& problem, const GateSettings& s, Rng rng) {
  Floats gradients;
  problem.losses(s, rng, &gradients);
  const auto batch = problem.reference_batch();
  const auto draws = problem.draws(s, rng);
  auto p = problem.parameters();
  const auto loss = [&] { return ref::gate(p, batch, s, draws).total; };
  double largest = 0;
  for (const float g : gradients) largest = std::max(largest, std::abs(double(g)));
  for (const auto& entry : problem.network.layout().entries()) {
    CAPTURE(entry.name);  // a gradient may be 0 but for rounding: that of Phi's last bias in l_dis
    CHECK(ref::error_of(gradients.data() + entry.offset, ref::gradient(p.at(entry.name), loss),
                        0.01 * largest) < 1e-4);
  }
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const auto at = problem.parameters();
    double slope = 0, size = 0;
    ref::Parameters direction;
    for (const auto& entry : problem.network.layout().entries()) {
      direction[entry.name] =
          ref::random(entry.rows, entry.cols, seed * 1000 + uint64_t(entry.offset));
      for (std::size_t i = 0; i < direction[entry.name].x.size(); ++i) {
        const double g = double(gradients[std::size_t(entry.offset) + i]);
        slope += g * direction[entry.name].x[i];
        size += g * g;
      }
    }
    const auto moved = [&](double h) {
      for (auto& [name, m] : p)
        for (std::size_t i = 0; i < m.x.size(); ++i)
          m.x[i] = at.at(name).x[i] + h * direction.at(name).x[i];
      return loss();
    };
    const double h = 1e-5, expected = (moved(h) - moved(-h)) / (2 * h);
    p = at;
    CHECK(std::abs(slope - expected) < 1e-4 * std::sqrt(size));
  }
}

}  // namespace graft::gate_tests
