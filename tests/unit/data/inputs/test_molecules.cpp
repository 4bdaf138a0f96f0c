#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/smiles.hpp"
#include "data/dataset.hpp"

using namespace graft;

TEST_CASE("All ways to write a molecule have one hash, as they have one key") {
  if (!has_rdkit()) return;
  const std::vector<std::vector<std::string>> molecules{
      {"C[C@H](N)C(=O)O", "N[C@@H](C)C(=O)O", "[H]N([H])[C@@](C(=O)O[H])([H])C([H])([H])[H]",
       "[CH3:1][C@H]([NH2:2])C(=O)O"},
      {"C1=CC=CC=C1O", "Oc1ccccc1", "[OH]c1[cH]cccc1"},
      {"C[C@H]1CC[C@@H](C)CC1", "C1C[C@H](CC[C@H]1C)C"},
      {"CN(=O)=O", "C[N+](=O)[O-]"},
      {"[Na+].[Cl-]", "[Cl-].[Na+]"}};
  const InputTraits& traits = traits_of(InputKind::molecules);
  for (const auto& smiles : molecules) {
    const Dataset set = dataset_from_smiles(smiles, {}, true, 1);
    const std::vector<std::string> keys = traits.keys(set.inputs(), set.input_places());
    for (std::size_t row = 0; row < smiles.size(); ++row) {
      INFO(smiles[row]);
      CHECK(traits.hash(set.inputs(), row) == traits.hash(set.inputs(), 0));
      CHECK(keys[row] == keys[0]);
    }
  }
}

TEST_CASE("Molecules that differ by more than their stereochemistry differ in their hash") {
  if (!has_rdkit()) return;
  const Dataset set = dataset_from_smiles(
      {"CCO", "COC", "CCN", "CC=O", "CC[O-]", "[2H]CCO", "CCCO", "C1CO1", "C=CO"}, {}, true, 1);
  const InputTraits& traits = traits_of(InputKind::molecules);
  for (std::size_t a = 0; a < 9; ++a)
    for (std::size_t b = 0; b < a; ++b)
      CHECK(traits.hash(set.inputs(), a) != traits.hash(set.inputs(), b));
}

TEST_CASE("Scaffolds of all rows are those of each row, in a subset too") {
  if (!has_rdkit()) return;
  const Dataset all = dataset_from_smiles({"Cc1ccccc1", "CCO", "CC1CC1"}, {}, true, 2);
  CHECK(all.scaffolds() == std::vector<std::string>{"c1ccccc1", "", "C1CC1"});
  const int64_t rows[] = {2, 0};
  const Dataset some = all.select(rows);
  CHECK(some.scaffolds() == std::vector<std::string>{"C1CC1", "c1ccccc1"});
  CHECK(some.scaffold(1) == "c1ccccc1");
}

TEST_CASE("A molecule's id is its SMILES until it is given another") {
  if (!has_rdkit()) return;
  Dataset set = dataset_from_smiles({"CCO"}, {}, true, 1);
  CHECK(set.id(0) == "CCO");
  CHECK(set.row_name(0) == "row 0 ('CCO')");
  set.set_ids({"ethanol"});
  CHECK(set.id(0) == "ethanol");
}
