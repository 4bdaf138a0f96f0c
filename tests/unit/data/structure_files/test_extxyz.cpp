#include "base/thrown.hpp"
#include "catch.hpp"
#include "data/structure_files/frames.hpp"

using namespace graft;

namespace {

const std::string salt =
    "2\n"
    "Lattice=\"0 2.82 2.82 2.82 0 2.82 2.82 2.82 0\" Properties=species:S:1:pos:R:3 gap=8.5 "
    "name='rock salt' pbc=\"T T T\"\n"
    "Na 0 0 0\n"
    "Cl 2.82 0.0 0\n";

Frame one(const std::string& text) {
  const auto frames = read_extxyz(text);
  REQUIRE(frames.size() == 1);
  return frames[0];
}

std::string fault(const std::string& text) { return one(text).fault; }

std::string of_atom(const std::string& line, const std::string& comment = "") {
  return "1\n" + comment + "\n" + line + "\n";
}

}  // namespace

TEST_CASE("An extended XYZ frame has a cell, atoms and values") {
  const Frame frame = one(salt);
  CHECK(frame.fault == "");
  CHECK(frame.line == 1);
  CHECK(frame.structure.species == std::vector<uint8_t>{11, 17});
  CHECK(frame.structure.positions[1] == Vector3{2.82, 0, 0});
  CHECK(frame.structure.cell[1] == Vector3{2.82, 0, 2.82});
  CHECK(frame.structure.periodic == std::array{true, true, true});
  CHECK(frame.values.at("gap") == "8.5");
  CHECK(frame.values.at("name") == "rock salt");
}

TEST_CASE("Frames follow each other, with blank lines between them and any ends of lines") {
  std::string windows;
  for (const char c : salt) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto frames = read_extxyz(salt + "\n  \n" + windows + salt);
  REQUIRE(frames.size() == 3);
  CHECK(frames[1].line == 7);
  CHECK(frames[2].line == 11);
  for (const Frame& frame : frames) CHECK(frame.structure == frames[0].structure);
}

TEST_CASE("Values are words, or anything in quotes, braces or brackets") {
  const Frame frame = one(of_atom(
      "H 0 0 0", R"(a=1 b = "two words" c={1 2 {3}} d=[1, [2]] e f="say \"it\"" g='x=y' h=)"));
  CHECK(frame.values.at("a") == "1");
  CHECK(frame.values.at("b") == "two words");
  CHECK(frame.values.at("c") == "1 2 {3}");
  CHECK(frame.values.at("d") == "1, [2]");
  CHECK(frame.values.at("e") == "T");
  CHECK(frame.values.at("f") == "say \"it\"");
  CHECK(frame.values.at("g") == "x=y");
  CHECK(frame.values.at("h") == "");
}

TEST_CASE("A plain XYZ file is one of molecules, whatever its comment says") {
  const Frame frame = one("3\nwater, it's \"wet\n O 0 0 0 extra\nH 0.9 0 0\n8 0 0.9 1.0D+00\n");
  CHECK(frame.fault == "");
  CHECK(frame.structure.species == std::vector<uint8_t>{8, 1, 8});
  CHECK(frame.structure.positions[2] == Vector3{0, 0.9, 1});
  CHECK(frame.structure.periodic == std::array{false, false, false});
}

TEST_CASE("Columns are taken where Properties says that they stand") {
  const Frame frame =
      one(of_atom("7 0.1 0.2 0.3 1 2 3 Fe", "Properties=id:I:1:forces:R:3:pos:R:3:species:S:1"));
  CHECK(frame.structure.species == std::vector<uint8_t>{26});
  CHECK(frame.structure.positions[0] == Vector3{1, 2, 3});
  CHECK(one(of_atom("26 1 2 3", "Properties=Z:I:1:pos:R:3")).structure.species[0] == 26);
}

TEST_CASE("pbc says along which vectors a structure is periodic") {
  const std::string lattice = "Lattice=\"4 0 0 0 4 0 0 0 4\" ";
  CHECK(one(of_atom("H 0 0 0", lattice)).structure.periodic == std::array{true, true, true});
  CHECK(one(of_atom("H 0 0 0", lattice + "pbc=\"T 0 True\"")).structure.periodic ==
        std::array{true, false, true});
  CHECK(one(of_atom("H 0 0 0", lattice + "pbc=[F, F, F]")).structure.periodic ==
        std::array{false, false, false});
}

TEST_CASE("A fault of a frame names the line, the atom and the text") {
  CHECK(fault(of_atom("Xx 0 0 0")) == "line 3: atom 0: 'Xx' is not an element");
  CHECK(fault(of_atom("119 0 0 0")) == "line 3: atom 0: '119' is not an element");
  CHECK(fault(of_atom("H 0 zero 0")) == "line 3: atom 0: position: 'zero' is not a number");
  CHECK(fault(of_atom("H 0 nan 0")) == "line 3: atom 0: position: 'nan' is not a number");
  CHECK(fault(of_atom("H 0 0")) == "line 3: atom 0: 3 columns, not 4");
  CHECK(fault(of_atom("H 0 0 0 1", "Properties=species:S:1:pos:R:3")) ==
        "line 3: atom 0: 5 columns, not 4");
  CHECK(fault(of_atom("H 0 0 0", "Properties=species:S:1")) ==
        "line 2: Properties='species:S:1' does not name pos:R:3");
  CHECK(fault(of_atom("H 0 0 0", "Properties=pos:R:3")) ==
        "line 2: Properties='pos:R:3' names neither species:S:1 nor Z:I:1");
  CHECK(fault(of_atom("H 0 0 0", "Properties=pos:R")) ==
        "line 2: Properties='pos:R' is not a list of name:type:columns");
  CHECK(fault(of_atom("H 0 0 0", "Properties=pos:R:x")) ==
        "line 2: Properties='pos:R:x': 'pos' has 'x' columns");
  CHECK(fault(of_atom("H 0 0 0", "Lattice=\"1 2 3\"")) == "line 2: Lattice: 3 numbers, not 9");
  CHECK(fault(of_atom("H 0 0 0", "Lattice=\"1 0 0 0 b 0 0 0 1\"")) ==
        "line 2: Lattice: 'b' is not a number");
  CHECK(fault(of_atom("H 0 0 0", "pbc=\"T F F\"")) ==
        "line 2: is periodic (pbc) and has no Lattice");
  CHECK(fault(of_atom("H 0 0 0", "pbc=\"yes F F\"")) == "line 2: pbc: 'yes' is neither T nor F");
}

TEST_CASE("After a frame with a fault the next one is read") {
  const auto frames = read_extxyz(of_atom("Xx 0 0 0") + salt);
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].fault != "");
  CHECK(frames[1].fault == "");
}

TEST_CASE("A text whose frames cannot be told apart is an error with the line") {
  const auto message = [](const std::string& text) {
    const Thrown thrown = thrown_by([&] { read_extxyz(text); });
    CHECK(thrown.status == GRAFT_ERROR_DATA);
    return thrown.message;
  };
  CHECK(message(salt + "Na 0 0 0\n") ==
        "line 5: 'Na 0 0 0' is not a number of atoms, with which frame 1 should begin");
  CHECK(message("-3\n\n") ==
        "line 1: '-3' is not a number of atoms, with which frame 0 should begin");
  CHECK(message("3\n\nH 0 0 0\n") == "line 3: the text ends after 1 of the 3 atoms of frame 0");
  CHECK(message("999999999999\n") ==
        "line 1: the text ends after 0 of the 999999999999 atoms of frame 0");
  CHECK(read_extxyz("").empty());
}
