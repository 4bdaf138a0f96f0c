#include "chem/smiles_walk.hpp"

#include <utility>

#include "catch.hpp"

using namespace graft;

TEST_CASE("The place and the cause of a break in the structure are told") {
  const std::pair<const char*, const char*> expected[] = {
      {"C1CC", "unclosed ring 1"},
      {"CC%12C", "unclosed ring 12"},
      {"C%1", "'%' at character 2 is not followed by a ring's number"},
      {"C11", "'1' at character 3 closes a ring at the atom where it begins"},
      {"C1C1", "'1' at character 4 joins two atoms that are bound already"},
      {"C12CC12", "'2' at character 7 joins two atoms that are bound already"},
      {"1CC1", "'1' at character 1 has no atom in front of it"},
      {"C(1)C", "'1' at character 3 has no atom in front of it"},
      {"CC(C", "'(' at character 3 is not closed"},
      {"CC)C", "')' at character 3 closes nothing"},
      {"(C)C", "'(' at character 1 has no atom in front of it"},
      {"CC()C", "')' at character 4 closes an empty branch"},
      {"CCO.", "'.' at character 4 joins nothing"},
      {".CCO", "'.' at character 1 joins nothing"},
      {"C..C", "'.' at character 3 joins nothing"},
      {"C=.C", "'.' at character 3 joins nothing"},
      {"C(O.)C", "'.' at character 4 joins nothing"},
      {"C==C", "'=' at character 3 follows another bond"},
      {"CC=", "'=' at character 3 joins nothing"},
      {"=CC", "'=' at character 1 joins nothing"},
      {"C[N", "'[' at character 2 is not closed"},
      {"CN]", "']' at character 3 closes nothing"},
  };
  for (const auto& [text, fault] : expected) {
    INFO(text);
    CHECK(structure_fault(text) == fault);
  }
}

TEST_CASE("What is no atom is told with what was perhaps meant") {
  const std::pair<const char*, const char*> expected[] = {
      {"[D]C", "'[D]' at character 1 is not an atom: deuterium is written [2H], tritium [3H]"},
      {"CD", "'D' at character 2: deuterium is written [2H], tritium [3H]"},
      {"[CD3]O", "'[CD3]' at character 1 is not an atom: deuterium is written [2H], tritium [3H]"},
      {"[R1]C", "'[R1]' at character 1 is not an atom: an open place is written *, or [*:1]"},
      {"C[]", "'[]' at character 2 is not an atom: is empty"},
      {"[C,N]", "'[C,N]' at character 1 is not an atom: patterns (SMARTS) are not read"},
      {"C!C", "'!' at character 2: patterns (SMARTS) are not read"},
      {"CX", "'X' at character 2 has no meaning here; an open place is written *"},
      {"NaCl", "'a' at character 2 has no meaning here; the element is written [Na]"},
      {"LiF", "'L' at character 1 has no meaning here; the element is written [Li]"},
      {"C?", "'?' at character 2 has no meaning here"},
  };
  for (const auto& [text, fault] : expected) {
    INFO(text);
    CHECK(structure_fault(text) == fault);
  }
  CHECK(structure_fault("[Ph]C").find("groups such as Me or Ph are not read") != std::string::npos);
  CHECK(structure_fault("H2O").find("a formula such as H2O is not a SMILES") != std::string::npos);
  CHECK(structure_fault("ethanol").find("looks like a name") != std::string::npos);
}

TEST_CASE("Nothing is found in what has no fault") {
  for (const char* text : {"C", "CC(=O)Oc1ccccc1C(=O)O", "[Na+].[Cl-]", "C%12CC%12", "C%(5)CC%(5)",
                           "F/C=C\\F", "C1CC=1", "[13CH3:1][C@@H]([2H])N", "N->[Cu]<-O", "*C[*:1]",
                           "[Pt@SP1](F)(Cl)Br", "c1cc[nH]c1", "[#6]", "C12CCC1CC2"}) {
    INFO(text);
    CHECK(structure_fault(text).empty());
  }
}
