#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/structures.hpp"
#include "data/dataset.hpp"
#include "text_file.hpp"

using namespace graft;

namespace {

const std::string frames =
    "1\nLattice=\"3 0 0 0 3 0 0 0 3\" gap=1.5 name=first\nFe 0 0 0\n"
    "2\nname=second\nH 0 0 0\nF 0.92 0 0\n"
    "1\nLattice=\"3 0 0 0 3 0 0 0 3\" gap=NaN\nCu 0 0 0\n";
const std::string bad =
    "2\ngap=2\nFe 0 0 0\nFe 0 0 0.01\n"
    "1\ngap=high\nFe 0 0 0\n"
    "1\ngap=3\nFe 0 0 0\n"
    "1\ngap=4\nXx 0 0 0\n";

Dataset set_of(const std::string& text, const StructureFile& file, bool strict = true) {
  return dataset_from_file(TextFile(text).path(), file, strict, 1);
}
// What is said behind the name of the file.
std::string refusal(const std::string& text, const StructureFile& file) {
  const TextFile kept(text);
  const Thrown thrown = thrown_by([&] { dataset_from_file(kept.path(), file, true, 1); });
  CHECK(thrown.status == GRAFT_ERROR_DATA);
  const std::string name = "'" + kept.path() + "' ";
  CHECK(thrown.message.rfind(name, 0) == 0);
  return thrown.message.substr(std::min(name.size(), thrown.message.size()));
}

const StructureFile gap{"extxyz", "gap", ""};

}  // namespace

TEST_CASE("Frames of a file become rows with a target and an id") {
  const Dataset set = set_of(frames, {"extxyz", "gap", "name"});
  REQUIRE(set.rows() == 3);
  CHECK(set.targets()[0] == 1.5);
  CHECK(std::isnan(set.targets()[1]));
  CHECK(std::isnan(set.targets()[2]));
  CHECK(set.property() == "gap");
  CHECK(set.id(0) == "first");
  CHECK(set.id(2) == "2");
  CHECK(set.row_name(1) == "line 4 ('second')");
  CHECK(set.structure(1).species == std::vector<uint8_t>{1, 9});
  CHECK(set_of(frames, {"extxyz", "", ""}).labelled() == 0);
}

TEST_CASE("A bad frame is named by its line, its number and its atom, or left out") {
  CHECK(refusal(bad, gap) ==
        "line 1: frame 0: atom 0 is on top of atom 1: they are 0.01 angstrom apart");
  const Dataset set = set_of(bad, gap, false);
  CHECK(set.input_rows() == std::vector<int64_t>{2});
  CHECK(set.targets() == std::vector<double>{3});
  REQUIRE(set.skipped().size() == 3);
  CHECK(set.skipped()[1].find("line 5: frame 1: 'gap': 'high'") == 0);
  CHECK(set.skipped()[2] == "line 11: frame 3: line 13: atom 0: 'Xx' is not an element");
}

TEST_CASE("A key that no frame has is an error that names the nearest") {
  CHECK(refusal(frames, {"extxyz", "gaps", ""}) ==
        "target: 'gaps' is in no frame; the nearest is 'gap'");
  CHECK(refusal(frames, {"extxyz", "gap", "nam"}) ==
        "id: 'nam' is in no frame; the nearest is 'name'");
  CHECK(refusal("salt\n1\n4 0 0\n0 4 0\n0 0 4\nFe\n1\nDirect\n0 0 0\n", {"poscar", "gap", ""}) ==
        "target: 'gap' is in no frame, which have no values at all");
}

TEST_CASE("The format comes from the name where it is not given") {
  const auto refused = [](const std::string& path, const std::string& format) {
    return thrown_by([&] { dataset_from_file(path, {format, "", ""}, true, 1); });
  };
  CHECK(refused("a/b.pdb", "").says("does not tell it; name one of extxyz, poscar and cif"));
  CHECK(refused("a.xyz", "xyz").message == "format: 'xyz' is not extxyz, poscar or cif");
  for (const char* path : {"no/a.xyz", "no/A.EXTXYZ", "no/POSCAR", "no/x.vasp", "no/CONTCAR"})
    CHECK(refused(path, "").status == GRAFT_ERROR_IO);
  CHECK(refused("no/frames", "extxyz").status == GRAFT_ERROR_IO);
}

TEST_CASE("Structures from a file are those from arrays, and so are their features") {
  const Dataset set = set_of(frames, {"extxyz", "gap", "name"}), x = as_features(set);
  CHECK(x.kind() == InputKind::features);
  CHECK(x.rows() == 3);
  CHECK(x.id(1) == "second");
  CHECK(x.row_name(1) == "line 4 ('second')");
  CHECK(x.property() == "gap");
  CHECK(x.targets()[0] == 1.5);
  CHECK(x.columns()[238] == "periodic_directions");
  CHECK(x.features(0)[238] == 3);
  CHECK(x.features(1)[239] == 2);
  CHECK(as_features(x).columns() == x.columns());
  const int64_t rows[] = {1};
  CHECK(as_features(set.select(rows)).features(0)[239] == 2);
}
