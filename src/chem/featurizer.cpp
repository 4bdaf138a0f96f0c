#include "chem/featurizer.hpp"

#include <algorithm>
#include <iterator>

namespace graft {
namespace {

// Sets one of `known` + 1 columns, the last of which stands for every other choice; returns the
// first column after them.
int32_t one_hot(SparseRows& rows, int32_t first, int choice, int32_t known) {
  rows.add(first + (choice >= 0 && choice < known ? choice : known), 1);
  return first + known + 1;
}

void flag(SparseRows& rows, int32_t column, bool set) {
  if (set) rows.add(column, 1);
}

}  // namespace

void add_atom_row(SparseRows& rows, const AtomFacts& atom) {
  constexpr int charges[] = {-1, -2, 1, 2, 0};
  const auto charge = std::find(std::begin(charges), std::end(charges), atom.formal_charge);

  int32_t column = one_hot(rows, 0, atom.atomic_number - 1, 100);
  column = one_hot(rows, column, atom.degree, 6);
  column = one_hot(rows, column, int(charge - std::begin(charges)), 5);
  column = one_hot(rows, column, atom.chiral_tag, 4);
  column = one_hot(rows, column, atom.hydrogens, 5);
  column = one_hot(rows, column, int(atom.hybridisation), 5);
  flag(rows, column++, atom.aromatic);
  if (atom.mass != 0) rows.add(column, float(0.01 * atom.mass));  // a dummy atom has none
  rows.end_row();
}

bool is_plain_atom_column(int32_t column) {
  const bool chirality = column >= 114 && column < 119;
  const bool hybridisation = column >= 125 && column < 131;
  return !chirality && !hybridisation;
}

bool is_plain_bond_column(int32_t column) { return column < 5 || column == 6; }

void add_bond_row(SparseRows& rows, const BondFacts& bond) {
  // Column 0 marks the absence of a bond, which a row of ours never is.
  if (bond.order != BondOrder::other) rows.add(1 + int32_t(bond.order), 1);
  flag(rows, 5, bond.conjugated);
  flag(rows, 6, bond.in_ring);
  one_hot(rows, 7, bond.stereo, 6);
  rows.end_row();
}

}  // namespace graft
