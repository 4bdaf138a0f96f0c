#include "chem/lattice.hpp"

#include <cmath>

#include "base/error.hpp"

namespace graft {
namespace {

constexpr char names[] = {'a', 'b', 'c'};
constexpr int64_t most_cells = 1 << 20;  // of a reduced vector along one of the cell's

using Coefficients = std::array<int64_t, 3>;

Vector3 combined(const Coefficients& of, const std::array<Vector3, 3>& cell) {
  Vector3 v{};
  for (std::size_t j = 0; j < 3; ++j)
    if (of[j] != 0)
      for (std::size_t k = 0; k < 3; ++k) v[k] += double(of[j]) * cell[j][k];
  return v;
}

std::string shown(const Coefficients& of) {
  return join("[", of[0], ", ", of[1], ", ", of[2], "]");
}

void check_vectors(const Structure& s) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (!s.periodic[i]) continue;
    for (std::size_t k = 0; k < 3; ++k)
      if (!(std::abs(s.cell[i][k]) <= farthest_position))
        fail(GRAFT_ERROR_DATA, "cell: component ", k, " of vector ", names[i], " is ",
             s.cell[i][k]);
    if (dot(s.cell[i], s.cell[i]) == 0)
      fail(GRAFT_ERROR_DATA, "cell: vector ", names[i],
           " is zero, and the structure is periodic "
           "along it");
  }
}

// Vectors that each sum of some of them, with coefficients of -1 and 1, is no shorter than.
class Reduction {
 public:
  explicit Reduction(const Structure& s) : cell_(s.cell) {
    for (std::size_t i = 0; i < 3; ++i)
      if (s.periodic[i]) {
        of_[count_] = {};
        of_[count_][i] = 1;
        vector_[count_++] = cell_[i];
      }
    while (shortens_pair() || shortens_triple()) {
    }
    for (std::size_t i = 0; i < count_; ++i) check_length(i);
  }

  std::size_t count() const { return count_; }
  const Vector3& vector(std::size_t i) const { return vector_[i]; }
  const Coefficients& of(std::size_t i) const { return of_[i]; }

 private:
  void check_length(std::size_t i) const {
    if (const double length = std::sqrt(dot(vector_[i], vector_[i])); length < closest_atoms)
      fail(GRAFT_ERROR_DATA, "cell: is singular or too thin: it repeats itself after ", length,
           " angstrom, along ", shown(of_[i]));
  }

  // Vector i with others added, if that is shorter by more than rounding.
  bool accepts(std::size_t i, const Coefficients& of) {
    const Vector3 v = combined(of, cell_);
    if (dot(v, v) >= dot(vector_[i], vector_[i]) * (1 - 1e-10)) return false;
    for (const int64_t n : of)
      if (std::abs(n) > most_cells)
        fail(GRAFT_ERROR_DATA, "cell: is too skewed: a short translation lies along ", shown(of));
    of_[i] = of;
    vector_[i] = v;
    check_length(i);
    return true;
  }
  bool accepts_sum(std::size_t i, std::size_t j, int64_t n, std::size_t k, int64_t m) {
    Coefficients of = of_[i];
    for (std::size_t c = 0; c < 3; ++c) of[c] += n * of_[j][c] + m * of_[k][c];
    return accepts(i, of);
  }

  bool shortens_pair() {
    bool any = false;
    for (std::size_t i = 0; i < count_; ++i)
      for (std::size_t j = 0; j < count_; ++j) {
        if (i == j) continue;
        const double n = std::round(dot(vector_[i], vector_[j]) / dot(vector_[j], vector_[j]));
        if (std::abs(n) > double(most_cells))
          fail(GRAFT_ERROR_DATA, "cell: is too skewed: a vector is ", std::abs(n),
               " times as long as another that it goes along");
        if (n != 0) any |= accepts_sum(i, j, -int64_t(n), j, 0);
      }
    return any;
  }
  bool shortens_triple() {
    if (count_ < 3) return false;
    for (std::size_t i = 0; i < 3; ++i)
      for (const int64_t n : {-1, 1})
        for (const int64_t m : {-1, 1})
          if (accepts_sum(i, (i + 1) % 3, n, (i + 2) % 3, m)) return true;
    return false;
  }

  const std::array<Vector3, 3>& cell_;
  std::size_t count_ = 0;
  std::array<Vector3, 3> vector_{};
  std::array<Coefficients, 3> of_{};
};

Vector3 unit(Vector3 v) {
  const double length = std::sqrt(dot(v, v));
  for (double& c : v) c /= length;
  return v;
}

// At right angles to v, by the axis that is farthest from it.
Vector3 normal_to(const Vector3& v) {
  std::size_t least = 0;
  for (std::size_t k = 1; k < 3; ++k)
    if (std::abs(v[k]) < std::abs(v[least])) least = k;
  Vector3 axis{};
  axis[least] = 1;
  return unit(cross(v, axis));
}

}  // namespace

Lattice lattice_of(const Structure& structure) {
  check_vectors(structure);
  const Reduction reduced(structure);
  Lattice l;
  l.periods = int(reduced.count());
  l.vector = {Vector3{1, 0, 0}, Vector3{0, 1, 0}, Vector3{0, 0, 1}};
  for (std::size_t i = 0; i < reduced.count(); ++i) {
    l.vector[i] = reduced.vector(i);
    for (std::size_t j = 0; j < 3; ++j) l.of_cell[i][j] = int32_t(reduced.of(i)[j]);
  }
  if (l.periods == 1) l.vector[1] = normal_to(l.vector[0]);
  if (l.periods == 1 || l.periods == 2) l.vector[2] = unit(cross(l.vector[0], l.vector[1]));
  const double volume = dot(l.vector[0], cross(l.vector[1], l.vector[2]));
  for (std::size_t i = 0; i < 3; ++i) {
    l.dual[i] = cross(l.vector[(i + 1) % 3], l.vector[(i + 2) % 3]);
    for (double& c : l.dual[i]) c /= volume;
    l.height[i] = 1 / std::sqrt(dot(l.dual[i], l.dual[i]));
  }
  l.content = std::abs(volume);
  return l;
}

}  // namespace graft
