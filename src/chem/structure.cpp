#include "chem/structure.hpp"

#include <cmath>

#include "base/error.hpp"
#include "chem/elements.hpp"
#include "chem/neighbours.hpp"

namespace graft {

void check_structure(const Structure& structure) {
  if (structure.atoms() == 0) fail(GRAFT_ERROR_DATA, "there are no atoms");
  for (std::size_t i = 0; i < structure.species.size(); ++i) {
    const int number = structure.species[i];
    if (number < 1 || number > element_count)
      fail(GRAFT_ERROR_DATA, "atom ", i, ": species ", number,
           " is not an atomic number from 1 to ", element_count);
    for (std::size_t k = 0; k < 3; ++k)
      if (const double x = structure.positions[i][k]; !(std::abs(x) <= farthest_position))
        fail(GRAFT_ERROR_DATA, "atom ", i, ": component ", k, " of its position is ", x);
  }
  lattice_of(structure);
}

void check_distances(const Structure& structure) {
  check_structure(structure);
  const Neighbours near = neighbours_within(structure, closest_atoms);
  for (std::size_t i = 0; i < structure.species.size(); ++i) {
    if (near.start[i] == near.start[i + 1]) continue;
    const auto at = std::size_t(near.start[i]);
    const bool same_cell = near.image[at] == Image{};
    fail(GRAFT_ERROR_DATA, "atom ", i, " is on top of ", same_cell ? "" : "an image of ", "atom ",
         near.index[at], ": they are ", near.distance[at], " angstrom apart");
  }
}

}  // namespace graft
