// The figures of stability.cpp and the plane of the toy, on vectors whose answers are known.
#include "similarity.hpp"

#include <cstdio>
#include <random>

#include "principal_axes.hpp"

static int failures = 0;

static void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  ++failures;
}

static bool near(double a, double b, double tolerance = 1e-9) {
  return std::abs(a - b) < tolerance;
}

int main() {
  std::mt19937_64 bits(1);
  const auto uniform = [&] { return double(bits() >> 11) / 9007199254740992.0 - 0.5; };
  const std::size_t rows = 400;
  Vectors a{{}, rows, 3}, turned{{}, rows, 3}, other{{}, rows, 5};
  for (std::size_t i = 0; i < rows; ++i) {
    const double x = uniform(), y = 2 * uniform(), z = 3 * uniform();
    a.values.insert(a.values.end(), {x, y, z});
    turned.values.insert(turned.values.end(),
                         {7 + 2 * (0.6 * x - 0.8 * y), 2 * (0.8 * x + 0.6 * y), 2 * z - 1});
    for (int k = 0; k < 5; ++k) other.values.push_back(uniform());
  }
  expect(near(distance_correlation(a, turned), 1), "turned, stretched, moved: the same distances");
  expect(near(linear_cka(a, turned), 1), "turned, stretched, moved: the same kernel");
  expect(std::abs(distance_correlation(a, other)) < 0.1,
         "unrelated vectors have unrelated distances");
  expect(linear_cka(a, other) < 0.1, "unrelated vectors have unrelated kernels");
  expect(near(linear_cka(a, other), linear_cka(other, a)), "the alignment has no order");

  // Three points on a line: distances 1, 3, 2 and 2, 3, 1.
  const Vectors line{{0, 1, 3}, 3, 1}, mirrored{{0, 2, 3}, 3, 1};
  expect(near(distance_correlation(line, mirrored), 0.5), "three distances by hand");
  // Centred (-4, -1, 5) / 3 and (-5, 1, 4) / 3: 39^2 / (42 * 42).
  expect(near(linear_cka(line, mirrored), 39.0 * 39 / (42 * 42)), "an alignment by hand");

  const auto plane = command::principal_plane(a.values, 3);
  expect(near(plane.axes[0][2], 1, 0.05), "the widest direction comes first, and points up");
  expect(near(plane.axes[1][1], 1, 0.05), "the second widest comes second");
  expect(near(plane.share[0], 9.0 / 14, 0.05), "its share of the variance");
  double x = 0, product = 0;
  for (const auto& p : command::projected(a.values, plane)) x += p[0], product += p[0] * p[1];
  expect(near(x, 0, 1e-6) && near(product, 0, 1e-3), "images are centred and not correlated");
  return failures == 0 ? 0 : 1;
}
