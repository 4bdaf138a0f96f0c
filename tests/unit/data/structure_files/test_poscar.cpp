#include "base/thrown.hpp"
#include "catch.hpp"
#include "data/structure_files/frames.hpp"

using namespace graft;

namespace {

std::string poscar(const std::string& scale, const std::string& elements, const std::string& rest) {
  return "rock salt\n" + scale + "\n0 2.82 2.82\n2.82 0 2.82 # comment\n2.82 2.82 0\n" + elements +
         "\n" + rest;
}
const std::string direct = "Direct\n0 0 0\n0.5 0.5 0.5\n";

Frame frame(const std::string& text) { return read_poscar(text)[0]; }

void check_position(const Frame& frame, const Vector3& expected) {
  REQUIRE(frame.fault == "");
  REQUIRE(frame.structure.atoms() == 2);
  for (std::size_t k = 0; k < 3; ++k)
    CHECK(frame.structure.positions[1][k] == Approx(expected[k]).margin(1e-9));
}

}  // namespace

TEST_CASE("A POSCAR has a title, a cell and atoms") {
  const Frame f = frame(poscar("1.0", "Na Cl\n1 1", direct));
  check_position(f, {2.82, 2.82, 2.82});
  CHECK(f.name == "rock salt");
  CHECK(f.structure.species == std::vector<uint8_t>{11, 17});
  CHECK(f.structure.cell[1] == Vector3{2.82, 0, 2.82});
  CHECK(f.structure.periodic == std::array{true, true, true});
}

TEST_CASE("Positions may be Cartesian, with flags behind them, and scaled") {
  check_position(frame(poscar("1", "Na_pv Cl/x\n1 1",
                              "Selective dynamics\nCartesian\n0 0 0 T T F\n2.82 0 0 F F F\n")),
                 {2.82, 0, 0});
  check_position(frame(poscar("2", "Na Cl\n1 1", "k\n0 0 0\n2.82 0 0\n\n0 0 0\n0 0 0\n")),
                 {5.64, 0, 0});
  check_position(frame(poscar("1 2 3", "Na Cl\n1 1", direct)), {2.82, 5.64, 8.46});
  // A negative scale is the volume of the cell, 44.85 unscaled.
  check_position(frame(poscar("-358.816", "Na Cl\n1 1", direct)), {5.64, 5.64, 5.64});
}

TEST_CASE("A fault of a POSCAR names the line and the text") {
  CHECK(frame(poscar("x", "Na Cl\n1 1", direct)).fault == "line 2: scale: 'x' is not a number");
  CHECK(frame(poscar("0", "Na Cl\n1 1", direct)).fault == "line 5: scale: is 0");
  CHECK(frame(poscar("1", "1 1", direct)).fault ==
        "line 6: '1' is not an element: a POSCAR of VASP 4 does not name its elements");
  CHECK(frame(poscar("1", "Na Xx\n1 1", direct)).fault == "line 6: 'Xx' is not an element");
  CHECK(frame(poscar("1", "Na Cl\n1", direct)).fault ==
        "line 7: 1 numbers of atoms for 2 elements");
  CHECK(frame(poscar("1", "Na Cl\n1 x", direct)).fault == "line 7: 'x' is not a number of atoms");
  CHECK(frame(poscar("1", "Na Cl\n1 1", "Somehow\nElse\n0 0 0\n")).fault ==
        "line 9: neither Direct nor Cartesian positions are announced");
  CHECK(frame(poscar("1", "Na Cl\n1 1", "Direct\n0 0 0\n0.5 half 0.5\n")).fault ==
        "line 10: atom 1: 'half' is not a number");
  CHECK(frame(poscar("1", "Na Cl\n1 1", "Direct\n0 0 0\n0.5 0.5\n")).fault ==
        "line 10: atom 1: 2 numbers, not 3");
  CHECK(frame(poscar("1", "Na Cl\n1 1", "Direct\n0 0 0\n")).fault ==
        "line 9: the text ends before atom 1");
  CHECK(thrown_by([] { read_poscar(""); }).message == "the text ends before the title");
}
