// The atom and bond features of the D-MPNN, in the definition that chemprop uses (Yang et al. 2019,
// its default atom and bond descriptors), so that its users find their features again:
//
//   atom, 133 = atomic number one-hot 1..100 (+1 other), degree 0..5 (+1), formal charge
//               -1, -2, 1, 2, 0 (+1), chiral tag 0..3 (+1), hydrogens 0..4 (+1), hybridisation
//               SP SP2 SP3 SP3D SP3D2 (+1), aromatic, mass x 0.01
//   bond, 14  = null flag, single, double, triple, aromatic, conjugated, in ring, stereo 0..5 (+1)
//
// One difference: chemprop's chiral tags 1 and 2 (CW, CCW) follow the order in which a SMILES names
// the neighbours; ours are R and S (smiles_rdkit.cpp), the same however the molecule is written.
#pragma once

#include <cstdint>

#include "chem/graph.hpp"

namespace graft {

constexpr int64_t atom_features = 133;
constexpr int64_t bond_features = 14;
constexpr int featuriser_version = 1;  // counts the definitions that gave other features

enum class Hybridisation { sp, sp2, sp3, sp3d, sp3d2, other };
enum class BondOrder { single, twofold, triple, aromatic, other };

struct AtomFacts {
  int atomic_number, degree, formal_charge, chiral_tag, hydrogens;
  Hybridisation hybridisation;
  bool aromatic;
  double mass;  // u
};

struct BondFacts {
  BondOrder order;
  bool conjugated, in_ring;
  int stereo;
};

// Whether the column says what every way to write the molecule says alike beyond doubt: not how
// centres and double bonds are turned, hybridisation or conjugation.
bool is_plain_atom_column(int32_t column);
bool is_plain_bond_column(int32_t column);

// Append one row, with columns in rising order and no explicit zeros.
void add_atom_row(SparseRows& rows, const AtomFacts& atom);
void add_bond_row(SparseRows& rows, const BondFacts& bond);

}  // namespace graft
