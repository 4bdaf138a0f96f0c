// The translations of a periodic structure, by vectors as short as there are: a skewed or thin cell
// is one of many for its lattice, and the reduced one needs the fewest images.
#pragma once

#include <array>
#include <cstdint>

#include "chem/structure.hpp"

namespace graft {

using Image = std::array<int32_t, 3>;  // how many cells along a, b, c

struct Lattice {
  int periods = 0;  // how many directions are periodic
  // The first `periods`: Minkowski-reduced translations, which are no longer than any sum of
  // themselves. The others: unit vectors at right angles to these and to each other.
  std::array<Vector3, 3> vector{};
  std::array<Image, 3> of_cell{};  // vector[i] = sum_j of_cell[i][j] cell[j], i < periods
  std::array<Vector3, 3> dual{};   // dual[i] . vector[j] = 1 where i = j, else 0
  std::array<double, 3> height{};  // between the lattice planes that vector[i] joins
  double content = 0;              // length, area or volume of the periodic part; 1 for none

  double along(int i, const Vector3& position) const { return dot(dual[std::size_t(i)], position); }
};

// Throws GRAFT_ERROR_DATA for a cell whose periodic vectors are not finite, depend on each other,
// or have a translation shorter than closest_atoms.
Lattice lattice_of(const Structure& structure);

}  // namespace graft
