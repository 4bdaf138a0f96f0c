#include <map>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/structure.hpp"
#include "data/structure_files/frames.hpp"

using namespace graft;

namespace {

std::string cif(const std::string& symmetry, const std::string& sites,
                const std::string& columns = "") {
  return "data_salt\n_cell_length_a 5.64(2)\n_cell_length_b 5.64\n_cell_length_c 5.64\n"
         "_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n_band_gap 8.5(1)\n" +
         symmetry + "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n" +
         "_atom_site_fract_z\n" + columns + sites;
}
const std::string named = "_symmetry_space_group_name_H-M 'F m -3 m'\n",
                  sites = "Na1 0 0 0\nCl1 0.5 0.5 0.5\n";

Frame frame(const std::string& text) {
  const auto frames = read_cif(text);
  REQUIRE(frames.size() == 1);
  return frames[0];
}

}  // namespace

TEST_CASE("A CIF's atoms are its sites by all symmetry operations") {
  if (!has_cif()) return;
  const std::string listed =
      "loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,z'\n'x,y+1/2,z+1/2'\n'x+1/2,y,z+1/2'\n"
      "'x+1/2,y+1/2,z'\n";
  for (const std::string& symmetry : {named, std::string("_space_group_IT_number 225\n"),
                                      std::string("_space_group_name_Hall '-F 4 2 3'\n"), listed}) {
    INFO(symmetry);
    const Frame f = frame(cif(symmetry, sites));
    CHECK(f.fault == "");
    CHECK(f.name == "salt");
    CHECK(f.structure.atoms() == 8);
    std::map<int, int> count;
    for (const uint8_t number : f.structure.species) ++count[number];
    CHECK(count == std::map<int, int>{{11, 4}, {17, 4}});
    CHECK(f.structure.cell[1][1] == Approx(5.64));
    CHECK_NOTHROW(check_distances(f.structure));
    CHECK(f.values.at("_band_gap") == "8.5");
  }
}

TEST_CASE("Elements come from type symbols, else from labels") {
  if (!has_cif()) return;
  const std::string none = "_symmetry_space_group_name_H-M 'P 1'\n";
  const auto first = [&](const std::string& site, const std::string& columns = "") {
    return int(frame(cif(none, site + "\n", columns)).structure.species.at(0));
  };
  CHECK(first("Fe1 0 0 0") == 26);
  CHECK(first("O1A 0 0 0") == 8);
  CHECK(first("CA1 0 0 0") == 6);
  CHECK(first("D1 0 0 0") == 1);
  CHECK(first("X1 0 0 0 Fe3+", "_atom_site_type_symbol\n") == 26);
  CHECK(first("X1 0 0 0 FE", "_atom_site_type_symbol\n") == 26);
  CHECK(first("Na1 0 0 0 ?", "_atom_site_type_symbol\n") == 11);
}

TEST_CASE("Partial occupancy and disorder are refused with the site") {
  if (!has_cif()) return;
  const auto fault = [](const std::string& rows, const std::string& columns = "") {
    return frame(cif(named, rows, columns)).fault;
  };
  const std::string occupancy = "_atom_site_occupancy\n", group = "_atom_site_disorder_group\n";
  CHECK(fault("Na1 0 0 0 1\nCl1 .5 .5 .5 0.5(1)\n", occupancy) ==
        "site 'Cl1': its occupancy is 0.5(1)");
  CHECK(fault("Na1 0 0 0 1.\nCl1 .5 .5 .5 ?\n", occupancy) == "");
  CHECK(fault("Na1 0 0 0 .\nCl1 .5 .5 .5 2\n", group) ==
        "site 'Cl1': is one of several alternatives, of the disorder group 2");
  CHECK(fault("Na1 0 0 0\nK1 0 0 0\n") ==
        "sites 'Na1' and 'K1' share a place: they are 0 angstrom apart");
}

TEST_CASE("A fault of a CIF names what is missing or wrong") {
  if (!has_cif()) return;
  CHECK(frame(cif("", sites)).fault == "neither symmetry operations nor a space group are named");
  CHECK(frame(cif("_symmetry_space_group_name_H-M 'Q 7'\n", sites)).fault ==
        "'Q 7' is no space group");
  CHECK(frame(cif("loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,q'\n", sites)).fault ==
        "''x,y,q'' is no symmetry operation");
  CHECK(frame(cif(named, "Na1 0 ? 0\n")).fault == "site 'Na1': a coordinate is not a number");
  CHECK(frame(cif(named, "Xx1 0 0 0\n")).fault == "site 'Xx1': 'Xx1' is not an element");
  CHECK(frame("data_a\n_cell_length_a 4\n").fault == "_cell_length_b is not there");
  CHECK(frame("data_a\n_cell_length_a 4\n_cell_length_b x\n").fault == "_cell_length_b is 'x'");
  const Thrown broken = thrown_by([] { read_cif("data_a\nloop_\n_x\n_y\n1 2 3\n"); });
  CHECK(broken.status == GRAFT_ERROR_DATA);
  CHECK(broken.says("is no CIF: "));
  CHECK(thrown_by([] { read_cif("data_a\n_journal_name 'X'\n"); }).message ==
        "no data block has a cell or atom sites");
}

TEST_CASE("A CIF has a frame for each block with a structure") {
  if (!has_cif()) return;
  const auto frames = read_cif("data_global\n_journal_name 'X'\n" + cif(named, sites) +
                               "data_second" + cif(named, "Na1 0 0 ?\n").substr(9));
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].fault == "");
  CHECK(frames[1].name == "second");
  CHECK(frames[1].line == 20);  // behind its heading
  CHECK(frames[1].fault != "");
}

TEST_CASE("Without gemmi CIF is refused") {
  if (has_cif()) return;
  CHECK(thrown_by([] { read_cif("data_a\n"); }).status == GRAFT_ERROR_UNSUPPORTED);
}
