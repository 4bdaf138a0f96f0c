#include "catch.hpp"
#include "chem/structure_features.hpp"
#include "chem/structures.hpp"
#include "data/dataset.hpp"
#include "data/similarity.hpp"

using namespace graft;

namespace {

Dataset set_of(std::vector<Structure> structures) {
  return dataset_from_structures(std::move(structures), {}, true, 1);
}

std::vector<int64_t> groups_in(std::vector<Structure> structures) {
  const Dataset set = set_of(structures);
  const InputTraits& traits = traits_of(InputKind::structures);
  const auto keys = traits.keys(set.inputs(), set.input_places());
  std::vector<int64_t> groups;
  for (std::size_t row = 0; row < keys.size(); ++row) {
    groups.push_back(std::find(keys.begin(), keys.end(), keys[row]) - keys.begin());
    const bool same_hash =
        traits.hash(set.inputs(), row) == traits.hash(set.inputs(), std::size_t(groups[row]));
    CHECK(same_hash);
  }
  return groups;
}

}  // namespace

TEST_CASE("Structures are equal when all their numbers are") {
  Structure moved = rock_salt(), other_species = rock_salt(), wire = rock_salt(),
            wire_without_rest = rock_salt(), negative_zero = rock_salt();
  moved.positions[3][1] += 1e-13;
  other_species.species[2] = 19;
  wire.periodic = wire_without_rest.periodic = {true, false, false};
  wire_without_rest.cell[1] = wire_without_rest.cell[2] = {};
  negative_zero.positions[0] = {-0.0, 0, -0.0};
  CHECK(groups_in({rock_salt(), moved, rock_salt(), other_species, wire, wire_without_rest,
                   negative_zero, rock_salt(5.65)}) ==
        std::vector<int64_t>{0, 1, 0, 3, 4, 4, 0, 7});
}

TEST_CASE("Sets of structures know which rows others hold, can be joined and have a checksum") {
  const Dataset a = set_of({rock_salt(), primitive_rock_salt()}),
                b = set_of({primitive_rock_salt(), rock_salt(6)});
  CHECK(a.first_equal(b) == std::vector<int64_t>{-1, 0});
  CHECK(a.without(b).structure(0) == rock_salt());
  const Dataset both = concat(a, b);
  CHECK(both.structure(3) == rock_salt(6));
  CHECK(both.origin() == "structures");
  CHECK(fingerprint(both) == fingerprint(concat(a, b)));
  CHECK(fingerprint(both) != fingerprint(concat(b, a)));
}

TEST_CASE(
    "Structures are as far apart as their features, which one cell or another does not change") {
  const Dataset reference = set_of({rock_salt(5), rock_salt(6), rock_salt(7)});
  const auto d = nearest_distances(
      set_of({rock_salt(6), primitive_rock_salt(6), rock_salt(6.1), rock_salt(9)}), reference, 2,
      2);
  CHECK(d[0] == 0);
  CHECK(d[1] < 1e-6);
  CHECK(d[2] > 1e-3);
  CHECK(d[3] > d[2]);
}

TEST_CASE("A set of structures is compared by its features in deviations") {
  const Dataset set = set_of({rock_salt(5), rock_salt(6), rock_salt(7)});
  const Descriptors d = descriptors_of(set, 2);
  CHECK(d.columns() == structure_feature_count);
  CHECK(d.rows() == 3);
  const auto names = structure_feature_names();
  const auto volume = std::find(names.begin(), names.end(), "volume_per_atom") - names.begin();
  const double v[] = {125 / 8.0, 216 / 8.0, 343 / 8.0};
  const double mean = (v[0] + v[1] + v[2]) / 3;
  CHECK(d.scalings[std::size_t(volume)].mean == Approx(mean));
  CHECK(d.standardised[std::size_t(volume)] ==
        Approx((v[0] - mean) / d.scalings[std::size_t(volume)].sd));
  CHECK(d.standardised[0] == 0);  // there is no hydrogen anywhere
}
