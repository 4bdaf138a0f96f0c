// The loops over doubles, each variant that this processor runs, against one number at a time.
#include <cmath>
#include <limits>
#include <vector>

#include "base/rng.hpp"
#include "catch.hpp"
#include "tensor/kernels.hpp"

namespace {

using namespace graft;

using Numbers = std::vector<double>;

Numbers normals(int64_t n, uint64_t seed) {
  Rng rng(seed, 91);
  Numbers x(std::size_t(n), 0.0);
  for (auto& v : x) v = rng.normal();
  return x;
}

// Feature by feature; padding rows zero.
Numbers padded(const DenseShape& s, int64_t rows, int64_t features, uint64_t seed) {
  Numbers x = normals(s.stride * features, seed);
  for (int64_t i = 0; i < features; ++i)
    for (int64_t r = rows; r < s.stride; ++r) x[std::size_t(i * s.stride + r)] = 0;
  return x;
}

// Odd numbers of everything, so that each remainder of each blocking occurs.
const int64_t widths[] = {1, 2, 3, 5, 8, 9, 15, 17};
const int64_t row_counts[] = {1, 8, 13, 24, 37};

template <class Check>
void for_shapes(Check&& check) {
  for (const Kernels* k : runnable_kernels())
    for (int64_t inputs : widths)
      for (int64_t outputs : widths)
        for (int64_t rows : row_counts) {
          const int64_t all = (rows + row_padding - 1) / row_padding * row_padding;
          check(*k, DenseShape{inputs, outputs, all, all + 3}, rows);
        }
}

// Distances between a double and its neighbour at this size.
double ulps(double value, long double exact) {
  const double at = std::abs(double(exact));
  const double gap = std::nextafter(at, std::numeric_limits<double>::infinity()) - at;
  return double(std::abs((long double)value - exact) / gap);
}

}  // namespace

TEST_CASE("a dense layer of every shape is its sums", "[kernels]") {
  for_shapes([](const Kernels& k, const DenseShape& s, int64_t rows) {
    const Numbers x = padded(s, rows, s.inputs, 1), w = normals((s.inputs + 1) * s.outputs, 2);
    for (bool with_tanh : {false, true}) {
      Numbers out(std::size_t(s.stride * s.outputs), 7.0);
      k.dense(out.data(), x.data(), w.data(), s, with_tanh);
      double worst = 0;
      for (int64_t o = 0; o < s.outputs; ++o)
        for (int64_t r = 0; r < s.stride; ++r) {
          const double* unit = w.data() + o * (s.inputs + 1);
          long double sum = unit[s.inputs];
          for (int64_t i = 0; i < s.inputs; ++i)
            sum += (long double)unit[i] * x[std::size_t(i * s.stride + r)];
          const double expected =
              r >= s.rows ? 7.0 : double(with_tanh ? std::tanh(sum) : sum);  // 7: not touched
          worst = std::max(worst, std::abs(out[std::size_t(o * s.stride + r)] - expected));
        }
      REQUIRE(worst < 1e-14);
    }
  });
}

TEST_CASE("the signal goes back through a layer of every shape", "[kernels]") {
  for_shapes([](const Kernels& k, const DenseShape& s, int64_t rows) {
    const Numbers x = padded(s, rows, s.inputs, 3), w = normals((s.inputs + 1) * s.outputs, 4);
    const Numbers signal = padded(s, rows, s.outputs, 5);
    Numbers back(std::size_t(s.stride * s.inputs), 7.0);
    k.dense_signal(back.data(), x.data(), signal.data(), w.data(), s);
    double worst = 0;
    for (int64_t i = 0; i < s.inputs; ++i)
      for (int64_t r = 0; r < s.stride; ++r) {
        long double sum = 0;
        for (int64_t o = 0; o < s.outputs; ++o)
          sum += (long double)w[std::size_t(o * (s.inputs + 1) + i)] *
                 signal[std::size_t(o * s.stride + r)];
        const long double h = x[std::size_t(i * s.stride + r)];
        const double expected = r >= s.rows ? 7.0 : double((1 - h * h) * sum);
        const double error = std::abs(back[std::size_t(i * s.stride + r)] - expected);
        worst = std::max(worst, error / (1 + std::abs(expected)));
      }
    REQUIRE(worst < 1e-13);
  });
}

TEST_CASE("the gradient of a layer of every shape is a sum over rows", "[kernels]") {
  for_shapes([](const Kernels& k, const DenseShape& s, int64_t rows) {
    const Numbers x = padded(s, rows, s.inputs, 6), signal = padded(s, rows, s.outputs, 7);
    const int64_t count = (s.inputs + 1) * s.outputs;
    Numbers gradient(std::size_t(count + 8), 7.0);
    k.dense_gradient(gradient.data(), x.data(), signal.data(), s);
    double worst = 0;
    for (int64_t o = 0; o < s.outputs; ++o)
      for (int64_t i = 0; i <= s.inputs; ++i) {
        long double sum = 0;
        for (int64_t r = 0; r < rows; ++r)
          sum += (long double)signal[std::size_t(o * s.stride + r)] *
                 (i < s.inputs ? x[std::size_t(i * s.stride + r)] : 1.0);
        const double g = gradient[std::size_t(o * (s.inputs + 1) + i)];
        worst = std::max(worst, std::abs(g - double(sum)));
      }
    REQUIRE(worst < 1e-13);
    for (int64_t i = count; i < count + 8; ++i) REQUIRE(gradient[std::size_t(i)] == 7.0);
  });
}

TEST_CASE("tanh is within 3 ulp everywhere, and a NaN stays one", "[kernels]") {
  const double big = std::numeric_limits<double>::max();
  Numbers x = {0, 1e-300, 1e-20, 1e-8, 19.9, 20, 20.1, 710, big, INFINITY};
  for (int i = 0; i < 20000; ++i) x.push_back(std::pow(10.0, -6 + 7.5 * i / 20000));
  for (int i = 0; i < 20000; ++i) x.push_back(2.0 * i / 20000);
  for (std::size_t i = 0, n = x.size(); i < n; ++i) x.push_back(-x[i]);
  x.push_back(NAN);
  x.resize((x.size() + 7) / 8 * 8, 0.0);
  const int64_t n = int64_t(x.size());
  const double w[] = {1, 0};
  for (const Kernels* k : runnable_kernels()) {
    Numbers y(x.size());
    k->dense(y.data(), x.data(), w, {1, 1, n, n}, true);
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (std::isnan(x[i]))
        CHECK(std::isnan(y[i]));
      else
        worst = std::max(worst, ulps(y[i], std::tanh((long double)x[i])));
      if (!(std::abs(y[i]) <= 1)) CHECK(std::isnan(x[i]));
    }
    CHECK(worst < 3);
  }
}

TEST_CASE("the sampler's vector updates of every length are their formulas", "[kernels]") {
  for (const Kernels* k : runnable_kernels())
    for (int64_t n : {1, 2, 7, 8, 9, 31, 116}) {
      const std::size_t size = std::size_t(n);
      const Numbers x = normals(n, 8), z = normals(n, 9), g = normals(n, 10);
      Numbers m = normals(n, 11), y(size), left = g, q = x, p = z;
      for (auto& v : m) v = std::exp(v);

      k->shifted(y.data(), x.data(), z.data(), 0.3, n);
      double dot, square, expected_dot = 0, expected_square = 0, kinetic = 0;
      k->unscale_gradient(left.data(), z.data(), 0.3, n, &dot, &square);
      k->kick_drift(q.data(), p.data(), g.data(), m.data(), 0.05, 0.1, n);
      for (std::size_t i = 0; i < size; ++i) {
        CHECK(y[i] == Approx(x[i] + 0.3 * z[i]).margin(1e-15));
        CHECK(left[i] == Approx(0.3 * g[i] - z[i]).margin(1e-15));
        CHECK(p[i] == Approx(z[i] + 0.05 * g[i]).margin(1e-15));
        CHECK(q[i] == Approx(x[i] + 0.1 * m[i] * p[i]).margin(1e-14));
        expected_dot += g[i] * z[i];
        expected_square += z[i] * z[i];
        kinetic += m[i] * std::pow(p[i] + 0.05 * g[i], 2);
      }
      CHECK(dot == Approx(expected_dot).margin(1e-13));
      CHECK(square == Approx(expected_square));
      CHECK(k->kick(p.data(), g.data(), m.data(), 0.05, n) == Approx(kinetic));
    }
}

// Six conditions: whole, and each half with the first state of the other, at both ends.
TEST_CASE("two stretches move apart when all six products are positive", "[kernels]") {
  for (const Kernels* k : runnable_kernels()) {
    int apart = 0, turned = 0;
    for (uint64_t seed = 0; seed < 200; ++seed) {
      const int64_t n = 1 + int64_t(seed % 19);
      const std::size_t size = std::size_t(n);
      // Mostly along one direction, so that both answers occur.
      Numbers v[6], m = normals(n, 1000 + seed);
      for (auto& value : m) value = std::exp(value);
      for (uint64_t j = 0; j < 6; ++j) {
        v[j] = normals(n, 10 * seed + j);
        for (std::size_t i = 0; i < size; ++i) v[j][i] = 1 + 1.5 * v[j][i];
      }
      const auto& [a, b, r, c, d, s] = v;
      double sums[6] = {};
      for (std::size_t i = 0; i < size; ++i) {
        sums[0] += m[i] * a[i] * (r[i] + s[i]);
        sums[1] += m[i] * d[i] * (r[i] + s[i]);
        sums[2] += m[i] * a[i] * (r[i] + c[i]);
        sums[3] += m[i] * c[i] * (r[i] + c[i]);
        sums[4] += m[i] * b[i] * (s[i] + b[i]);
        sums[5] += m[i] * d[i] * (s[i] + b[i]);
      }
      bool expected = true;
      for (double sum : sums) expected = expected && sum > 0;
      CHECK(k->moves_apart({a.data(), b.data(), r.data()}, {c.data(), d.data(), s.data()}, m.data(),
                           n) == expected);
      ++(expected ? apart : turned);
    }
    CHECK(apart > 20);
    CHECK(turned > 20);
  }
}
