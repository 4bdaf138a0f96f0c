// Atoms in space, in a cell or not: what a simulation code holds.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace graft {

using Vector3 = std::array<double, 3>;

inline double dot(const Vector3& a, const Vector3& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
inline Vector3 cross(const Vector3& a, const Vector3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

struct Structure {
  std::vector<uint8_t> species;    // atomic numbers
  std::vector<Vector3> positions;  // angstrom; anywhere, also outside of the cell
  std::array<Vector3, 3> cell{};   // the vectors a, b, c; read where it is periodic
  std::array<bool, 3> periodic{};  // along a, b, c

  int64_t atoms() const { return int64_t(species.size()); }
  bool operator==(const Structure&) const = default;
};

// No two atoms, or images of them, are nearer than this, in angstrom: hydrogen's bond is 0.74.
constexpr double closest_atoms = 0.1;
// Farther from the origin than this, in angstrom, no position is taken.
constexpr double farthest_position = 1e8;

// Throw GRAFT_ERROR_DATA with the atom or the cell's vector and the value: no atoms, species
// outside of the table of elements, positions or vectors that are not finite; a cell without a
// volume, or one that repeats itself within closest_atoms (lattice.hpp).
void check_structure(const Structure& structure);
// The same, and of atoms on top of each other.
void check_distances(const Structure& structure);

}  // namespace graft
