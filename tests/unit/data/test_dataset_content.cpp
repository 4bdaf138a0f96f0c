#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/smiles.hpp"
#include "data/dataset.hpp"

using namespace graft;

namespace {

Dataset vectors(std::vector<double> x, std::vector<double> y = {}) {
  return dataset_from_features({x.data(), int64_t(x.size()) / 2, 2, 2, 1}, y, true);
}

}  // namespace

TEST_CASE("Two sets become one, whose rows count on") {
  Dataset a = vectors({1, 2, 3, 4}, {10, 20});
  const Dataset b = vectors({5, 6}, {30});
  a.set_columns({"u", "v"});
  a.set_property("gap", "eV");
  const Dataset both = concat(a, b);
  CHECK(both.rows() == 3);
  CHECK(both.targets() == std::vector<double>{10, 20, 30});
  CHECK(both.features(2)[1] == 6);
  CHECK(both.input_rows() == std::vector<int64_t>{0, 1, 2});
  CHECK(both.columns() == a.columns());
  CHECK(both.property() == "gap");
  CHECK(both.origin() == "features");
}

TEST_CASE("A subset is put together by its own rows") {
  const Dataset a = vectors({1, 2, 3, 4}, {10, 20});
  const int64_t second[] = {1};
  const Dataset both = concat(a.select(second), a);
  CHECK(both.features(0)[0] == 3);
  CHECK(both.features(1)[0] == 1);
}

TEST_CASE("Sets that are not alike are not put together") {
  Dataset a = vectors({1, 2}), b = vectors({3, 4});
  a.set_columns({"u", "v"});
  b.set_columns({"v", "u"});
  CHECK(thrown_by([&] { concat(a, b); }).message ==
        "the sets differ in their columns: 0 is 'u' and 'v'");
  b.set_columns({});
  a.set_property("gap", "eV");
  b.set_property("gap", "meV");
  CHECK(thrown_by([&] { concat(a, b); }).message ==
        "the sets differ in their unit: 'eV' and 'meV'");
  const double x[] = {1};
  CHECK(thrown_by([&] {
          concat(a, dataset_from_features({x, 1, 1, 1, 1}, {}, true));
        }).message == "one set has 2 features, the other 1");
}

TEST_CASE("Molecules are put together with their texts") {
  if (!has_rdkit()) return;
  const Dataset both = concat(dataset_from_smiles({"CO"}, {}, true, 1),
                              dataset_from_smiles({"CC", "N"}, {}, true, 1));
  CHECK(both.smiles(2) == "N");
  CHECK(both.graph(1).atom_count() == 2);
}

TEST_CASE("The fingerprint is the content's: inputs, targets and names of columns") {
  const Dataset set = vectors({1, 2, 3, 4}, {10, missing});
  const uint32_t known = fingerprint(set);
  CHECK(fingerprint(vectors({1, 2, 3, 4}, {10, -missing})) == known);
  CHECK(fingerprint(vectors({1, 2, 3, 5}, {10, missing})) != known);
  CHECK(fingerprint(vectors({1, 2, 3, 4}, {10, 0})) != known);
  CHECK(fingerprint(vectors({3, 4, 1, 2}, {10, missing})) != known);
  Dataset named = set;
  named.set_columns({"u", "v"});
  CHECK(fingerprint(named) != known);
  const int64_t all[] = {0, 1}, first[] = {0};
  CHECK(fingerprint(set.select(all)) == known);
  CHECK(fingerprint(set.select(first)) != known);
}
