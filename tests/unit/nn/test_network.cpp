#include <Eigen/Dense>
#include <cstring>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "nn/adam.hpp"
#include "nn/reference_dmpnn.hpp"
#include "test_folder.hpp"

using namespace graft;
namespace ref = graft::reference;
using ref::Mat;

namespace {

// dmpnn_torch.txt: what PyTorch gives for a small network.
struct TorchResults {
  NetworkShape shape;
  ref::Parameters parameters, gradients;
  std::vector<Graph> graphs;
  std::vector<float> targets;
  Mat e, z, y;
  double loss = 0;

  explicit TorchResults(const std::string& path) {
    std::ifstream file(path);
    INFO(path);
    REQUIRE(file.good());
    std::stringstream text;
    for (std::string line; std::getline(file, line);)
      if (line.empty() || line[0] != '#') text << line << '\n';
    shape.input = InputKind::graphs;
    shape.atom_cols = 133;
    shape.bond_cols = 14;
    const auto numbers = [&](Mat& to, int64_t row) {
      for (int64_t j = 0; j < to.cols; ++j) text >> to(row, j);
    };
    const auto features = [&](SparseRows& rows) {
      for (std::string cell; text >> cell && cell != ";";) {
        const auto colon = cell.find(':');
        rows.add(std::stoi(cell), std::stof(cell.substr(colon + 1)));
      }
      rows.end_row();
    };
    for (std::string word, name; text >> word;) {
      if (word == "network") {
        text >> shape.width >> shape.depth >> shape.encoder_width >> shape.latent;
      } else if (word == "parameter" || word == "gradient") {
        int64_t rows = 0, cols = 0;
        text >> name >> rows >> cols;
        Mat m(rows, cols);
        for (int64_t i = 0; i < rows; ++i) numbers(m, i);
        (word == "parameter" ? parameters : gradients)[name] = m;
      } else if (word == "molecules") {
        int64_t count = 0;
        text >> count;
        e = Mat(count, shape.width);
        z = Mat(count, shape.latent);
        y = Mat(count, 1);
      } else if (word == "molecule") {
        float target = 0;
        int atoms = 0, bonds = 0;
        text >> name >> target >> atoms >> bonds;
        targets.push_back(target);
        Graph g;
        g.atoms.cols = shape.atom_cols;
        g.bonds.cols = shape.bond_cols;
        graphs.push_back(g);
      } else if (word == "atom") {
        features(graphs.back().atoms);
      } else if (word == "bond") {
        int32_t from = 0, to = 0;
        text >> from >> to;
        graphs.back().ends.push_back({from, to});
        features(graphs.back().bonds);
      } else if (word == "e" || word == "z" || word == "y") {
        numbers(word == "e" ? e : word == "z" ? z : y, int64_t(graphs.size()) - 1);
      } else if (word == "loss") {
        text >> loss;
      } else {
        FAIL("unknown word " << word);
      }
    }
    REQUIRE(text.eof());
  }
};

NetworkShape feature_shape(int64_t depth, Activation act) {
  NetworkShape s;
  s.input = InputKind::features;
  s.feature_cols = 5;
  s.depth = depth;
  s.width = 9;
  s.activation = act;
  s.encoder_width = 7;
  s.latent = 6;
  return s;
}

}  // namespace

TEST_CASE("a molecular network's results and gradients are those of PyTorch") {
  const TorchResults torch(std::string(GRAFT_TEST_FOLDER) + "/nn/dmpnn_torch.txt");
  REQUIRE(torch.graphs.size() == 4);
  const Network network(torch.shape);
  REQUIRE(network.layout().entries().size() == torch.parameters.size());
  Floats values = ref::floats_of(network.layout(), torch.parameters);
  Floats gradients(values.size(), 0.f);

  std::vector<const Graph*> graphs;
  for (const Graph& g : torch.graphs) graphs.push_back(&g);
  const Environments environments(graphs, torch.shape.depth);
  GraphBatch batch;
  const int64_t rows[] = {0, 1, 2, 3};
  GraphBatcher(environments, Pooling::mean).build(rows, batch);
  Executor executor(1);
  Tape tape(executor);
  tape.reset(true);
  BoundParameters p;
  p.bind(tape, network.layout(), values.data(), gradients.data());
  const Var e = network.embed(tape, p, {.graphs = &batch, .features = {}});
  const Var z = network.apply(tape, p, network.task(0).encoder, e);
  const Var y = network.apply(tape, p, network.task(0).head, z);
  const double loss = square_loss(tape, y, torch.targets, 4, 1);
  CHECK(ref::error_of(tape.value(e).data, torch.e) < 1e-5);
  CHECK(ref::error_of(tape.value(z).data, torch.z) < 1e-5);
  CHECK(ref::error_of(tape.value(y).data, torch.y) < 1e-5);
  CHECK(std::abs(loss / torch.loss - 1) < 1e-5);
  tape.backward();
  for (const auto& entry : network.layout().entries()) {
    CAPTURE(entry.name);
    CHECK(ref::error_of(gradients.data() + entry.offset, torch.gradients.at(entry.name)) < 1e-4);
  }

  // The test's own reference agrees as well, in double to the digits of the file.
  CHECK(ref::error_of(tape.value(e).data, ref::dmpnn(graphs, torch.parameters, torch.shape)) <
        1e-5);
}

TEST_CASE("a feature network's results and gradients agree with the double reference") {
  const auto depth = GENERATE(1, 2, 4);
  const auto act = GENERATE(Activation::relu, Activation::silu, Activation::tanh);
  CAPTURE(depth, int(act));
  const Network network(feature_shape(depth, act));
  Floats values = ref::random_values(network, 3), gradients(values.size(), 0.f);
  const Mat x = ref::random(21, 5, 1), target = ref::random(21, 1, 2);
  auto parameters = ref::parameters_of(network.layout(), values);
  const auto forward = [&] {
    const Mat e = ref::feature_embedding(x, parameters, depth, act);
    return ref::mlp(ref::mlp(e, parameters, "task0.encoder"), parameters, "task0.head");
  };

  Executor executor(1);
  Tape tape(executor);
  tape.reset(true);
  const Matrix inputs = executor.arena.matrix(21, 5);
  std::copy(x.x.begin(), x.x.end(), inputs.data);
  const std::vector<float> targets(target.x.begin(), target.x.end());
  BoundParameters p;
  p.bind(tape, network.layout(), values.data(), gradients.data());
  const Var e = network.embed(tape, p, {.graphs = nullptr, .features = inputs});
  const Var z = network.apply(tape, p, network.task(0).encoder, e);
  const Var y = network.apply(tape, p, network.task(0).head, z);
  square_loss(tape, y, targets, 21, 1);
  tape.backward();

  CHECK(ref::error_of(tape.value(y).data, forward()) < 1e-5);
  const auto loss = [&] {
    const Mat out = forward();
    double sum = 0;
    for (std::size_t i = 0; i < out.x.size(); ++i) sum += std::pow(out.x[i] - target.x[i], 2);
    return sum / 21;
  };
  for (const auto& entry : network.layout().entries()) {
    CAPTURE(entry.name);
    CHECK(ref::error_of(gradients.data() + entry.offset,
                        ref::gradient(parameters.at(entry.name), loss)) < 1e-4);
  }
}

TEST_CASE("the two halves of an MLP are the whole") {
  const Network network(feature_shape(2, Activation::relu));
  Floats values = ref::random_values(network, 4);
  Executor executor(1);
  Tape tape(executor);
  tape.reset(false);
  BoundParameters p;
  p.bind(tape, network.layout(), values.data(), nullptr);
  const Matrix x = executor.arena.matrix(3, 9);
  for (int i = 0; i < 27; ++i) x.data[i] = float(std::sin(i));
  const Network::Mlp& mlp = network.task(0).encoder;
  const Var whole = network.apply(tape, p, mlp, tape.constant(x));
  const Var hidden = network.first_layer(tape, p, mlp, tape.constant(x));
  const Var halves = network.second_layer(tape, p, mlp, activate(tape, hidden, Activation::silu));
  CHECK(std::memcmp(tape.value(whole).data, tape.value(halves).data, sizeof(float) * 18) == 0);
}

TEST_CASE("the Jacobian's condition number is that of finite differences") {
  NetworkShape shape = feature_shape(1, Activation::relu);
  shape.tasks = 2;
  shape.has_transfer = true;
  const Network network(shape);
  Floats values = ref::random_values(network, 8);
  const auto parameters = ref::parameters_of(network.layout(), values);
  for (uint64_t seed = 0; seed < 5; ++seed) {
    Mat z = ref::random(1, 6, seed);
    Eigen::MatrixXd jacobian(6, 6);
    const double h = 1e-5;
    for (int i = 0; i < 6; ++i) {
      Mat up = z, down = z;
      up(0, i) += h;
      down(0, i) -= h;
      const Mat a = ref::mlp(up, parameters, "task1.phi"),
                b = ref::mlp(down, parameters, "task1.phi");
      for (int j = 0; j < 6; ++j) jacobian(i, j) = (a(0, j) - b(0, j)) / (2 * h);
    }
    const Eigen::VectorXd s = Eigen::JacobiSVD<Eigen::MatrixXd>(jacobian).singularValues();
    const std::vector<float> point(z.x.begin(), z.x.end());
    CHECK(jacobian_condition(network, values, network.task(1).phi, point) ==
          Approx(s(0) / s(5)).epsilon(1e-5));
  }
  // A map that has collapsed onto a plane.
  const auto& w2 = network.layout().entries()[std::size_t(network.task(1).phi.w2)];
  for (int64_t i = 0; i < w2.rows; ++i) values[std::size_t(w2.offset + i * w2.cols)] = 0;
  const std::vector<float> origin(6, 0.f);
  CHECK(jacobian_condition(network, values, network.task(1).phi, origin) > 1e7);
}

TEST_CASE("initial weights have the variance of their layer and depend on their name alone") {
  NetworkShape shape = feature_shape(1, Activation::relu);
  shape.width = shape.encoder_width = shape.latent = 100;
  const Network small(shape);
  shape.tasks = 3;
  shape.has_transfer = true;
  const Network large(shape);
  Floats a(std::size_t(small.layout().size())), b(std::size_t(large.layout().size()));
  small.initialise(a, 1, 0, false);
  large.initialise(b, 1, 0, false);
  for (const auto& entry : small.layout().entries()) {
    CAPTURE(entry.name);
    const float* w = a.data() + entry.offset;
    double square = 0;
    for (int64_t i = 0; i < entry.rows * entry.cols; ++i) square += double(w[i]) * double(w[i]);
    const double variance = square / double(entry.rows * entry.cols);
    if (entry.is_bias)
      CHECK(square == 0);
    else if (entry.cols > 1)
      CHECK(variance * double(entry.rows) == Approx(1).epsilon(0.1));
    const auto& other =
        *std::find_if(large.layout().entries().begin(), large.layout().entries().end(),
                      [&](const auto& e) { return e.name == entry.name; });
    CHECK(std::memcmp(w, b.data() + other.offset,
                      sizeof(float) * std::size_t(entry.rows * entry.cols)) == 0);
  }
  Floats c(a.size());
  small.initialise(c, 1, 1, false);
  CHECK(c != a);  // another member
  small.initialise(c, 2, 0, false);
  CHECK(c != a);  // another seed
}

TEST_CASE("a tied start copies the target's encoder and transfer maps, but not its head") {
  NetworkShape shape = feature_shape(1, Activation::relu);
  shape.tasks = 3;
  shape.has_transfer = true;
  const Network network(shape);
  Floats values(std::size_t(network.layout().size()));
  const auto equal = [&](int a, int b) {
    const auto& x = network.layout().entries()[std::size_t(a)];
    const auto& y = network.layout().entries()[std::size_t(b)];
    return std::equal(values.begin() + x.offset, values.begin() + x.offset + x.rows * x.cols,
                      values.begin() + y.offset);
  };
  for (const bool tied : {false, true}) {
    network.initialise(values, 1, 0, tied);
    for (int64_t t : {1, 2}) {
      CHECK(equal(network.task(0).encoder.w1, network.task(t).encoder.w1) == tied);
      CHECK(equal(network.task(0).encoder.w2, network.task(t).encoder.w2) == tied);
      CHECK(equal(network.task(0).phi.w1, network.task(t).phi.w1) == tied);
      CHECK(equal(network.task(0).psi.w2, network.task(t).psi.w2) == tied);
      CHECK_FALSE(equal(network.task(0).head.w1, network.task(t).head.w1));
    }
  }
}

TEST_CASE("Adam's steps are those of a double reference") {
  const double clip = GENERATE(0.0, 0.5, 1e9), decay = GENERATE(0.0, 0.1);
  CAPTURE(clip, decay);
  ParameterLayout layout;
  layout.add("w", {"w"}, 200, 150);  // more than one block
  layout.add("b", {"b"}, 1, 37, true);
  const std::size_t size = std::size_t(layout.size());
  Floats values(size, 0.f), gradients(size, 0.f);
  Rng rng(1, 1);
  std::vector<double> w(size), m(size), v(size);
  for (const auto& entry : layout.entries())
    for (int64_t i = 0; i < entry.rows * entry.cols; ++i)
      w[std::size_t(entry.offset + i)] = values[std::size_t(entry.offset + i)] =
          float(rng.normal());
  AdamSettings settings;
  settings.rate = 0.01;
  settings.weight_decay = decay;
  settings.clip = clip;
  AdamState state;
  state.first.assign(size, 0.f);
  state.second.assign(size, 0.f);
  ThreadPool pool(2);
  for (int step = 1; step <= 30; ++step) {
    double square = 0;
    for (const auto& entry : layout.entries())
      for (int64_t i = 0; i < entry.rows * entry.cols; ++i) {
        // Some far smaller than epsilon's reach, some absent.
        const double g = i % 7 == 0 ? 0 : rng.normal() * (i % 5 == 0 ? 1e-9 : 0.01);
        gradients[std::size_t(entry.offset + i)] = float(g);
        square += double(float(g)) * double(float(g));
      }
    const double factor = 1.0 / step, rate = 0.01 * factor;
    const double scale = clip > 0 && std::sqrt(square) > clip ? clip / std::sqrt(square) : 1;
    CHECK((scale < 1) == (clip == 0.5));
    for (const auto& entry : layout.entries())
      for (int64_t k = 0; k < entry.rows * entry.cols; ++k) {
        const std::size_t i = std::size_t(entry.offset + k);
        const double g = scale * double(gradients[i]);
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        const double m_hat = m[i] / (1 - std::pow(0.9, step)),
                     v_hat = v[i] / (1 - std::pow(0.999, step));
        w[i] -= rate * (m_hat / (std::sqrt(v_hat) + 1e-8) + (entry.is_bias ? 0 : decay) * w[i]);
      }
    const double norm = adam_step(pool, layout, settings, factor, state, values, gradients);
    CHECK(norm == Approx(std::sqrt(square)).epsilon(1e-6));
  }
  CHECK(state.step == 30);
  double worst = 0;
  for (std::size_t i = 0; i < size; ++i)
    worst = std::max(worst, std::abs(double(values[i]) - w[i]));
  CHECK(worst < 2e-6);
  for (std::size_t i = 200 * 150; i < size; ++i)  // the gap between entries stays zero
    if (i >= std::size_t(layout.entries()[1].offset) + 37) CHECK(values[i] == 0.f);
}

TEST_CASE("Adam changes nothing when the gradient is not finite") {
  ParameterLayout layout;
  layout.add("w", {"w"}, 4, 4);
  Floats values(16, 1.f), gradients(16, 0.f);
  AdamState state{Floats(16, 0.5f), Floats(16, 0.25f), 3};
  ThreadPool pool(1);
  for (const float bad : {std::numeric_limits<float>::infinity(), std::nanf("")}) {
    gradients[5] = bad;
    CHECK_FALSE(std::isfinite(adam_step(pool, layout, {}, 1, state, values, gradients)));
    CHECK(values == Floats(16, 1.f));
    CHECK(state.first == Floats(16, 0.5f));
    CHECK(state.second == Floats(16, 0.25f));
    CHECK(state.step == 3);
  }
}

TEST_CASE("the weights' average is a running mean with a memory") {
  ThreadPool pool(2);
  Floats average(40000, 1.f), values(40000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = float(std::sin(double(i)));
  average_weights(pool, average, values, 0.9);
  for (std::size_t i = 0; i < values.size(); ++i)
    REQUIRE(std::abs(double(average[i]) - (0.9 + 0.1 * double(values[i]))) < 1e-6);
  average_weights(pool, average, values, 0);
  CHECK(average == values);
}

TEST_CASE("the learning rate rises to its full height, then falls along a cosine") {
  const int64_t steps = 1000;
  const double warmup = 0.05, last = 0.01;
  std::vector<double> f;
  for (int64_t i = 0; i < steps; ++i) f.push_back(learning_rate_factor(i, steps, warmup, last));
  for (int64_t i = 0; i < 49; ++i) {
    REQUIRE(f[std::size_t(i)] < f[std::size_t(i) + 1]);
    REQUIRE(f[std::size_t(i)] == Approx((double(i) + 0.5) / 50));
  }
  for (int64_t i = 50; i < steps; ++i) {
    if (i + 1 < steps) REQUIRE(f[std::size_t(i)] > f[std::size_t(i) + 1]);
    const double share = (double(i) + 0.5 - 50) / 950;
    REQUIRE(f[std::size_t(i)] == Approx(last + (1 - last) * 0.5 * (1 + std::cos(M_PI * share))));
  }
  CHECK(*std::max_element(f.begin(), f.end()) <= 1);
  CHECK(f[50] > 0.9999);
  CHECK(f.back() == Approx(last).epsilon(0.01));
  for (const double edge : {0.0, 1.0})  // no warm-up, nothing but warm-up
    for (int64_t i = 0; i < 10; ++i) {
      const double value = learning_rate_factor(i, 10, edge, 0);
      CHECK((value > 0 && value <= 1));
    }
  CHECK(learning_rate_factor(0, 1, 0.05, 0.01) > 0);
}
