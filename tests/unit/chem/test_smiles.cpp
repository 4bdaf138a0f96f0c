#include <algorithm>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/stack.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/featurizer.hpp"
#include "chem/smiles.hpp"

using namespace graft;

namespace {

using Row = std::vector<std::pair<int32_t, float>>;

Row row_of(const SparseRows& rows, int64_t r) {
  Row row;
  for (auto e = rows.start[std::size_t(r)]; e < rows.start[std::size_t(r) + 1]; ++e)
    row.emplace_back(rows.index[std::size_t(e)], rows.value[std::size_t(e)]);
  return row;
}

std::vector<int32_t> columns(const SparseRows& rows, int64_t r) {
  std::vector<int32_t> list;
  for (const auto& [column, value] : row_of(rows, r)) list.push_back(column);
  return list;
}

// All atom rows, and all bond rows with those of their two atoms, in an order of their own.
std::vector<Row> unordered_rows(const std::string& smiles) {
  const Graph graph = graph_from_smiles(smiles);
  std::vector<Row> all;
  for (int64_t a = 0; a < graph.atom_count(); ++a) all.push_back(row_of(graph.atoms, a));
  for (int64_t b = 0; b < graph.bond_count(); ++b) {
    Row ends[2];
    for (int i : {0, 1}) ends[i] = row_of(graph.atoms, graph.ends[std::size_t(b)][std::size_t(i)]);
    if (ends[1] < ends[0]) std::swap(ends[0], ends[1]);
    Row row = row_of(graph.bonds, b);
    for (const Row& end : ends) row.insert(row.end(), end.begin(), end.end());
    all.push_back(row);
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

struct Writings {
  const char* molecule;
  std::vector<std::string> smiles;
};

// Each molecule as a program wrote it, starting from different atoms, some with all hydrogens.
const Writings rewritten[] = {
    {"L-alanine",
     {"C[C@H](N)C(=O)O", "[C@@H](C)(N)C(=O)O", "N[C@@H](C)C(=O)O", "C(O)(=O)[C@H](C)N",
      "[H]N([H])[C@@](C(=O)O[H])([H])C([H])([H])[H]"}},
    {"L-threonine",
     {"C[C@@H](O)[C@H](N)C(=O)O", "C[C@H]([C@H](N)C(=O)O)O", "N[C@@H]([C@@H](C)O)C(=O)O",
      "OC([C@H]([C@@H](C)O)N)=O", "O=C(O)[C@@H](N)[C@@H](C)O"}},
    {"L-cysteine",
     {"N[C@@H](CS)C(=O)O", "O=C([C@H](CS)N)O", "OC(=O)[C@@H](N)CS", "SC[C@H](N)C(O)=O",
      "[H]SC([H])([C@](C(O[H])=O)([H])N([H])[H])[H]"}},
    {"beta-D-glucose",
     {"OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O", "[C@H]1(O)[C@@H]([C@H]([C@H](O)O[C@@H]1CO)O)O",
      "C([C@H]1O[C@@H](O)[C@@H]([C@H]([C@@H]1O)O)O)O",
      "OC[C@@H]1[C@@H](O)[C@H](O)[C@@H](O)[C@H](O)O1"}},
    {"camphor",
     {"CC1(C)[C@@H]2CC[C@@]1(C)C(=O)C2", "CC1(C)[C@@]2(C)CC[C@@H]1CC2=O",
      "C1([C@]2(CC[C@@H]1CC2=O)C)(C)C", "C1C(=O)[C@]2(C([C@@H]1CC2)(C)C)C"}},
    {"ribitol, whose middle centre has mirror images for neighbours",
     {"OC[C@H](O)[C@H](O)[C@H](O)CO", "[C@@H](CO)(O)[C@H](O)[C@H](O)CO",
      "O[C@@H](CO)[C@H](O)[C@@H](CO)O", "C([C@@H](O)[C@H]([C@H](CO)O)O)O"}},
    {"cis-1,4-dimethylcyclohexane",
     {"C[C@H]1CC[C@@H](C)CC1", "C1C[C@H](CC[C@H]1C)C", "C1[C@H](CC[C@@H](C)C1)C",
      "C1[C@H](CC[C@H](C1)C)C"}},
    {"trans-1,4-dimethylcyclohexane",
     {"C[C@H]1CC[C@H](C)CC1", "C1[C@H](CC[C@@H](C1)C)C", "C1C[C@H](CC[C@@H]1C)C",
      "[C@H]1(C)CC[C@@H](CC1)C"}},
    {"trans-1-fluoro-1,4-dimethylcyclohexane",
     {"C[C@H]1CC[C@](C)(F)CC1", "F[C@]1(C)CC[C@@H](C)CC1", "[C@]1(CC[C@H](CC1)C)(C)F",
      "F[C@]1(C)CC[C@H](CC1)C"}},
    {"an inositol",
     {"O[C@H]1[C@H](O)[C@@H](O)[C@H](O)[C@H](O)[C@@H]1O",
      "[C@H]1([C@@H](O)[C@H]([C@@H](O)[C@H](O)[C@H]1O)O)O",
      "O[C@H]1[C@@H](O)[C@H](O)[C@@H](O)[C@H](O)[C@H]1O"}},
    {"cis-decalin",
     {"C1CC[C@H]2CCCC[C@H]2C1", "C1[C@H]2CCCC[C@H]2CCC1", "C1CCC[C@H]2[C@@H]1CCCC2",
      "C1CCC[C@H]2CCCC[C@@H]12"}},
    {"tropine",
     {"CN1[C@H]2CC[C@@H]1C[C@@H](O)C2", "O[C@H]1C[C@@H]2CC[C@H](C1)N2C",
      "C1[C@@H](C[C@H]2CC[C@@H]1N2C)O", "N1(C)[C@@H]2C[C@@H](C[C@H]1CC2)O"}},
    {"a sulfoxide",
     {"C[S@](=O)c1ccccc1", "c1ccccc1[S@@](=O)C", "C[S@@](c1ccccc1)=O", "[S@@](C)(c1ccccc1)=O"}},
    {"(2Z,4E)-hexadienoic acid",
     {R"(C/C=C/C=C\C(=O)O)", "C(=C/C=C/C)/C(=O)O", R"(O=C(/C=C\C=C\C)O)", "C(/C=C/C)=C/C(=O)O",
      "C(/C(=C(/C([H])([H])[H])[H])[H])([H])=C(/C(=O)O[H])[H]"}},
    {"an oxime",
     {R"(C/C(=N\O)c1ccccc1)", "C(=N/O)(/C)c1ccccc1", "c1c(/C(=N/O)C)cccc1",
      R"(O/N=C(\C)c1ccccc1)"}},
    {"benzylpenicillin",
     {"CC1(C)S[C@@H]2[C@H](NC(=O)Cc3ccccc3)C(=O)N2[C@H]1C(=O)O",
      "N([C@@H]1C(N2[C@H](C(C)(S[C@H]12)C)C(O)=O)=O)C(=O)Cc1ccccc1",
      "C1(=O)[C@H]([C@@H]2N1[C@@H](C(=O)O)C(C)(S2)C)NC(Cc1ccccc1)=O"}},
};

// Pairs that differ in nothing but their stereochemistry.
const std::pair<const char*, const char*> stereoisomers[] = {
    {"C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O"},
    {"C[C@H]1CC[C@@H](C)CC1", "C[C@H]1CC[C@H](C)CC1"},
    {"C[C@H]1CC[C@](C)(F)CC1", "C[C@H]1CC[C@@](C)(F)CC1"},
    {"C1CC[C@H]2CCCC[C@H]2C1", "C1CC[C@H]2CCCC[C@@H]2C1"},
    {"OC[C@H](O)[C@H](O)[C@H](O)CO", "OC[C@H](O)[C@@H](O)[C@H](O)CO"},
    {"F/C=C/F", R"(F/C=C\F)"},
};

Thrown refusal(const std::string& smiles) {
  return thrown_by([&] { graph_from_smiles(smiles); });
}

}  // namespace

#define NEEDS_RDKIT \
  if (!has_rdkit()) return

TEST_CASE("without RDKit every SMILES is refused as unsupported") {
  if (has_rdkit()) return;
  CHECK(refusal("CCO").status == GRAFT_ERROR_UNSUPPORTED);
  CHECK(thrown_by([] { canonical_smiles("CCO"); }).status == GRAFT_ERROR_UNSUPPORTED);
  CHECK(thrown_by([] { murcko_scaffold("CCO"); }).status == GRAFT_ERROR_UNSUPPORTED);
}

TEST_CASE("ethanol has the rows of chemprop") {
  NEEDS_RDKIT;
  const Graph graph = graph_from_smiles("CCO");
  REQUIRE(graph.atom_count() == 3);
  REQUIRE(graph.bond_count() == 2);
  CHECK(graph.atoms.cols == atom_features);
  CHECK(graph.bonds.cols == bond_features);
  CHECK(columns(graph.atoms, 0) == std::vector<int32_t>{5, 105, 112, 114, 122, 127, 132});
  CHECK(columns(graph.atoms, 1) == std::vector<int32_t>{5, 105, 112, 114, 121, 127, 132});
  CHECK(columns(graph.atoms, 2) == std::vector<int32_t>{7, 103, 112, 114, 120, 127, 132});
  CHECK(graph.atoms.value.back() == Approx(0.15999));
  CHECK(columns(graph.bonds, 0) == std::vector<int32_t>{1, 7});
  CHECK(graph.ends == std::vector<std::array<int32_t, 2>>{{0, 1}, {1, 2}});
}

TEST_CASE("charges, rings, multiple bonds and metals have the rows of chemprop") {
  NEEDS_RDKIT;
  const Graph nitro = graph_from_smiles("C[N+](=O)[O-]");
  CHECK(columns(nitro.atoms, 1) == std::vector<int32_t>{6, 104, 110, 114, 119, 126, 132});
  CHECK(columns(nitro.atoms, 3) == std::vector<int32_t>{7, 102, 108, 114, 119, 126, 132});
  CHECK(columns(nitro.bonds, 1) == std::vector<int32_t>{2, 5, 7});
  const Graph pyrrole = graph_from_smiles("c1cc[nH]c1");
  CHECK(columns(pyrrole.atoms, 3) == std::vector<int32_t>{6, 104, 112, 114, 120, 126, 131, 132});
  CHECK(columns(pyrrole.bonds, 4) == std::vector<int32_t>{4, 5, 6, 7});
  const Graph nitrile = graph_from_smiles("CC#N");
  CHECK(columns(nitrile.bonds, 1) == std::vector<int32_t>{3, 7});
  CHECK(columns(nitrile.atoms, 1) == std::vector<int32_t>{5, 103, 112, 114, 119, 125, 132});
  const Graph pentafluoride = graph_from_smiles("FP(F)(F)(F)F");
  CHECK(columns(pentafluoride.atoms, 1) == std::vector<int32_t>{14, 106, 112, 114, 119, 128, 132});
  const Graph attachment = graph_from_smiles("*C");
  CHECK(columns(attachment.atoms, 0) == std::vector<int32_t>{100, 102, 112, 114, 119, 130});
  CHECK(columns(graph_from_smiles("[U]").atoms, 0).front() == 91);
}

TEST_CASE("R is the column CW, S is CCW, and double bonds are Z or E") {
  NEEDS_RDKIT;
  CHECK(columns(graph_from_smiles("C[C@@H](N)C(=O)O").atoms, 1)[3] == 115);  // D-alanine, R
  CHECK(columns(graph_from_smiles("C[C@H](N)C(=O)O").atoms, 1)[3] == 116);   // L-alanine, S
  CHECK(columns(graph_from_smiles("CC(N)C(=O)O").atoms, 1)[3] == 114);
  CHECK(columns(graph_from_smiles(R"(F/C=C\F)").bonds, 1) == std::vector<int32_t>{2, 9});
  CHECK(columns(graph_from_smiles("F/C=C/F").bonds, 1) == std::vector<int32_t>{2, 10});
}

TEST_CASE("centres of a ring that are neither R nor S are CW when cis and CCW when trans") {
  NEEDS_RDKIT;
  for (const char* cis : {"C[C@H]1CC[C@@H](C)CC1", "C[C@H]1CC[C@@](C)(F)CC1"}) {
    const Graph graph = graph_from_smiles(cis);
    CHECK(columns(graph.atoms, 1)[3] == 115);
    CHECK(columns(graph.atoms, 4)[3] == 115);
  }
  for (const char* trans : {"C[C@H]1CC[C@H](C)CC1", "C[C@H]1CC[C@](C)(F)CC1"}) {
    const Graph graph = graph_from_smiles(trans);
    CHECK(columns(graph.atoms, 1)[3] == 116);
    CHECK(columns(graph.atoms, 4)[3] == 116);
  }
}

TEST_CASE("a molecule has the same rows however its SMILES is written") {
  NEEDS_RDKIT;
  for (const auto& [molecule, smiles] : rewritten) {
    const auto rows = unordered_rows(smiles.front());
    const std::string canonical = canonical_smiles(smiles.front());
    for (const std::string& other : smiles) {
      INFO(molecule << ": " << other);
      CHECK(unordered_rows(other) == rows);
      CHECK(canonical_smiles(other) == canonical);
    }
  }
}

TEST_CASE("stereoisomers have different rows") {
  NEEDS_RDKIT;
  for (const auto& [one, other] : stereoisomers) {
    INFO(one << " and " << other);
    CHECK(unordered_rows(one) != unordered_rows(other));
  }
}

TEST_CASE("one atom, several parts and hydrogen alone are molecules") {
  NEEDS_RDKIT;
  CHECK(graph_from_smiles("C").bond_count() == 0);
  const Graph salt = graph_from_smiles("[Na+].[Cl-]");
  CHECK(salt.atom_count() == 2);
  CHECK(salt.bond_count() == 0);
  CHECK(graph_from_smiles("[H][H]").atom_count() == 2);
  CHECK(graph_from_smiles("[H]C([H])([H])[H]").atom_count() == 1);  // hydrogens are features
}

TEST_CASE("a refused SMILES is named with the reason") {
  NEEDS_RDKIT;
  const std::pair<const char*, const char*> expected[] = {
      {"C1CC", "unclosed ring 1"},
      {"CC%12C", "unclosed ring 12"},
      {"C%1", "'%' at character 2 is not followed by a ring's number"},
      {"C%(99999999999)C", "'%' at character 2 is not followed by a ring's number"},
      {"CC(C", "'(' at character 3 is not closed"},
      {"CC)C", "')' at character 3 closes nothing"},
      {"C[N", "'[' at character 2 is not closed"},
      {"CX", "'X' at character 2 has no meaning here; an open place is written *"},
      {"C(C)(C)(C)(C)C", "Explicit valence for atom # 0 C, 5, is greater than permitted"},
      {"c1cccc1", "Can't kekulize mol.  Unkekulized atoms: 0 1 2 3 4"},
      {"", "no atom"},
      {" \t", "no atom"},
      {"CCO ethanol",
       "there is text after a space, at character 5: a name or a second molecule is not read"},
      {"CCO |$a;b;c$|", "'|' at character 5 begins an extension (CXSMILES), which is not read"},
      {"C\xC3\xA9", "'\xC3\xA9' (U+00E9) at character 2 is not ASCII"},
  };
  for (const auto& [smiles, reason] : expected) {
    const Thrown thrown = refusal(smiles);
    INFO(smiles << ": " << thrown.message);
    CHECK(thrown.status == GRAFT_ERROR_DATA);
    CHECK(thrown.message == "cannot read SMILES " + quoted(smiles) + ": " + reason);
  }
  CHECK(refusal(std::string("C\0C", 3)).says("not printable"));
}

TEST_CASE("spaces around a SMILES do not count") {
  NEEDS_RDKIT;
  CHECK(unordered_rows(" CCO\r\n") == unordered_rows("CCO"));
}

TEST_CASE("hundreds of atoms are read, thousands refused, and deep nesting is no danger") {
  NEEDS_RDKIT;
  CHECK(graph_from_smiles(repeated("C", 2000)).atom_count() == 2000);
  CHECK(graph_from_smiles("C1" + repeated("C", 998) + "1").bond_count() == 999);
  CHECK(canonical_smiles(repeated("CC(=O)N", 200)).size() == 1400);
  CHECK(refusal(repeated("C", 2001)).says("2001 atoms, more than 2000"));
  CHECK(refusal(repeated("C", 20001)).says("20001 characters, more than 20000"));
  CHECK(refusal(repeated("(", 20000)).says("has no atom in front of it"));
  CHECK(refusal(repeated("[", 20000)).says("is not closed"));
  CHECK(refusal(repeated("C(", 9999) + "C").says("is not closed"));
  CHECK(refusal("C" + repeated("1", 19999)).status == GRAFT_ERROR_DATA);
  CHECK(refusal("[" + repeated("9", 19997) + "C]").status == GRAFT_ERROR_DATA);
}

TEST_CASE("atom maps and written-out hydrogens make no other molecule, isotopes do") {
  NEEDS_RDKIT;
  for (const char* text :
       {"C[C@H](N)C(=O)O", "[CH3:1][C@H:2]([NH2:3])[C:4](=[O:5])[OH:6]",
        "[CH3][C@H]([NH2])[C](=[O])[OH]", "[CH3:7][C@]([H:1])([NH2:3])C(=O)O[H:9]"}) {
    INFO(text);
    CHECK(canonical_smiles(text) == "C[C@H](N)C(=O)O");
    CHECK(unordered_rows(text) == unordered_rows("C[C@H](N)C(=O)O"));
  }
  CHECK(canonical_smiles("[CH4]") == canonical_smiles("C"));
  CHECK(canonical_smiles("[H]C([H])([H])[H]") == "C");
  CHECK(canonical_smiles("[*:1]CC[*:2]") == canonical_smiles("*CC*"));
  CHECK(murcko_scaffold("[CH2:1]1CC1C") == "C1CC1");
  CHECK(canonical_smiles("[2H]C") != canonical_smiles("C"));
  CHECK(canonical_smiles("[13CH4]") != canonical_smiles("C"));
}

TEST_CASE("molecules are read and named on a stack that is too small for them") {
  NEEDS_RDKIT;
  // Names of 400 atoms take 280 KiB in RDKit, reading 2,000 in one ring takes 260.
  const auto on_small_stack = [](std::function<void()> work) {
    on_own_stack(
        0, [](void* w) { (*static_cast<std::function<void()>*>(w))(); }, &work);
  };
  const std::string chain = repeated("C", 400), ring = "C1" + repeated("C", 398) + "1",
                    nested = repeated("C(", 399) + "C" + repeated(")", 399);
  for (const std::string& text : {chain, ring, nested}) {
    std::string key, scaffold;
    on_small_stack([&] {
      CHECK(stack_left() < 128 << 10);
      key = canonical_smiles(text);
      scaffold = murcko_scaffold(text);
    });
    CHECK(key == canonical_smiles(text == nested ? chain : text));
    CHECK(scaffold == (text == ring ? key : ""));
  }
  on_small_stack(
      [&] { CHECK(graph_from_smiles("C1" + repeated("C", 1998) + "1").bond_count() == 1999); });
}

TEST_CASE("threads read good and bad SMILES side by side") {
  NEEDS_RDKIT;
  const auto expected = unordered_rows("C[C@H](N)C(=O)O");
  std::vector<int> right(4, 0);
  std::vector<std::thread> threads;
  for (int& count : right)
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        const bool refused = refusal("C1CC").says("unclosed ring 1");
        count += refused && unordered_rows("C[C@H](N)C(=O)O") == expected;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(right == std::vector<int>(4, 100));
}

TEST_CASE("a scaffold is the rings, their linkers and what is doubly bound to them") {
  NEEDS_RDKIT;
  CHECK(murcko_scaffold("CC(C)Cc1ccc(cc1)[C@H](C)C(=O)O") == "c1ccccc1");
  CHECK(murcko_scaffold("O=C1CCCCC1C") == "O=C1CCCCC1");
  CHECK(murcko_scaffold("C(Cc1ccccc1)c1ccncc1") == "c1ccc(CCc2ccncc2)cc1");
  CHECK(murcko_scaffold("CCO").empty());
  CHECK(murcko_scaffold("C[C@H]1CC[C@@H](C)CC1") == murcko_scaffold("C[C@H]1CC[C@H](C)CC1"));
  CHECK(murcko_scaffold("CC1CC1[C@H](F)C1CC1") == murcko_scaffold("CC1CC1[C@@H](F)C1CC1"));
}
