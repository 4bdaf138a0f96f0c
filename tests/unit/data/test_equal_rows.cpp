#include "data/equal_rows.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/smiles.hpp"

using namespace graft;

namespace {

Dataset pairs(std::vector<double> x) {
  return dataset_from_features({x.data(), int64_t(x.size()) / 2, 2, 2, 1}, {}, true);
}

// Two atoms with one feature each, bound.
Dataset graphs(std::vector<double> atoms) {
  std::vector<int64_t> atom_offsets{0}, bond_offsets{0}, ends;
  for (std::size_t g = 0; 2 * g < atoms.size(); ++g) {
    atom_offsets.push_back(atom_offsets.back() + 2);
    bond_offsets.push_back(bond_offsets.back() + 1);
    ends.insert(ends.end(), {0, 1});
  }
  return dataset_from_graphs({int64_t(atoms.size()) / 2, atom_offsets.data(), atoms.data(), 1,
                              bond_offsets.data(), ends.data(), nullptr, 0},
                             {});
}

}  // namespace

TEST_CASE("Rows are matched with the first of the same vector; -0 is 0") {
  const Dataset a = pairs({1, 2, 3, 4, -0.0, 5, 1, 2}), b = pairs({0, 5, 1, 2, 1, 2});
  CHECK(first_equal(a, b) == std::vector<int64_t>{1, -1, 0, 1});
  CHECK(a.without(b).input_rows() == std::vector<int64_t>{1});
}

TEST_CASE("Rows of one set are grouped by the first of the same input") {
  const Dataset set = pairs({1, 2, 3, 4, 1, 2, 5, 6, 3, 4, 1, 2});
  CHECK(groups_of(set) == std::vector<int64_t>{0, 1, 0, 3, 1, 0});
  CHECK(first_equal(set, set) == groups_of(set));
  CHECK(repeated_rows(set) == 3);
  const int64_t some[] = {4, 1, 3};
  CHECK(groups_of(set.select(some)) == std::vector<int64_t>{0, 0, 2});
  CHECK(repeated_rows(pairs({1, 2, 3, 4})) == 0);
}

TEST_CASE("Graphs are equal as they are numbered") {
  const Dataset set = graphs({1, 2, 2, 1, 1, 2});
  CHECK(groups_of(set) == std::vector<int64_t>{0, 1, 0});
  CHECK(first_equal(graphs({2, 1}), set) == std::vector<int64_t>{1});
}

TEST_CASE("Molecules are equal however they are written, stereoisomers are not") {
  if (!has_rdkit()) return;
  const Dataset a = dataset_from_smiles({"OCC", "C[C@H](N)C(=O)O", "c1ccccc1", "[CH3:1][CH2]O",
                                         "C[C@@H](N)C(=O)O", "C1=CC=CC=C1", "[2H]CCO"},
                                        {}, true, 2);
  CHECK(groups_of(a) == std::vector<int64_t>{0, 1, 2, 0, 4, 2, 6});
  CHECK(repeated_rows(a) == 2);
  const Dataset b = dataset_from_smiles({"[H]C([H])([H])CO", "N[C@@H](C)C(O)=O"}, {}, true, 1);
  CHECK(first_equal(b, a) == std::vector<int64_t>{0, 1});
  CHECK(a.without(b).input_rows() == std::vector<int64_t>{2, 4, 5, 6});
}

TEST_CASE("Sets of different kinds have no equal rows to ask for") {
  CHECK(thrown_by([] {
          first_equal(pairs({1, 2}), graphs({1, 2}));
        }).message == "other holds graphs, this set features");
}
