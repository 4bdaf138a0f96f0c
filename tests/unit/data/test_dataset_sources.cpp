#include <limits>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/smiles.hpp"
#include "data/dataset.hpp"

using namespace graft;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// Four graphs of two bound atoms each.
struct Pairs {
  std::vector<int64_t> atom_offsets{0, 2, 4, 6, 8}, bond_offsets{0, 1, 2, 3, 4};
  std::vector<int64_t> ends{0, 1, 0, 1, 0, 1, 0, 1};
  std::vector<double> atoms = std::vector<double>(8, 1.0), bonds = std::vector<double>(4, 1.0);

  Dataset set(bool strict, std::vector<double> targets = {}) const {
    return dataset_from_graphs({4, atom_offsets.data(), atoms.data(), 1, bond_offsets.data(),
                                ends.data(), bonds.data(), 1},
                               targets, strict);
  }
};

}  // namespace

TEST_CASE("A lenient set of graphs leaves out each kind of bad row and tells which") {
  Pairs pairs;
  pairs.atoms[1] = infinite;  // graph 0
  pairs.ends[4] = 7;          // graph 2
  const Dataset set = pairs.set(false, {1, 2, 3, infinite});
  CHECK(set.input_rows() == std::vector<int64_t>{1});
  CHECK(set.targets() == std::vector<double>{2});
  CHECK(set.skipped_rows() == std::vector<int64_t>{0, 2, 3});
  CHECK(set.skipped()[0] == "row 0: atom_features: row 1, column 0 is inf");
  CHECK(set.skipped()[1] == "row 2: bond_atoms: bond 2 of graph 2 joins atoms 7 and 1 of 2");
  CHECK(set.skipped()[2] == "row 3: the target is infinite");
}

TEST_CASE("A strict set of graphs refuses the first bad row") {
  Pairs pairs;
  pairs.bonds[3] = infinite;
  CHECK(thrown_by([&] { pairs.set(true); }).message ==
        "row 3: bond_features: row 3, column 0 is inf");
}

TEST_CASE("A graph without atoms is a bad row, offsets that fall are a bad table") {
  Pairs pairs;
  pairs.atom_offsets = {0, 2, 2, 6, 8};
  pairs.bond_offsets = {0, 1, 1, 2, 3};
  CHECK(pairs.set(false).skipped_rows() == std::vector<int64_t>{1});
  pairs.atom_offsets = {0, 2, 1, 6, 8};
  CHECK(thrown_by([&] { pairs.set(false); }).message ==
        "graph 1: atom_offsets[2] = 1 is less than atom_offsets[1] = 2");
}

TEST_CASE("A lenient set of features tells the rows it leaves out") {
  const double x[] = {1, infinite, 3, missing};
  const Dataset set = dataset_from_features({x, 4, 1, 1, 1}, {}, false);
  CHECK(set.skipped_rows() == std::vector<int64_t>{1, 3});
  CHECK(set.skipped()[0] == "row 1: column 0 of x is inf");
}

TEST_CASE("A set tells what it was made from, and compositions name their columns") {
  const Dataset set = dataset_from_formulas({"NaCl"}, {}, true);
  CHECK(set.origin() == "formulas");
  REQUIRE(set.columns().size() == std::size_t(set.inputs().feature_cols));
  CHECK(set.columns()[0] == "fraction_H");
  CHECK(set.columns()[106] == "mean_number");
  CHECK(Pairs().set(true).origin() == "graphs");
}

TEST_CASE("A formula that says it is missing is not read as a compound") {
  const std::vector<std::string> formulas{"NaCl", "NaN", "NNa", "NA"};
  CHECK(thrown_by([&] { dataset_from_formulas(formulas, {}, true); }).message ==
        "row 1: formula 'NaN' says that it is missing");
  const Dataset set = dataset_from_formulas(formulas, {}, false);
  CHECK(set.input_rows() == std::vector<int64_t>{0, 2});
}

TEST_CASE("A SMILES that says it is missing is told so") {
  if (!has_rdkit()) return;
  CHECK(thrown_by([] {
          dataset_from_smiles({"C", "N/A"}, {}, true, 1);
        }).message == "row 1: SMILES 'N/A' says that it is missing");
  CHECK(thrown_by([] { dataset_from_smiles({""}, {}, true, 1); }).message ==
        "row 0: cannot read SMILES '': no atom");
}
