#include <algorithm>
#include <set>

#include "catch.hpp"
#include "chem/featurizer.hpp"

using namespace graft;

namespace {

// The carbon of methane, to be varied.
constexpr AtomFacts methane_carbon{.atomic_number = 6,
                                   .degree = 4,
                                   .formal_charge = 0,
                                   .chiral_tag = 0,
                                   .hydrogens = 4,
                                   .hybridisation = Hybridisation::sp3,
                                   .aromatic = false,
                                   .mass = 12.011};

std::vector<int32_t> columns(const AtomFacts& atom) {
  SparseRows rows;
  add_atom_row(rows, atom);
  return rows.index;
}

std::vector<int32_t> columns(const BondFacts& bond) {
  SparseRows rows;
  add_bond_row(rows, bond);
  return rows.index;
}

}  // namespace

// The columns below are those of chemprop 2.3.1, MultiHotAtomFeaturizer.v1() and
// MultiHotBondFeaturizer().

TEST_CASE("an atom's row has the columns of chemprop") {
  CHECK(columns(methane_carbon) == std::vector<int32_t>{5, 105, 112, 114, 123, 127, 132});
  const AtomFacts pyridine_nitrogen{7, 2, 0, 0, 0, Hybridisation::sp2, true, 14.007};
  CHECK(columns(pyridine_nitrogen) == std::vector<int32_t>{6, 103, 112, 114, 119, 126, 131, 132});
  const AtomFacts sulfur_of_hexafluoride{16, 6, 0, 0, 0, Hybridisation::sp3d2, false, 32.067};
  CHECK(columns(sulfur_of_hexafluoride) == std::vector<int32_t>{15, 107, 112, 114, 119, 129, 132});
  const AtomFacts ammonium{7, 4, 1, 0, 4, Hybridisation::sp3, false, 14.007};
  CHECK(columns(ammonium) == std::vector<int32_t>{6, 105, 110, 114, 123, 127, 132});
}

TEST_CASE("each formal charge has its column, and the rest share one") {
  const std::pair<int, int32_t> expected[] = {{-1, 108}, {-2, 109}, {1, 110}, {2, 111},
                                              {0, 112},  {3, 113},  {-3, 113}};
  for (const auto& [charge, column] : expected) {
    AtomFacts atom = methane_carbon;
    atom.formal_charge = charge;
    CHECK(columns(atom)[2] == column);
  }
}

TEST_CASE("what an atom's table does not list falls into its last column") {
  const AtomFacts odd{101, 7, 4, 5, 6, Hybridisation::other, false, 258};
  CHECK(columns(odd) == std::vector<int32_t>{100, 107, 113, 118, 124, 130, 132});
  AtomFacts dummy = methane_carbon;
  dummy.atomic_number = 0;
  CHECK(columns(dummy)[0] == 100);
}

TEST_CASE("the mass counts a hundredth and a dummy's is left out") {
  SparseRows rows;
  add_atom_row(rows, methane_carbon);
  CHECK(rows.value.back() == Approx(0.12011));
  AtomFacts dummy = methane_carbon;
  dummy.mass = 0;
  CHECK(columns(dummy).back() == 127);
}

TEST_CASE("a bond's row has the columns of chemprop") {
  CHECK(columns(BondFacts{BondOrder::single, false, false, 0}) == std::vector<int32_t>{1, 7});
  CHECK(columns(BondFacts{BondOrder::twofold, false, false, 2}) == std::vector<int32_t>{2, 9});
  CHECK(columns(BondFacts{BondOrder::twofold, true, false, 3}) == std::vector<int32_t>{2, 5, 10});
  CHECK(columns(BondFacts{BondOrder::triple, false, false, 0}) == std::vector<int32_t>{3, 7});
  CHECK(columns(BondFacts{BondOrder::aromatic, true, true, 0}) == std::vector<int32_t>{4, 5, 6, 7});
  CHECK(columns(BondFacts{BondOrder::other, false, false, 6}) == std::vector<int32_t>{13});
}

TEST_CASE("rows follow each other with rising columns inside the table") {
  SparseRows rows;
  std::set<std::vector<int32_t>> distinct;
  for (int number : {-1, 0, 1, 100, 101})
    for (int degree : {-1, 0, 6})
      for (int tag : {0, 3, 8}) {
        AtomFacts atom = methane_carbon;
        atom.atomic_number = number;
        atom.degree = degree;
        atom.chiral_tag = tag;
        add_atom_row(rows, atom);
        distinct.insert(columns(atom));
      }
  REQUIRE(rows.rows() == 45);
  REQUIRE(rows.start.back() == int64_t(rows.value.size()));
  CHECK(distinct.size() == 3 * 2 * 3);
  for (int64_t r = 0; r < rows.rows(); ++r) {
    const auto first = rows.index.begin() + rows.start[std::size_t(r)];
    const auto last = rows.index.begin() + rows.start[std::size_t(r) + 1];
    CHECK(std::is_sorted(first, last, std::less_equal<>()));
    CHECK(*first >= 0);
    CHECK(*(last - 1) < atom_features);
  }
}
