#include "nn/embedding.hpp"

#include "base/error.hpp"
#include "nn/embeddings/kinds.hpp"

namespace graft {
namespace {

// What a kind of input brings. A new one is a file in nn/embeddings and a row here.
struct InputFamily {
  InputKind kind;
  std::unique_ptr<const Embedding> (*embedding)(const NetworkShape&, ParameterLayout&);
  std::unique_ptr<const PreparedRows> (*rows)(const NetworkShape&, std::span<const RowOf>,
                                              std::span<const Scaling>);
};
constexpr InputFamily families[] = {
    {InputKind::molecules, dmpnn_embedding, graph_rows},
    {InputKind::graphs, dmpnn_embedding, graph_rows},
    {InputKind::features, mlp_embedding, feature_rows},
    {InputKind::structures, structure_embedding, structure_rows},
};

const InputFamily& family_of(InputKind kind) {
  for (const InputFamily& family : families)
    if (family.kind == kind) return family;
  fail(GRAFT_ERROR_INTERNAL, "inputs of kind ", int(kind), " have no embedding");
}

}  // namespace

std::unique_ptr<const Embedding> make_embedding(const NetworkShape& shape,
                                                ParameterLayout& layout) {
  return family_of(shape.input).embedding(shape, layout);
}

std::unique_ptr<const PreparedRows> prepare_rows(const NetworkShape& shape,
                                                 std::span<const RowOf> rows,
                                                 std::span<const Scaling> scalings) {
  return family_of(shape.input).rows(shape, rows, scalings);
}

}  // namespace graft
