#include "chem/structure.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/lattice.hpp"
#include "structures.hpp"

using namespace graft;

namespace {

std::string fault(const Structure& s) {
  const Thrown thrown = thrown_by([&] { check_distances(s); });
  CHECK((thrown.message.empty() || thrown.status == GRAFT_ERROR_DATA));
  return thrown.message;
}

Structure salt_with(uint8_t species, const Vector3& at) {
  Structure s = rock_salt();
  s.species[3] = species;
  s.positions[3] = at;
  return s;
}

Structure in_cell(const Vector3& a, const Vector3& b, const Vector3& c) {
  Structure s;
  s.species = {6};
  s.positions = {{0, 0, 0}};
  s.periodic = {true, true, true};
  s.cell = {a, b, c};
  return s;
}

}  // namespace

TEST_CASE("Structures of every periodicity are taken") {
  CHECK(fault(rock_salt()) == "");
  CHECK(fault(primitive_rock_salt()) == "");
  Structure s = rock_salt();
  s.periodic = {true, false, true};
  s.cell[1] = {std::nan(""), 0, 0};  // not read
  CHECK(fault(s) == "");
  s.periodic = {false, false, false};
  CHECK(fault(s) == "");
}

TEST_CASE("A fault of a structure names the atom and the value") {
  const Vector3 there{0, 2.82, 2.82};
  CHECK(fault(Structure{}) == "there are no atoms");
  CHECK(fault(salt_with(0, there)) == "atom 3: species 0 is not an atomic number from 1 to 103");
  CHECK(fault(salt_with(119, there)) ==
        "atom 3: species 119 is not an atomic number from 1 to 103");
  CHECK(fault(salt_with(11, {0, std::nan(""), 0})) == "atom 3: component 1 of its position is nan");
  CHECK(fault(salt_with(11, {0, 0, -HUGE_VAL})) == "atom 3: component 2 of its position is -inf");
  CHECK(fault(salt_with(11, {1e9, 0, 0})) == "atom 3: component 0 of its position is 1e+09");
}

TEST_CASE("Atoms on top of each other are named, also where an image is") {
  CHECK(fault(salt_with(11, {0.02, 0, 0})) ==
        "atom 0 is on top of atom 3: they are 0.02 angstrom apart");
  CHECK(fault(salt_with(11, {5.64, 5.64, 5.64 - 0.05}))
            .find("atom 0 is on top of an image of atom 3: they are 0.05") == 0);
  CHECK(fault(salt_with(11, {0.11, 0, 0})) == "");
}

TEST_CASE("A cell without a volume is refused with the vector") {
  CHECK(fault(in_cell({1, 0, 0}, {0, 0, 0}, {0, 0, 1})) ==
        "cell: vector b is zero, and the structure is periodic along it");
  CHECK(fault(in_cell({1, 0, 0}, {0, 1, 0}, {0, 0, HUGE_VAL})) ==
        "cell: component 2 of vector c is inf");
  CHECK(fault(in_cell({1, 0, 0}, {0, std::nan(""), 0}, {0, 0, 1})) ==
        "cell: component 1 of vector b is nan");
  CHECK(fault(in_cell({3, 0, 0}, {1.5, 0, 0}, {0, 0, 4})).find("cell: is singular or too thin") ==
        0);
  CHECK(fault(in_cell({3, 0, 0}, {0, 4, 0}, {3, 4, 0})).find("after 0 angstrom") !=
        std::string::npos);
  CHECK(fault(in_cell({3, 0, 0}, {0, 4, 0}, {std::sqrt(2.0), std::sqrt(3.0), 0}))
            .find("cell: is singular or too thin") == 0);
  CHECK(fault(in_cell({3, 0, 0}, {0, 0.05, 0}, {0, 0, 4})) ==
        "cell: is singular or too thin: it repeats itself after 0.05 angstrom, along [0, 1, 0]");
  CHECK(fault(in_cell({0.001, 0, 0}, {1e5, 1, 0}, {0, 0, 4})).find("cell: is") == 0);
}

TEST_CASE("A lattice's vectors are reduced, and dual to what they say") {
  for (const Shape& shape : shapes)
    for (uint64_t trial = 0; trial < 20; ++trial) {
      const Structure s = random_structure(shape, 1, Rng(trial, stream_of(test_stream)));
      const Lattice l = lattice_of(s);
      INFO(shape.name << ", trial " << trial);
      double lengths = 1;
      for (std::size_t i = 0; i < 3; ++i) {
        lengths *= std::sqrt(dot(l.vector[i], l.vector[i]));
        for (std::size_t j = 0; j < 3; ++j)
          CHECK(dot(l.dual[i], l.vector[j]) == Approx(i == j).margin(1e-9));
        if (int(i) < l.periods) {
          const auto n = l.of_cell[i];
          const Vector3 v = moved({}, s.cell, {n[0], n[1], n[2]});
          for (std::size_t k = 0; k < 3; ++k) CHECK(v[k] == Approx(l.vector[i][k]).margin(1e-9));
        }
      }
      CHECK(lengths <= 2 * l.content * (1 + 1e-9));  // Minkowski's bound for reduced vectors
    }
}

TEST_CASE("The content is that of the periodic part, whatever vectors give it") {
  CHECK(lattice_of(rock_salt(3)).content == Approx(27));
  CHECK(lattice_of(with_other_vectors(rock_salt(3))).content == Approx(27));
  Structure s = rock_salt(3);
  s.periodic = {true, true, false};
  CHECK(lattice_of(s).content == Approx(9));
  s.periodic = {false, true, false};
  CHECK(lattice_of(s).content == Approx(3));
  s.periodic = {false, false, false};
  CHECK(lattice_of(s).content == 1);
}
