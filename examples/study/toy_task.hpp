// Two properties on a square that are functions of the same curved coordinates: what the toy
// example learns.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

struct Point {
  double x, y;
};

// The square turned about its middle, the more the farther out: the coordinates in which both
// properties are simple.
inline Point unwound(Point p) {
  const double angle = 1.6 * std::hypot(p.x, p.y), c = std::cos(angle), s = std::sin(angle);
  return {c * p.x - s * p.y, s * p.x + c * p.y};
}

inline double source_truth(Point p) { return 1.4 * unwound(p).x; }

// A function of the coordinate that the source reveals, though no affine one, and a share of the
// other, of which the source says nothing.
struct Target {
  std::string_view name;
  double revealed, hidden;

  double operator()(Point p) const {
    const Point q = unwound(p);
    return revealed * std::sin(3.5 * q.x) + hidden * q.y;
  }
};
constexpr Target related{"related", 1.3, 0.2}, less_related{"less related", 0.8, 0.8};

// Where the target has labels.
inline bool labelled(Point p) { return p.x > 0.1; }

// Uniform in the square [-1, 1]^2, or in its labelled part.
inline std::vector<Point> draw_points(int count, bool labelled_only, uint64_t seed) {
  std::mt19937_64 bits(seed);
  const auto uniform = [&] { return std::ldexp(double(bits() >> 11), -52) - 1; };
  std::vector<Point> points;
  while (int(points.size()) < count) {
    const double x = uniform();
    const Point p{x, uniform()};
    if (!labelled_only || labelled(p)) points.push_back(p);
  }
  return points;
}

// The middles of side x side cells, row by row from the top.
inline std::vector<Point> grid_points(int side) {
  std::vector<Point> points;
  for (int i = 0; i < side; ++i)
    for (int j = 0; j < side; ++j)
      points.push_back({-1 + (2 * j + 1.0) / side, 1 - (2 * i + 1.0) / side});
  return points;
}
