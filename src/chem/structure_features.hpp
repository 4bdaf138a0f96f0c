// Features of a structure for methods that take vectors of numbers: those of its composition
// (composition.hpp), then what follows. None depends on where the structure is, how it is turned,
// in which order its atoms stand, or by which cell it is described; all vary continuously as atoms
// move, and smoothly but for the extremes and deviations.
//
// A bond of weight w joins atoms whose distance r is up to about the sum of their covalent radii:
// with the ratio x = r / (R + R') w is 1 up to x = 1.15 and falls to 0 at 1.45. A mean over bonds
// is sum w v / (sum w + 0.05 atoms), so that it goes to 0 with the last bond.
//
//   periodic_directions    0 .. 3
//   finite_atoms           their number where no direction is periodic, else 0
//   density, volume_per_atom, packing
//                          g/cm^3, angstrom^3 and the share of the volume within covalent radii of
//                          atoms; 0 unless all directions are periodic, as others have no volume
//   radial_r               neighbours an atom at the distance r = 1.0, 1.5 .. 5.5 angstrom, counted
//                          with a quadratic B-spline; nothing beyond 6 angstrom counts
//   reduced_x              the same by the ratio x = 0.7, 0.9 .. 2.1
//   nearest_*              distance to an atom's nearest neighbour, 6 at most
//   coordination_*         sum of the weights of an atom's bonds
//   bond_length, bond_ratio, bond_ratio_deviation
//                          means over bonds of r, x and |x - mean|
//   angle_c                share of the pairs of bonds at one atom with cosine c = -1, -0.8 .. 1
//   ionic_character        mean over bonds of 1 - exp(-(difference of electronegativities)^2 / 4)
//   stiffness, stiffness_maximum
//                          over bonds of w x^-3 / sqrt(reduced mass in u): what sets frequencies
//   difference_v, difference_deviation_v
//                          for each property v of elements.hpp, over atoms: the mean over the
//                          atom's bonds of |v - v'|
//
// *: mean, deviation (mean of |. - mean|), minimum and maximum over atoms. Values are rounded to
// multiples of 2^-30, so that what symmetry makes equal is equal.
#pragma once

#include <string>
#include <vector>

#include "chem/composition.hpp"
#include "chem/structure.hpp"

namespace graft {

constexpr int structure_features_version = 1;  // counts the lists that gave other features
constexpr int structure_feature_count =
    composition_feature_count + 5 + 10 + 8 + 4 + 4 + 3 + 11 + 1 + 2 + 2 * property_count;

// Of a structure that passes check_structure().
std::vector<double> structure_features(const Structure& structure);
std::vector<std::string> structure_feature_names();

}  // namespace graft
