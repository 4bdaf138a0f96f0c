// Predictions that come through the frame from every task's latent vector.
#include "catch.hpp"
#include "transfer/gate_problem.hpp"

using namespace graft;
namespace ref = graft::reference;
using ref::Mat;

namespace {

std::vector<float> predictions(NetworkShape shape, bool all_routes, const Floats& values,
                               const Mat& x, int64_t t) {
  shape.all_routes = all_routes;
  const Network network(shape);
  Executor executor(1);
  Tape tape(executor);
  tape.reset(false);
  BoundParameters p;
  p.bind(tape, network.layout(), const_cast<float*>(values.data()), nullptr);
  const Matrix features = executor.arena.matrix(x.rows, x.cols);
  std::copy(x.x.begin(), x.x.end(), features.data);
  const InputBatch batch{.graphs = nullptr, .features = features};
  const Matrix y = tape.value(network.predict(tape, p, batch, t));
  return {y.data, y.data + y.rows};
}

}  // namespace

TEST_CASE("with all routes a prediction is the mean over the tasks' ways through the frame",
          "[routes]") {
  const std::size_t tasks = GENERATE(1, 2, 3);
  const int64_t t = int64_t(tasks) - 1;
  CAPTURE(tasks);
  const NetworkShape shape = gate_tests::shape_for(tasks, InputKind::features);
  const Network network(shape);
  const Floats values = ref::random_values(network, 3);
  const Mat x = ref::random(9, 4, 5);
  const auto p = ref::parameters_of(network.layout(), values);
  const Mat e = ref::feature_embedding(x, p, 2, Activation::tanh);
  const auto part = [](int64_t task, const char* name) {
    return "task" + std::to_string(task) + "." + name;
  };
  const Mat own = ref::mlp(ref::mlp(e, p, part(t, "encoder")), p, part(t, "head"));
  Mat mean = own;
  for (int64_t s = 0; s < t; ++s) {
    const Mat u = ref::mlp(ref::mlp(e, p, part(s, "encoder")), p, part(s, "phi"));
    const Mat y = ref::mlp(ref::mlp(u, p, part(t, "psi")), p, part(t, "head"));
    for (int64_t i = 0; i < 9; ++i) mean(i, 0) += y(i, 0);
  }
  const auto one = predictions(shape, false, values, x, t);
  const auto all = predictions(shape, true, values, x, t);
  for (int64_t i = 0; i < 9; ++i) {
    CHECK(one[std::size_t(i)] == Approx(own(i, 0)).epsilon(1e-5).margin(1e-6));
    CHECK(all[std::size_t(i)] == Approx(mean(i, 0) / double(tasks)).epsilon(1e-5).margin(1e-6));
  }
  CHECK((all == one) == (tasks == 1));
}
