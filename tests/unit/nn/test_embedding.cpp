#include "nn/embedding.hpp"

#include <set>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "nn/network.hpp"

using namespace graft;

namespace {

NetworkShape shape_for(InputKind input) {
  NetworkShape shape;
  shape.input = input;
  const bool graphs = shape.takes_graphs();
  shape.feature_cols = graphs ? 0 : 5;
  shape.atom_cols = graphs ? 4 : 0;
  shape.bond_cols = graphs ? 2 : 0;
  shape.depth = 4;
  shape.width = 6;
  return shape;
}

}  // namespace

TEST_CASE("every kind of input has an embedding whose layers have the depths 0, 1 and so on") {
  for (int kind = 0; kind <= int(last_input_kind); ++kind) {
    const NetworkShape shape = shape_for(InputKind(kind));
    CAPTURE(kind);
    ParameterLayout layout;
    const auto embedding = make_embedding(shape, layout);
    std::set<int64_t> depths;
    for (const auto& entry : layout.entries()) {
      CHECK(entry.layer.block == Block::embedding);
      CHECK(entry.layer.task == -1);
      CHECK(entry.is_bias == (entry.rows == 1));
      depths.insert(entry.layer.depth);
    }
    CHECK(int64_t(depths.size()) == embedding->layers());
    CHECK(*depths.begin() == 0);
    CHECK(*depths.rbegin() == embedding->layers() - 1);
  }
}

TEST_CASE("the embedding of feature vectors has a layer for each depth, that of graphs three") {
  ParameterLayout layout;
  CHECK(make_embedding(shape_for(InputKind::features), layout)->layers() == 4);
  CHECK(layout[0].layer.depth == 0);
  CHECK(layout[0].rows == 5);
  ParameterLayout other;
  CHECK(make_embedding(shape_for(InputKind::molecules), other)->layers() == 3);
  CHECK(other[0].layer.depth == 0);
  CHECK(other[0].rows == 6);  // an atom and a bond
}

TEST_CASE("a kind that nobody has given an embedding is refused, not taken for graphs") {
  NetworkShape shape = shape_for(InputKind::features);
  shape.input = InputKind(int(last_input_kind) + 1);
  CHECK_FALSE(shape.takes_graphs());
  CHECK_FALSE(shape.takes_features());
  ParameterLayout layout;
  CHECK(thrown_by([&] { make_embedding(shape, layout); }).status == GRAFT_ERROR_INTERNAL);
  CHECK(thrown_by([&] { prepare_rows(shape, {}, {}); }).status == GRAFT_ERROR_INTERNAL);
  ByteWriter to;
  shape.write(to);
  ByteReader from(to.bytes(), "file");
  CHECK(thrown_by([&] { NetworkShape::read(from); }).status == GRAFT_ERROR_FORMAT);
}
