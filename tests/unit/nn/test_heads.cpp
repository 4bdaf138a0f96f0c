// Networks that hand parts of theirs on: heads carried to another scale, parameters taken over.
#include "catch.hpp"
#include "nn/network.hpp"
#include "nn/reference_dmpnn.hpp"

using namespace graft;
namespace ref = graft::reference;

namespace {

NetworkShape shape_of(int64_t tasks, bool has_transfer) {
  NetworkShape s;
  s.feature_cols = 3;
  s.depth = 2;
  s.width = 5;
  s.encoder_width = 4;
  s.latent = 3;
  s.tasks = tasks;
  s.has_transfer = has_transfer;
  return s;
}

std::vector<float> predictions(const Network& network, const Floats& values, int64_t task) {
  Executor executor(1);
  Tape tape(executor);
  tape.reset(false);
  BoundParameters p;
  p.bind(tape, network.layout(), const_cast<float*>(values.data()), nullptr);
  const Matrix x = executor.arena.matrix(7, 3);
  for (int64_t i = 0; i < 21; ++i) x.data[i] = float(std::sin(double(i)));
  const Matrix y = tape.value(network.predict(tape, p, {nullptr, x}, task));
  return {y.data, y.data + y.rows};
}

bool same(const Network& a, const Floats& x, int i, const Network& b, const Floats& y, int j) {
  const auto &s = a.layout()[i], &t = b.layout()[j];
  return std::equal(x.begin() + s.offset, x.begin() + s.offset + s.rows * s.cols,
                    y.begin() + t.offset);
}

}  // namespace

TEST_CASE("a head that is carried gives a + b y, and the other tasks' are left alone") {
  const Network network(shape_of(2, false));
  const Floats before = ref::random_values(network, 1);
  Floats values = before;
  const auto y = predictions(network, before, 1), other = predictions(network, before, 0);
  network.carry_head(values, 1, 0.75, -2.5);
  const auto carried = predictions(network, values, 1);
  for (std::size_t i = 0; i < y.size(); ++i)
    CHECK(carried[i] == Approx(0.75 - 2.5 * y[i]).epsilon(1e-5).margin(1e-5));
  CHECK(predictions(network, values, 0) == other);
}

TEST_CASE("the last layer of a head is what the carried one changes") {
  const Network network(shape_of(2, true));
  Floats values = ref::random_values(network, 1);
  const auto own = network.last_layer(values, 1);
  const std::vector<float> weights(own.weights.begin(), own.weights.end());
  const float bias = own.bias;
  CHECK(weights.size() == 3);
  network.carry_head(values, 1, 1, 2);
  const auto changed = network.last_layer(values, 1);
  for (std::size_t i = 0; i < 3; ++i) CHECK(changed.weights[i] == 2 * weights[i]);
  CHECK(changed.bias == float(1 + 2.0 * bias));
}

TEST_CASE("parameters are taken over task by task, the source's first for target and source") {
  const Network source(shape_of(2, true)), network(shape_of(3, true));
  const Floats from = ref::random_values(source, 1), start = ref::random_values(network, 2);
  Floats values = start;
  network.adopt(values, source, from);
  for (std::size_t e = 0; network.layout().entries()[e].layer.block == Block::embedding; ++e)
    CHECK(same(network, values, int(e), source, from, int(e)));
  for (const int64_t t : {0, 1, 2}) {
    const auto &own = network.task(t), &old = source.task(t == 2 ? 1 : 0);
    for (const auto& [a, b] : {std::pair{own.encoder, old.encoder}, std::pair{own.phi, old.phi},
                               std::pair{own.psi, old.psi}, std::pair{own.head, old.head}}) {
      CHECK(same(network, values, a.w1, source, from, b.w1));
      CHECK(same(network, values, a.b2, source, from, b.b2));
    }
  }
}

TEST_CASE("what a source has not got stays as it was") {
  const Network source(shape_of(1, false)), network(shape_of(3, true));
  const Floats from = ref::random_values(source, 1), start = ref::random_values(network, 2);
  Floats values = start;
  network.adopt(values, source, from);
  CHECK(same(network, values, network.task(1).head.w1, source, from, source.task(0).head.w1));
  CHECK(same(network, values, network.task(0).phi.w1, network, start, network.task(0).phi.w1));
  CHECK(same(network, values, network.task(2).head.w1, network, start, network.task(2).head.w1));
}

TEST_CASE("entries of a layout tell their task, block and depth") {
  const Network network(shape_of(2, true), 4);
  const auto& layout = network.layout();
  const auto check = [&](int entry, Block block, int64_t depth, int64_t task, bool is_bias) {
    CAPTURE(layout[entry].name);
    CHECK(layout[entry].layer.block == block);
    CHECK(layout[entry].layer.depth == depth);
    CHECK(layout[entry].layer.task == task);
    CHECK(layout[entry].is_bias == is_bias);
  };
  check(network.task(1).phi.b1, Block::phi, 0, 1, true);
  check(network.task(0).head.w2, Block::head, 1, 0, false);
  check(network.task(1).encoder.w2, Block::encoder, 1, 1, false);
  check(network.teacher_map(), Block::teacher, 0, -1, false);
  CHECK(layout[network.task(1).psi.w1].layer.name == "task1.psi1");
  CHECK(layout[network.task(1).psi.b1].layer.name == "task1.psi1");
}
