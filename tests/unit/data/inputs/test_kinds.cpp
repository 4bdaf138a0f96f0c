#include "base/thrown.hpp"
#include "catch.hpp"
#include "data/inputs/inputs.hpp"

using namespace graft;

TEST_CASE("Each kind is in the table under its own name") {
  CHECK(std::string(name_of(InputKind::molecules)) == "molecules");
  CHECK(std::string(name_of(InputKind::graphs)) == "graphs");
  CHECK(std::string(name_of(InputKind::features)) == "features");
  CHECK(std::string(name_of(InputKind::structures)) == "structures");
}

TEST_CASE("Only molecules have scaffolds") {
  for (const InputKind kind : {InputKind::graphs, InputKind::features, InputKind::structures}) {
    const Thrown thrown = thrown_by([&] { traits_of(kind).scaffolds({}, {}); });
    CHECK(thrown.status == GRAFT_ERROR_UNSUPPORTED);
    CHECK(thrown.says(std::string("this set holds ") + name_of(kind)));
  }
}

TEST_CASE("Inputs of another kind or width are told apart by name") {
  Inputs a, b;
  const auto message = [&] {
    return thrown_by([&] { check_same_shape(a, "source 0", b, "the target"); }).message;
  };
  CHECK(message().empty());
  a.feature_cols = 3, b.feature_cols = 4;
  CHECK(message() == "source 0 has 3 features, the target 4");
  b.kind = InputKind::graphs;
  CHECK(message() == "source 0 holds features, the target graphs");
  a.kind = InputKind::graphs;
  a.feature_cols = b.feature_cols = 0;
  a.atom_cols = 1, b.bond_cols = 2;
  CHECK(message() == "source 0 has 1 atom and 0 bond features, the target 0 and 2");
}
