// Reads structures from standard input and writes the neighbours of each, for neighbours_ase.py:
//   in   atoms cutoff, 9 numbers of the cell, 3 flags of its periodicity, 3 numbers an atom
//   out  pairs, then for each "i j image distance"
#include <iostream>

#include "chem/neighbours.hpp"

int main() {
  graft::NeighbourFinder finder;
  int64_t atoms = 0;
  double cutoff = 0;
  std::cout.precision(17);
  while (std::cin >> atoms >> cutoff) {
    graft::Structure s;
    for (auto& vector : s.cell)
      for (double& component : vector) std::cin >> component;
    for (bool& periodic : s.periodic) std::cin >> periodic;
    s.species.assign(std::size_t(atoms), 1);
    s.positions.resize(std::size_t(atoms));
    for (auto& position : s.positions)
      for (double& component : position) std::cin >> component;
    const graft::Neighbours& n = finder.find(s, cutoff);
    std::cout << n.size() << '\n';
    for (std::size_t i = 0; i < std::size_t(atoms); ++i)
      for (auto e = std::size_t(n.start[i]); e < std::size_t(n.start[i + 1]); ++e)
        std::cout << i << ' ' << n.index[e] << ' ' << n.image[e][0] << ' ' << n.image[e][1] << ' '
                  << n.image[e][2] << ' ' << n.distance[e] << '\n';
  }
}
