#include <cstring>

#include "catch.hpp"
#include "tensor/reference.hpp"

using namespace graft;
namespace ref = graft::reference;
using ref::Mat;

namespace {

// A leaf of the tape with the values of a reference matrix, and its gradient.
struct Leaf {
  Matrix value, gradient;
  Var var;
};

class Bench {
 public:
  explicit Bench(int threads = 1) : executor(threads), tape(executor) { tape.reset(true); }
  Leaf leaf(const Mat& m) {
    Leaf l;
    l.value = executor.arena.matrix(m.rows, m.cols);
    l.gradient = executor.arena.matrix(m.rows, m.cols);
    for (int64_t i = 0; i < m.rows * m.cols; ++i) {
      l.value.data[i] = float(m.x[std::size_t(i)]);
      l.gradient.data[i] = 0;
    }
    l.var = tape.parameter(l.value, l.gradient);
    return l;
  }
  Executor executor;
  Tape tape;
};

void check_close(const Matrix& got, const Mat& expected, double tolerance) {
  REQUIRE(got.rows == expected.rows);
  REQUIRE(got.cols == expected.cols);
  double scale = 1e-3, worst = 0;
  for (double v : expected.x) scale = std::max(scale, std::abs(v));
  for (std::size_t i = 0; i < expected.x.size(); ++i)
    worst = std::max(worst, std::abs(double(got.data[i]) - expected.x[i]));
  CHECK(worst / scale < tolerance);
}

double half_square(const Mat& y, const Mat& c) {  // the loss of all gradient tests
  double sum = 0;
  for (std::size_t i = 0; i < y.x.size(); ++i) sum += std::pow(y.x[i] - c.x[i], 2);
  return 0.5 * sum;
}

// Runs backward from half_square(y, c) on the tape.
void run_backward(Bench& b, Var y, const Mat& c) {
  const Leaf constant = b.leaf(c);
  square_loss(b.tape, y, b.tape.constant(constant.value), 1, 0.5);
  b.tape.backward();
}

constexpr double value_tolerance = 2e-6, gradient_tolerance = 1e-5;

}  // namespace

TEST_CASE("a dense layer and its gradients agree with the double reference") {
  const auto act = GENERATE(Activation::none, Activation::relu, Activation::silu, Activation::tanh);
  const auto rows = GENERATE(1, 16, 17, 64, 150);
  const bool with_bias = GENERATE(false, true), with_addend = GENERATE(false, true);
  CAPTURE(int(act), rows, with_bias, with_addend);
  Mat x = ref::random(rows, 7, 1), w = ref::random(7, 5, 2), b = ref::random(1, 5, 3);
  Mat a = ref::random(4, 5, 4);
  const Mat c = ref::random(rows, 5, 5);
  std::vector<int32_t> pick;
  for (int i = 0; i < rows; ++i) pick.push_back(i % 4);
  const auto forward = [&] {
    return ref::dense(x, w, with_bias ? &b : nullptr, with_addend ? &a : nullptr, &pick, act);
  };

  Bench bench;
  const Leaf lx = bench.leaf(x), lw = bench.leaf(w), lb = bench.leaf(b), la = bench.leaf(a);
  const Var y = dense(bench.tape, lx.var, lw.var, act,
                      {.bias = with_bias ? lb.var : Var{},
                       .addend = with_addend ? la.var : Var{},
                       .addend_row = pick.data()});
  check_close(bench.tape.value(y), forward(), value_tolerance);
  run_backward(bench, y, c);
  const auto loss = [&] { return half_square(forward(), c); };
  check_close(lx.gradient, ref::gradient(x, loss), gradient_tolerance);
  check_close(lw.gradient, ref::gradient(w, loss), gradient_tolerance);
  if (with_bias) check_close(lb.gradient, ref::gradient(b, loss), gradient_tolerance);
  if (with_addend) check_close(la.gradient, ref::gradient(a, loss), gradient_tolerance);
}

TEST_CASE("gradients of a variable that is used twice add up") {
  Mat x = ref::random(20, 6, 1), w = ref::random(6, 6, 2);
  const Mat c = ref::random(20, 6, 3);
  const auto forward = [&] {
    return ref::dense(ref::dense(x, w, nullptr, nullptr, nullptr, Activation::tanh), w, nullptr, &x,
                      nullptr, Activation::none);
  };
  Bench bench;
  const Leaf lx = bench.leaf(x), lw = bench.leaf(w);
  const Var h = dense(bench.tape, lx.var, lw.var, Activation::tanh);
  const Var y = dense(bench.tape, h, lw.var, Activation::none, {.bias = {}, .addend = lx.var});
  run_backward(bench, y, c);
  const auto loss = [&] { return half_square(forward(), c); };
  check_close(lx.gradient, ref::gradient(x, loss), gradient_tolerance);
  check_close(lw.gradient, ref::gradient(w, loss), gradient_tolerance);
}

TEST_CASE("a sparse product and its gradient agree with the double reference") {
  const bool weighted = GENERATE(false, true);
  Mat x = ref::random(9, 33, 1);
  const std::vector<int64_t> start{0, 2, 2, 5, 6};  // the second row is empty
  const std::vector<int32_t> index{0, 8, 1, 1, 3, 4};
  const std::vector<float> weight{0.5f, 2.f, -1.f, 3.f, 1.f, 0.25f};
  const SparseMatrix s{4, 9, start.data(), index.data(), weighted ? weight.data() : nullptr};
  const Mat c = ref::random(4, 33, 2);
  Bench bench;
  const Leaf lx = bench.leaf(x);
  const Var y = sparse_product(bench.tape, s, lx.var);
  check_close(bench.tape.value(y), ref::sparse(s, x), value_tolerance);
  run_backward(bench, y, c);
  check_close(lx.gradient, ref::gradient(x, [&] { return half_square(ref::sparse(s, x), c); }),
              gradient_tolerance);
}

TEST_CASE("activations and their gradients agree with the double reference") {
  const auto act = GENERATE(Activation::relu, Activation::silu, Activation::tanh);
  Mat x = ref::random(70, 19, 1);
  for (double& v : x.x) v = double(float(v * 4));
  const Mat c = ref::random(70, 19, 2), none(1, 19);
  const auto forward = [&] { return ref::outer_sum(x, none, act); };
  Bench bench;
  const Leaf lx = bench.leaf(x);
  const Var y = activate(bench.tape, lx.var, act);
  check_close(bench.tape.value(y), forward(), value_tolerance);
  run_backward(bench, y, c);
  check_close(lx.gradient, ref::gradient(x, [&] { return half_square(forward(), c); }),
              gradient_tolerance);
}

TEST_CASE("activations stay finite for arguments of any size") {
  for (const auto act : {Activation::relu, Activation::silu, Activation::tanh}) {
    const float x[] = {-1e30f, -1e4f, -100.f, -88.f, 0.f, 88.f, 100.f, 1e4f, 1e18f};
    float y[9], g[9];
    kernels().activate(y, x, 9, act);
    for (int i = 0; i < 9; ++i) {
      CHECK(std::abs(double(y[i]) - ref::act(double(x[i]), act)) <=
            1e-6 * (1 + std::abs(double(x[i]))));
      g[i] = 1;
    }
    kernels().activate_back(g, x, y, 9, act);
    for (float v : g) CHECK(std::isfinite(v));
  }
}

TEST_CASE("an outer sum and its gradients agree with the double reference") {
  const auto act = GENERATE(Activation::none, Activation::relu, Activation::silu, Activation::tanh);
  Mat a = ref::random(21, 6, 1), p = ref::random(3, 6, 2);
  const Mat c = ref::random(63, 6, 3);
  Bench bench;
  const Leaf la = bench.leaf(a), lp = bench.leaf(p);
  const Var y = outer_sum(bench.tape, la.var, lp.var, act);
  check_close(bench.tape.value(y), ref::outer_sum(a, p, act), value_tolerance);
  run_backward(bench, y, c);
  const auto loss = [&] { return half_square(ref::outer_sum(a, p, act), c); };
  check_close(la.gradient, ref::gradient(a, loss), gradient_tolerance);
  check_close(lp.gradient, ref::gradient(p, loss), gradient_tolerance);
}

TEST_CASE("slices, means and their gradients agree with the double reference") {
  Mat a = ref::random(30, 4, 1), b = ref::random(12, 4, 2);
  const Mat c = ref::random(12, 4, 3);
  const auto forward = [&] {
    Mat y(12, 4);
    for (int64_t i = 0; i < 12; ++i)
      for (int64_t j = 0; j < 4; ++j) y(i, j) = 0.5 * (a(i + 5, j) + b(i, j));
    return y;
  };
  Bench bench;
  const Leaf la = bench.leaf(a), lb = bench.leaf(b);
  const Var both[] = {slice(bench.tape, la.var, 5, 12), lb.var};
  const Var y = mean_of(bench.tape, both);
  check_close(bench.tape.value(y), forward(), value_tolerance);
  run_backward(bench, y, c);
  const auto loss = [&] { return half_square(forward(), c); };
  check_close(la.gradient, ref::gradient(a, loss), gradient_tolerance);
  check_close(lb.gradient, ref::gradient(b, loss), gradient_tolerance);
}

TEST_CASE("row distances and their gradients agree with the double reference") {
  Mat a = ref::random(34, 6, 1), b = ref::random(17, 6, 2);
  const std::vector<float> scale{2.f, 0.5f};
  const Mat c = ref::random(34, 1, 3);
  Bench bench;
  const Leaf la = bench.leaf(a), lb = bench.leaf(b);
  const Var y = row_distance(bench.tape, la.var, lb.var, scale);
  check_close(bench.tape.value(y), ref::row_distance(a, b, scale), value_tolerance);
  run_backward(bench, y, c);
  const auto loss = [&] { return half_square(ref::row_distance(a, b, scale), c); };
  check_close(la.gradient, ref::gradient(a, loss), gradient_tolerance);
  check_close(lb.gradient, ref::gradient(b, loss), gradient_tolerance);
}

TEST_CASE("the distance of equal rows is finite, and so is its gradient") {
  const Mat a = ref::random(4, 3, 1);
  Bench bench;
  const Leaf la = bench.leaf(a), lb = bench.leaf(a);
  const float scale[] = {1.f};
  const Var y = row_distance(bench.tape, la.var, lb.var, scale);
  run_backward(bench, y, ref::random(4, 1, 2));
  for (int i = 0; i < 12; ++i) CHECK(std::isfinite(la.gradient.data[i]));
}

TEST_CASE("cosine similarities and their gradients agree with the double reference") {
  const auto rows = GENERATE(1, 2, 17, 65);
  const double length = GENERATE(1.0, 1e-2, 1e3);
  CAPTURE(rows, length);
  Mat x = ref::random(rows, 6, 1);
  for (double& v : x.x) v = double(float(v * length));
  const Mat c = ref::random(rows, rows, 2);
  Bench bench;
  const Leaf lx = bench.leaf(x);
  const Var y = cosine_similarity(bench.tape, lx.var);
  check_close(bench.tape.value(y), ref::cosine_similarity(x), value_tolerance);
  run_backward(bench, y, c);
  Mat direction = x;  // differences in units of the rows' length
  for (double& v : direction.x) v /= length;
  const auto loss = [&] {
    Mat scaled = direction;
    for (double& v : scaled.x) v *= length;
    return half_square(ref::cosine_similarity(scaled), c);
  };
  Mat expected = ref::gradient(direction, loss);
  for (double& v : expected.x) v /= length;
  if (rows > 1) check_close(lx.gradient, expected, 2 * gradient_tolerance);
  if (rows == 1)  // a row's cosine with itself does not move
    for (int j = 0; j < 6; ++j) CHECK(std::abs(double(lx.gradient.data[j])) * length < 1e-5);
}

TEST_CASE("a row of zeros is similar to nothing, and its gradient is finite") {
  Mat x = ref::random(4, 3, 1);
  for (int64_t j = 0; j < 3; ++j) x(2, j) = 0;
  Bench bench;
  const Leaf lx = bench.leaf(x);
  const Var y = cosine_similarity(bench.tape, lx.var);
  check_close(bench.tape.value(y), ref::cosine_similarity(x), value_tolerance);
  for (int64_t i = 0; i < 4; ++i) {
    CHECK(bench.tape.value(y).row(i)[2] == 0.f);
    CHECK(bench.tape.value(y).row(2)[i] == 0.f);
  }
  run_backward(bench, y, ref::random(4, 4, 2));
  for (int i = 0; i < 12; ++i) CHECK(std::isfinite(lx.gradient.data[i]));
}

TEST_CASE("a row of a dense layer has the same bits in any batch") {
  const auto inputs = GENERATE(1, 64, 133, 300), outputs = GENERATE(1, 64, 300);
  CAPTURE(inputs, outputs);
  const Mat x = ref::random(200, inputs, 1), w = ref::random(inputs, outputs, 2);
  Bench whole;
  const Var all = dense(whole.tape, whole.leaf(x).var, whole.leaf(w).var, Activation::silu);
  for (const auto& [begin, count] : {std::pair{0, 1}, {5, 3}, {63, 2}, {100, 64}, {17, 180}}) {
    Mat part(count, inputs);
    std::copy_n(x.x.begin() + begin * inputs, count * inputs, part.x.begin());
    Bench alone;
    const Var y = dense(alone.tape, alone.leaf(part).var, alone.leaf(w).var, Activation::silu);
    CHECK(std::memcmp(alone.tape.value(y).data, whole.tape.value(all).row(begin),
                      sizeof(float) * std::size_t(count * outputs)) == 0);
  }
}

TEST_CASE("values and gradients have the same bits for any number of threads") {
  const auto run = [](int threads) {
    Bench b(threads);
    const Mat x = ref::random(700, 60, 1), w = ref::random(60, 130, 2),
              bias = ref::random(1, 130, 3);
    const Mat a = ref::random(9, 130, 4);
    std::vector<int32_t> pick(700);
    for (std::size_t i = 0; i < pick.size(); ++i) pick[i] = int32_t(i % 9);
    const Leaf lx = b.leaf(x), lw = b.leaf(w), lb = b.leaf(bias), la = b.leaf(a);
    const Var y = dense(b.tape, lx.var, lw.var, Activation::silu,
                        {.bias = lb.var, .addend = la.var, .addend_row = pick.data()});
    const double loss = square_loss(b.tape, y, Var{}, 700, 1) +
                        square_loss(b.tape, cosine_similarity(b.tape, y), Var{}, 700, 1);
    b.tape.backward();
    std::vector<float> bits{float(loss)};
    for (const Matrix& m : {lx.gradient, lw.gradient, lb.gradient, la.gradient})
      bits.insert(bits.end(), m.data, m.data + m.size());
    return bits;
  };
  const auto one = run(1);
  for (const int threads : {2, 3, 5}) {
    const auto many = run(threads);
    REQUIRE(many.size() == one.size());
    CHECK(std::memcmp(many.data(), one.data(), one.size() * sizeof(float)) == 0);
  }
}
