// Molecules by hand, for tests that run without RDKit as well.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "chem/featurizer.hpp"

namespace graft::molecules {

struct Atom {
  int number, charge = 0;
  bool aromatic = false;
};
struct Bond {
  int from, to;
  BondOrder order = BondOrder::single;
  bool in_ring = false;
};

inline Graph make(const std::vector<Atom>& atoms, const std::vector<Bond>& bonds) {
  Graph g;
  g.atoms.cols = atom_features;
  g.bonds.cols = bond_features;
  for (std::size_t v = 0; v < atoms.size(); ++v) {
    const Atom& a = atoms[v];
    int degree = 0, twice_valence = 0;
    for (const Bond& b : bonds)
      if (b.from == int(v) || b.to == int(v)) {
        ++degree;
        twice_valence += b.order == BondOrder::single     ? 2
                         : b.order == BondOrder::aromatic ? 3
                         : b.order == BondOrder::twofold  ? 4
                                                          : 6;
      }
    const int valence = a.number == 6   ? 4
                        : a.number == 7 ? 3
                        : a.number == 8 ? 2
                        : a.charge != 0 ? 0
                                        : 1;
    const int hydrogens = std::max(0, valence + (a.number == 8 ? a.charge : 0) - twice_valence / 2);
    add_atom_row(g.atoms, {a.number, degree + hydrogens, a.charge, 0, hydrogens,
                           a.aromatic || twice_valence > 2 * degree ? Hybridisation::sp2
                                                                    : Hybridisation::sp3,
                           a.aromatic, 2.0 * a.number});
  }
  for (const Bond& b : bonds) {
    add_bond_row(g.bonds, {b.order, b.order == BondOrder::aromatic, b.in_ring, 0});
    g.ends.push_back({b.from, b.to});
  }
  return g;
}

inline Graph ring(int size, Atom atom, BondOrder order) {
  std::vector<Bond> bonds;
  for (int i = 0; i < size; ++i) bonds.push_back({i, (i + 1) % size, order, true});
  return make(std::vector<Atom>(std::size_t(size), atom), bonds);
}

inline Graph methane() { return make({{6}}, {}); }
inline Graph ethane() { return make({{6}, {6}}, {{0, 1}}); }
inline Graph ethanol() { return make({{6}, {6}, {8}}, {{0, 1}, {1, 2}}); }
inline Graph benzene() { return ring(6, {6, 0, true}, BondOrder::aromatic); }
inline Graph cyclohexane() { return ring(6, {6}, BondOrder::single); }
inline Graph cyclopentane() { return ring(5, {6}, BondOrder::single); }
inline Graph neopentane() {
  return make({{6}, {6}, {6}, {6}, {6}}, {{0, 1}, {0, 2}, {3, 0}, {4, 0}});
}
inline Graph sodium_acetate() {  // two parts
  return make({{6}, {6}, {8}, {8, -1}, {11, 1}}, {{0, 1}, {1, 2, BondOrder::twofold}, {1, 3}});
}
inline Graph salt() { return make({{11, 1}, {17, -1}}, {}); }  // two parts, no bond
inline Graph toluic_acid() {                                   // CC1=CC=CC=C1C(=O)O
  std::vector<Atom> atoms{{6}};
  std::vector<Bond> bonds{{0, 1}};
  for (int i = 1; i <= 6; ++i) {
    atoms.push_back({6, 0, true});
    bonds.push_back({i, i % 6 + 1, BondOrder::aromatic, true});
  }
  atoms.insert(atoms.end(), {{6}, {8}, {8}});
  bonds.insert(bonds.end(), {{6, 7}, {7, 8, BondOrder::twofold}, {7, 9}});
  return make(atoms, bonds);
}

// A random tree of C, N and O with some rings closed.
inline Graph random(int size, uint64_t seed) {
  Rng rng(seed, 31);
  std::vector<Atom> atoms;
  std::vector<Bond> bonds;
  for (int i = 0; i < size; ++i) {
    atoms.push_back({int(6 + rng.below(3))});
    if (i > 0)
      bonds.push_back({int(rng.below(uint64_t(i))), i,
                       rng.below(4) == 0 ? BondOrder::twofold : BondOrder::single});
  }
  for (int closure = 0; size > 4 && closure < size / 5; ++closure) {
    const int a = int(rng.below(uint64_t(size))), b = int(rng.below(uint64_t(size)));
    const bool joined = std::any_of(bonds.begin(), bonds.end(), [&](const Bond& x) {
      return (x.from == a && x.to == b) || (x.from == b && x.to == a);
    });
    if (a != b && !joined) bonds.push_back({a, b, BondOrder::single, true});
  }
  return make(atoms, bonds);
}

inline void copy_row(const SparseRows& from, int64_t row, SparseRows& to) {
  for (auto e = from.start[std::size_t(row)]; e < from.start[std::size_t(row) + 1]; ++e)
    to.add(from.index[std::size_t(e)], from.value[std::size_t(e)]);
  to.end_row();
}

// The same molecule with its atoms and bonds in another order, and bonds named from either end.
inline Graph renumbered(const Graph& g, uint64_t seed) {
  Rng rng(seed, 32);
  const auto atoms = permutation(g.atom_count(), Rng(seed, 33));
  const auto bonds = permutation(g.bond_count(), Rng(seed, 34));
  std::vector<int32_t> now(atoms.size());
  Graph other;
  other.atoms.cols = g.atoms.cols;
  other.bonds.cols = g.bonds.cols;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    now[std::size_t(atoms[i])] = int32_t(i);
    copy_row(g.atoms, atoms[i], other.atoms);
  }
  for (const int64_t b : bonds) {
    copy_row(g.bonds, b, other.bonds);
    auto ends = g.ends[std::size_t(b)];
    if (rng.below(2)) std::swap(ends[0], ends[1]);
    other.ends.push_back({now[std::size_t(ends[0])], now[std::size_t(ends[1])]});
  }
  return other;
}

inline std::vector<Graph> several() {
  std::vector<Graph> graphs{methane(),     ethane(),       ethanol(),    benzene(),
                            cyclohexane(), cyclopentane(), neopentane(), sodium_acetate(),
                            salt(),        toluic_acid()};
  for (int i = 0; i < 10; ++i) graphs.push_back(random(3 + 4 * i, uint64_t(i)));
  return graphs;
}

inline std::vector<const Graph*> pointers(const std::vector<Graph>& graphs) {
  std::vector<const Graph*> all;
  for (const Graph& g : graphs) all.push_back(&g);
  return all;
}

}  // namespace graft::molecules
