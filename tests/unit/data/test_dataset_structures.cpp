#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/structures.hpp"
#include "data/dataset.hpp"

using namespace graft;

namespace {

// A molecule, a slab of one atom and rock salt's smallest cell.
struct Arrays {
  std::vector<int64_t> offsets{0, 2, 3, 5};
  std::vector<int32_t> species{1, 9, 29, 11, 17};
  std::vector<double> positions{0, 0, 0, 0.92, 0, 0, 1, 2, 3, 0, 0, 0, 2.82, 0, 0};
  std::vector<double> cells = [] {
    std::vector<double> c(27);
    c[9] = 2.5, c[13] = 2.5;
    const Structure salt = primitive_rock_salt();
    for (std::size_t k = 0; k < 9; ++k) c[18 + k] = salt.cell[k / 3][k % 3];
    return c;
  }();
  std::vector<int32_t> periodic{0, 0, 0, 1, 1, 0, 1, 1, 1};

  StructureArrays view() const {
    return {3, offsets.data(), species.data(), positions.data(), 3,
            1, cells.data(),   periodic.data()};
  }
  Dataset set(bool strict = true, int threads = 1) const {
    return dataset_from_structures(view(), {}, strict, threads);
  }
  std::string fault() const {
    const Thrown thrown = thrown_by([&] { set(); });
    CHECK(thrown.status == GRAFT_ERROR_DATA);
    return thrown.message;
  }
};

}  // namespace

TEST_CASE("Structures come from arrays as they stand there") {
  const Dataset set = Arrays().set();
  REQUIRE(set.rows() == 3);
  CHECK(set.structure(0).species == std::vector<uint8_t>{1, 9});
  CHECK(set.structure(0).positions[1] == Vector3{0.92, 0, 0});
  CHECK(set.structure(0).periodic == std::array{false, false, false});
  CHECK(set.structure(1).periodic == std::array{true, true, false});
  CHECK(set.structure(2) == primitive_rock_salt());
}

TEST_CASE("Without flags a structure is periodic along the vectors that are not zero") {
  Arrays a;
  StructureArrays view = a.view();
  view.periodic = nullptr;
  const Dataset set = dataset_from_structures(view, {}, true, 1);
  for (int64_t row = 0; row < 3; ++row)
    CHECK(set.structure(row).periodic == a.set().structure(row).periodic);
  view.cells = nullptr;
  CHECK(dataset_from_structures(view, {}, true, 1).structure(2).periodic ==
        std::array{false, false, false});
}

TEST_CASE("Positions may lie by atom or by component, in either unit") {
  Arrays a;
  std::vector<double> by_component(15);
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t k = 0; k < 3; ++k) by_component[5 * k + i] = a.positions[3 * i + k] / bohr;
  for (double& v : a.cells) v /= bohr;
  StructureArrays view = a.view();
  view.positions = by_component.data(), view.atom_stride = 1, view.axis_stride = 5;
  view.unit = bohr;
  const Dataset set = dataset_from_structures(view, {}, true, 1);
  CHECK(set.structure(0).positions[1][0] == Approx(0.92));
  CHECK(set.structure(2).positions[1][0] == Approx(2.82));
  CHECK(set.structure(2).cell[0][1] == Approx(2.82));
}

TEST_CASE("A structure that cannot be used is an error that names it and the atom") {
  Arrays a;
  a.species[4] = 119;
  CHECK(a.fault() == "row 2: atom 1: species 119 is not an atomic number from 1 to 103");
  a.species[4] = 256 + 17;
  CHECK(a.fault() == "row 2: atom 1: species 273 is not an atomic number from 1 to 103");
  a.species[4] = -1;
  CHECK(a.fault() == "row 2: atom 1: species -1 is not an atomic number from 1 to 103");
  a = {}, a.positions[4] = std::nan("");
  CHECK(a.fault() == "row 0: atom 1: component 1 of its position is nan");
  a = {}, a.positions[3] = 0;
  CHECK(a.fault() == "row 0: atom 0 is on top of atom 1: they are 0 angstrom apart");
  a = {}, a.cells[9] = 0;
  CHECK(a.fault() == "row 1: cell: vector a is zero, and the structure is periodic along it");
  a = {}, a.offsets[2] = 2;
  CHECK(a.fault() == "row 1: there are no atoms");
  a = {}, a.offsets[2] = 1;
  CHECK(a.fault() == "structure 1: atom_offsets[2] = 1 is less than atom_offsets[1] = 2");
}

TEST_CASE("Structures that cannot be used are left out where that is asked for") {
  Arrays a;
  a.species[2] = 0;
  const std::vector<double> targets{1, 2, 3};
  const Dataset set = dataset_from_structures(a.view(), targets, false, 1);
  CHECK(set.input_rows() == std::vector<int64_t>{0, 2});
  CHECK(set.targets() == std::vector<double>{1, 3});
  CHECK(set.skipped() ==
        std::vector<std::string>{"row 1: atom 0: species 0 is not an atomic number from 1 to 103"});
}

TEST_CASE("Structures are the same for any number of threads") {
  std::vector<Structure> many;
  for (uint64_t i = 0; i < 50; ++i)
    many.push_back(random_structure(shapes[i % 3], 1, Rng(i, stream_of(test_stream))));
  const Dataset one = dataset_from_structures(many, {}, true, 1),
                three = dataset_from_structures(many, {}, true, 3);
  CHECK(fingerprint(one) == fingerprint(three));
}
