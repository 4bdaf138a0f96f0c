// Structures for tests: random ones of every periodicity, and crystals by hand.
#pragma once

#include <cmath>
#include <string>

#include "base/rng.hpp"
#include "chem/structure.hpp"

namespace graft {

constexpr auto test_stream = Stream::split;

inline Vector3 random_vector(Rng& rng, double size) {
  return {size * rng.normal(), size * rng.normal(), size * rng.normal()};
}

// a + sum n_i cell_i
inline Vector3 moved(Vector3 a, const std::array<Vector3, 3>& cell, const std::array<int, 3>& n) {
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t k = 0; k < 3; ++k) a[k] += n[i] * cell[i][k];
  return a;
}

inline int random_integer(Rng& rng, int most) {
  return int(rng.below(uint64_t(2 * most + 1))) - most;
}

struct Shape {
  const char* name;
  std::array<bool, 3> periodic;
  std::array<double, 3> lengths;  // of the cell before it is skewed
  int skew;                       // coefficients of the vectors that are added to others
  int outside;                    // cells that atoms are away
};

// Atoms at random in a box of these lengths turned at random, the box's vectors mixed by integers.
inline Structure random_structure(const Shape& shape, int atoms, Rng rng) {
  Structure s;
  s.periodic = shape.periodic;
  std::array<Vector3, 3> box;
  for (std::size_t i = 0; i < 3; ++i) {
    box[i] = random_vector(rng, 0.15 * shape.lengths[i]);
    box[i][i] += shape.lengths[i];
  }
  for (int i = 0; i < atoms; ++i) {
    s.species.push_back(uint8_t(1 + rng.below(20)));
    Vector3 at{};
    for (const Vector3& v : box) {
      const double f = rng.uniform();
      for (std::size_t k = 0; k < 3; ++k) at[k] += f * v[k];
    }
    std::array<int, 3> n{};
    for (std::size_t d = 0; d < 3; ++d)
      if (s.periodic[d]) n[d] = random_integer(rng, shape.outside);
    s.positions.push_back(moved(at, box, n));
  }
  s.cell = box;
  for (std::size_t i = 0; i < 3; ++i)  // unimodular: the lattice stays what it is
    for (std::size_t j = 0; j < 3; ++j)
      if (i != j && s.periodic[i] && s.periodic[j]) {
        const int n = random_integer(rng, shape.skew);
        for (std::size_t k = 0; k < 3; ++k) s.cell[i][k] += n * s.cell[j][k];
      }
  for (std::size_t i = 0; i < 3; ++i)
    if (!s.periodic[i]) s.cell[i] = {0, 0, 0};
  return s;
}

constexpr Shape shapes[] = {
    {"a crystal", {true, true, true}, {5, 6, 7}, 0, 0},
    {"a small cell", {true, true, true}, {1.5, 2, 2.5}, 0, 1},
    {"a large cell", {true, true, true}, {14, 16, 15}, 0, 0},
    {"a skewed cell", {true, true, true}, {5, 4, 6}, 4, 0},
    {"a thin cell", {true, true, true}, {9, 0.6, 12}, 2, 3},
    {"atoms far outside", {true, true, true}, {5, 4, 6}, 1, 1000},
    {"a slab", {true, true, false}, {5, 6, 9}, 2, 3},
    {"a slab along a and c", {true, false, true}, {5, 6, 4}, 1, 0},
    {"a wire", {false, true, false}, {5, 3, 5}, 0, 100},
    {"a cluster", {false, false, false}, {7, 7, 7}, 0, 0},
};

inline Structure crystal(double a, const std::vector<uint8_t>& species,
                         const std::vector<Vector3>& fractions) {
  Structure s;
  s.species = species;
  s.periodic = {true, true, true};
  s.cell = {Vector3{a, 0, 0}, Vector3{0, a, 0}, Vector3{0, 0, a}};
  for (const Vector3& f : fractions) s.positions.push_back({a * f[0], a * f[1], a * f[2]});
  return s;
}
inline Structure rock_salt(double a = 5.64) {
  return crystal(a, {11, 11, 11, 11, 17, 17, 17, 17},
                 {{0, 0, 0},
                  {.5, .5, 0},
                  {.5, 0, .5},
                  {0, .5, .5},
                  {.5, 0, 0},
                  {0, .5, 0},
                  {0, 0, .5},
                  {.5, .5, .5}});
}
// The same crystal by its smallest cell.
inline Structure primitive_rock_salt(double a = 5.64) {
  Structure s;
  s.species = {11, 17};
  s.positions = {{0, 0, 0}, {a / 2, 0, 0}};
  s.periodic = {true, true, true};
  s.cell = {Vector3{0, a / 2, a / 2}, Vector3{a / 2, 0, a / 2}, Vector3{a / 2, a / 2, 0}};
  return s;
}

// ---- The same structure, written otherwise ---------------------------------------------------

inline Structure translated(Structure s, const Vector3& by) {
  for (Vector3& at : s.positions)
    for (std::size_t k = 0; k < 3; ++k) at[k] += by[k];
  return s;
}

// Turned by an angle about each axis in turn.
inline Structure rotated(Structure s, const std::array<double, 3>& angles) {
  const auto turn = [&](Vector3& v) {
    for (std::size_t d = 0; d < 3; ++d) {
      const std::size_t p = (d + 1) % 3, q = (d + 2) % 3;
      const double c = std::cos(angles[d]), n = std::sin(angles[d]);
      const double x = v[p], y = v[q];
      v[p] = c * x - n * y;
      v[q] = n * x + c * y;
    }
  };
  for (Vector3& at : s.positions) turn(at);
  for (Vector3& vector : s.cell) turn(vector);
  return s;
}

inline Structure permuted(const Structure& s, Rng rng) {
  Structure p = s;
  p.species.clear();
  p.positions.clear();
  for (const int64_t i : permutation(s.atoms(), rng)) {
    p.species.push_back(s.species[std::size_t(i)]);
    p.positions.push_back(s.positions[std::size_t(i)]);
  }
  return p;
}

inline Structure supercell(const Structure& s, const std::array<int, 3>& times) {
  Structure big = s;
  big.species.clear();
  big.positions.clear();
  for (int a = 0; a < times[0]; ++a)
    for (int b = 0; b < times[1]; ++b)
      for (int c = 0; c < times[2]; ++c)
        for (std::size_t i = 0; i < s.species.size(); ++i) {
          big.species.push_back(s.species[i]);
          big.positions.push_back(moved(s.positions[i], s.cell, {a, b, c}));
        }
  for (std::size_t d = 0; d < 3; ++d)
    for (double& c : big.cell[d]) c *= times[d];
  return big;
}

// By other vectors of the same lattice; for structures that are periodic along all of them.
inline Structure with_other_vectors(Structure s) {
  s.cell[0] = moved(s.cell[0], s.cell, {0, 2, -1});
  s.cell[2] = moved(s.cell[2], s.cell, {1, -3, 0});
  return s;
}

}  // namespace graft
