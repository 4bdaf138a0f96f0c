#include <Eigen/Dense>

#include "transfer/gate_problem.hpp"

using namespace graft;
using namespace graft::gate_tests;

namespace {

// The MLP `name` becomes x -> x M, exactly but for rounding: far to the right of 0, SiLU is linear.
void make_linear(Problem& problem, const std::string& name, const Eigen::MatrixXd& m) {
  const int64_t n = m.rows();
  Mat w1(n, n), b1(1, n), w2(n, n), b2(1, n);
  for (int64_t i = 0; i < n; ++i) {
    w1(i, i) = 1;
    b1(0, i) = 24;
    for (int64_t j = 0; j < n; ++j) w2(i, j) = double(float(m(i, j)));
  }
  for (int64_t j = 0; j < n; ++j)
    for (int64_t i = 0; i < n; ++i) b2(0, j) -= 24 * w2(i, j);
  problem.set(name + ".w1", w1);
  problem.set(name + ".b1", b1);
  problem.set(name + ".w2", w2);
  problem.set(name + ".b2", b2);
}

Eigen::MatrixXd random_matrix(int64_t n, uint64_t seed) {
  const Mat m = ref::random(n, n, seed);
  return Eigen::Map<const Eigen::MatrixXd>(m.x.data(), n, n);
}

Eigen::MatrixXd random_rotation(int64_t n, uint64_t seed) {
  return Eigen::HouseholderQR<Eigen::MatrixXd>(random_matrix(n, seed)).householderQ();
}

// Two tasks whose frames are linear maps of an embedding that is the input: u_t = x M_t.
Problem linear_problem(const Eigen::MatrixXd& m0, const Eigen::MatrixXd& m1) {
  Problem problem({2, 2}, 0);
  const int64_t n = m0.rows();
  NetworkShape shape = problem.network.shape();
  shape.feature_cols = shape.width = shape.encoder_width = shape.latent = n;
  shape.depth = 1;
  shape.activation = Activation::relu;
  problem.network = Network(shape);
  problem.values = ref::random_values(problem.network, 1);
  problem.x = ref::random(problem.rows, n, 5);
  for (double& v : problem.x.x) v = std::abs(v);
  Mat identity(n, n);
  for (int64_t i = 0; i < n; ++i) identity(i, i) = 1;
  problem.set("embedding.dense0.w", identity);
  problem.set("embedding.dense0.b", Mat(1, n));
  for (const char* task : {"task0", "task1"})
    make_linear(problem, std::string(task) + ".encoder", Eigen::MatrixXd::Identity(n, n));
  make_linear(problem, "task0.phi", m0);
  make_linear(problem, "task1.phi", m1);
  return problem;
}

}  // namespace

TEST_CASE("the five losses are those of a plain double reference") {
  const auto labelled = GENERATE(std::vector<int64_t>{7, 9}, std::vector<int64_t>{3, 20, 5},
                                 std::vector<int64_t>{17, 4, 6, 40});
  const int64_t unlabelled = GENERATE(0, 6);
  CAPTURE(labelled.size(), unlabelled);
  Problem problem(labelled, unlabelled);
  for (uint64_t stream = 0; stream < 4; ++stream) {  // other sources, other perturbations
    const Rng rng(1, stream);
    check_losses(problem.losses(settings, rng),
                 ref::gate(problem.parameters(), problem.reference_batch(), settings,
                           problem.draws(settings, rng)),
                 1e-5);
  }
}

TEST_CASE("the losses of a part without labels are left out, as in validation") {
  Problem problem({6, 0, 0}, 0);
  const Rng rng(1, 1);
  check_losses(problem.losses(settings, rng),
               ref::gate(problem.parameters(), problem.reference_batch(), settings,
                         problem.draws(settings, rng)),
               1e-5);
}

TEST_CASE("small perturbations lose no more than rounding does") {
  Problem problem({8, 8}, 0);
  GateSettings s = settings;
  s.perturbation_size = 0.01;
  const Rng rng(2, 1);
  const double expected =
      ref::gate(problem.parameters(), problem.reference_batch(), s, problem.draws(s, rng)).distance;
  CHECK(problem.losses(s, rng)["distance"] == Approx(expected).epsilon(1e-3));
}

TEST_CASE("the gradient of the whole loss is that of central differences") {
  const auto labelled = GENERATE(std::vector<int64_t>{7, 9}, std::vector<int64_t>{3, 8, 5},
                                 std::vector<int64_t>{4, 4, 5, 6});
  CAPTURE(labelled.size());
  Problem problem(labelled, 3);
  check_gradients(problem, settings, Rng(1, 2));
}

TEST_CASE("each loss alone has the gradient of central differences") {
  const int which = GENERATE(0, 1, 2, 3);
  CAPTURE(which);
  GateSettings s = no_weights;
  (which == 0   ? s.autoencoder
   : which == 1 ? s.consistency
   : which == 2 ? s.mapping
                : s.distance) = 3;
  Problem problem({6, 7}, 2);
  check_gradients(problem, s, Rng(1, 3));
}

TEST_CASE("losses and gradients through molecules are those of the double reference") {
  Problem problem({4, 5}, 2, InputKind::graphs);
  const Rng rng(1, 4);
  check_losses(problem.losses(settings, rng),
               ref::gate(problem.parameters(), problem.reference_batch(), settings,
                         problem.draws(settings, rng)),
               1e-5);
  Floats gradients;
  problem.losses(settings, rng, &gradients);
  const auto batch = problem.reference_batch();
  const auto draws = problem.draws(settings, rng);
  auto p = problem.parameters();
  const auto loss = [&] { return ref::gate(p, batch, settings, draws).total; };
  // The weights of the message passing; those of the tasks have tests of their own, and most
  // features occur in no molecule.
  for (const char* name : {"embedding.message", "embedding.atom_message", "embedding.atom_bias"}) {
    CAPTURE(name);
    const auto& entries = problem.network.layout().entries();
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.name == name; });
    CHECK(ref::error_of(gradients.data() + entry->offset, ref::gradient(p.at(name), loss)) < 1e-4);
  }
  for (const auto& [name, row] : {std::pair{"embedding.bond_input", 5},
                                  {"embedding.bond_input", 134},
                                  {"embedding.atom_input", 5},
                                  {"embedding.atom_input", 132}}) {
    CAPTURE(name, row);
    const auto& entries = problem.network.layout().entries();
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&, n = name](const auto& e) { return e.name == n; });
    Mat expected(1, entry->cols);
    for (int64_t j = 0; j < entry->cols; ++j) {
      double& w = p.at(name)(row, j);
      const double at = w, h = 1e-6;
      w = at + h;
      const double up = loss();
      w = at - h;
      expected(0, j) = (up - loss()) / (2 * h);
      w = at;
    }
    CHECK(ref::error_of(gradients.data() + entry->offset + row * entry->cols, expected) < 1e-4);
  }
}

TEST_CASE("perturbations find the difference of metrics that theory gives") {
  // n uniform on the sphere in D dimensions, A symmetric:
  // E[(n' A n)^2] = (2 |A|^2 + (tr A)^2) / (D (D + 2)).
  const int64_t n = 6;
  const Eigen::MatrixXd b = random_matrix(n, 3), a = b + b.transpose();
  const double theory = (2 * a.squaredNorm() + a.trace() * a.trace()) / double(n * (n + 2));
  GateSettings s = settings;
  s.perturbations = 64;
  double sum = 0;
  const Mat e = ref::random(3, n, 4);
  for (uint64_t stream = 0; stream < 400; ++stream) {
    const ref::GateDraws draws = ref::draws_of(e, 2, s, Rng(5, stream));
    for (int64_t k = 0; k < 64; ++k) {
      const Eigen::Map<const Eigen::VectorXd> delta(draws.delta.x.data() + k * n, n);
      CHECK(delta.norm() == Approx(draws.length));
      sum += std::pow(double(delta.dot(a * delta)) / (draws.length * draws.length), 2);
    }
  }
  CHECK(sum / (400 * 64) == Approx(theory).epsilon(0.05));
}

TEST_CASE("for linear maps the distance loss vanishes exactly when the metrics agree") {
  const int64_t n = 6;
  const Eigen::MatrixXd m = random_matrix(n, 1) / 3;
  GateSettings s = settings;
  s.perturbations = 64;
  s.perturbation_size = 1;
  SECTION("frames that differ by a rotation have one metric") {
    Problem problem = linear_problem(m, m * random_rotation(n, 2));
    CHECK(problem.losses(s, Rng(1, 1))["distance"] < 1e-9);
    CHECK(problem.losses(s, Rng(1, 1))["consistency"] > 0.1);
  }
  SECTION("other frames have the loss that their metrics give") {
    const Eigen::MatrixXd other = random_matrix(n, 7) / 3;
    Problem problem = linear_problem(m, other);
    const auto draws = problem.draws(s, Rng(1, 1));
    double expected = 0;
    for (int64_t k = 0; k < 64; ++k) {
      const Eigen::RowVectorXd unit =
          Eigen::Map<const Eigen::RowVectorXd>(draws.delta.x.data() + k * n, n) / draws.length;
      expected += std::pow((unit * m).norm() - (unit * other).norm(), 2) / 64;
    }
    CHECK(expected > 0.01);
    CHECK(problem.losses(s, Rng(1, 1))["distance"] == Approx(expected).epsilon(1e-4));
  }
  SECTION("close to the identity it is a quarter of E[(n' A n)^2]") {
    // s_1 - s_0 = sqrt(1 + n' A n) - 1 with A = G_1 - G_0.
    const Eigen::MatrixXd m1 = Eigen::MatrixXd::Identity(n, n) + 0.02 * random_matrix(n, 9);
    const Eigen::MatrixXd a = m1 * m1.transpose() - Eigen::MatrixXd::Identity(n, n);
    Problem problem = linear_problem(Eigen::MatrixXd::Identity(n, n), m1);
    double sum = 0;
    for (uint64_t stream = 0; stream < 200; ++stream)
      sum += problem.losses(s, Rng(3, stream))["distance"];
    const double theory = (2 * a.squaredNorm() + a.trace() * a.trace()) / double(n * (n + 2));
    CHECK(4 * sum / 200 == Approx(theory).epsilon(0.06));
  }
}

TEST_CASE("turning and shifting the common frame changes no loss") {
  Problem problem({7, 9, 5}, 4);
  const Rng rng(1, 5);
  const Losses before = problem.losses(settings, rng);
  const Eigen::MatrixXd rotation = random_rotation(4, 6);
  const Eigen::RowVectorXd shift = random_matrix(4, 7).row(0);
  for (int t = 0; t < 3; ++t) {
    const std::string phi = "task" + std::to_string(t) + ".phi",
                      psi = "task" + std::to_string(t) + ".psi";
    const auto p = problem.parameters();
    const Mat &w2 = p.at(phi + ".w2"), &b2 = p.at(phi + ".b2");
    const Mat &w1 = p.at(psi + ".w1"), &b1 = p.at(psi + ".b1");
    Mat new_w2(4, 4), new_b2(1, 4), new_w1(4, 4), new_b1 = b1;
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 4; ++j)
        for (int k = 0; k < 4; ++k) {
          new_w2(i, j) += w2(i, k) * rotation(k, j);
          new_w1(i, j) += rotation(k, i) * w1(k, j);
        }
    for (int j = 0; j < 4; ++j) {
      new_b2(0, j) = shift(j);
      for (int k = 0; k < 4; ++k) {
        new_b2(0, j) += b2(0, k) * rotation(k, j);
        new_b1(0, j) -= shift(k) * new_w1(k, j);
      }
    }
    problem.set(phi + ".w2", new_w2);
    problem.set(phi + ".b2", new_b2);
    problem.set(psi + ".w1", new_w1);
    problem.set(psi + ".b1", new_b1);
  }
  check_losses(problem.losses(settings, rng), terms_of(before), 1e-5);
}

TEST_CASE("without its four weights GATE is hard-shared training") {
  Problem problem({7, 9, 5}, 4);
  Floats gradients;
  const Losses l = problem.losses(no_weights, Rng(1, 6), &gradients);
  CHECK(l.total == l["regression"]);
  CHECK(l["autoencoder"] > 0);  // still reported

  const auto batch = problem.reference_batch();
  auto p = problem.parameters();
  const auto shared = [&] {  // one embedding, a tower for each task, no transfer maps
    const Mat e = batch.embed(p);
    double sum = 0;
    for (std::size_t t = 0; t < 3; ++t) {
      const std::string task = "task" + std::to_string(t);
      const Mat y = ref::mlp(ref::mlp(e, p, task + ".encoder"), p, task + ".head");
      const auto& part = batch.parts[t];
      for (std::size_t i = 0; i < part.targets.size(); ++i)
        sum += std::pow(y(part.begin + int64_t(i), 0) - part.targets[i], 2) /
               double(part.targets.size());
    }
    return sum;
  };
  CHECK(l.total == Approx(shared()).epsilon(1e-5));
  for (const auto& entry : problem.network.layout().entries()) {
    CAPTURE(entry.name);
    const float* g = gradients.data() + entry.offset;
    if (entry.name.find(".phi") != std::string::npos ||
        entry.name.find(".psi") != std::string::npos)
      CHECK(std::all_of(g, g + entry.rows * entry.cols, [](float v) { return v == 0.f; }));
    else
      CHECK(ref::error_of(g, ref::gradient(p.at(entry.name), shared)) < 1e-4);
  }
}

TEST_CASE("the order of the rows within their parts does not change the losses") {
  for (const InputKind input : {InputKind::features, InputKind::graphs}) {
    Problem problem({7, 6, 4}, 3, input);
    const Losses before = problem.losses(settings, Rng(1, 7));
    std::vector<int64_t> order;
    int64_t begin = 0;
    for (const int64_t count : {7, 6, 4, 3}) {
      for (const int64_t i : permutation(count, Rng(8, uint64_t(begin))))
        order.push_back(begin + i);
      begin += count;
    }
    const Losses after = problem.losses(settings, Rng(1, 7), nullptr, order);
    CHECK(std::abs(after.total / before.total - 1) < 1e-6);
    CHECK(std::abs(after["distance"] / before["distance"] - 1) < 1e-5);
  }
}

TEST_CASE("losses are the same with and without a gradient to come") {
  Problem problem({7, 9}, 4);
  Floats gradients;
  const auto a = problem.losses(settings, Rng(1, 8)).terms;
  const auto b = problem.losses(settings, Rng(1, 8), &gradients).terms;
  CHECK(a == b);
}
