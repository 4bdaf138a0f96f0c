// Structures: methods that need no network take them, and models of these stand beside a network
// that nothing is put through.
#include "base/error.hpp"
#include "nn/embeddings/kinds.hpp"

namespace graft {
namespace {

[[noreturn]] void refuse() { fail(GRAFT_ERROR_UNSUPPORTED, "networks take no structures yet"); }

class NoEmbedding final : public Embedding {
 public:
  int64_t layers() const override { return 0; }
  Var embed(Tape&, const BoundParameters&, const InputBatch&) const override { refuse(); }
};

class NoRows final : public PreparedRows {
 public:
  std::unique_ptr<RowBatcher> batcher() const override { refuse(); }
};

}  // namespace

std::unique_ptr<const Embedding> structure_embedding(const NetworkShape&, ParameterLayout&) {
  return std::make_unique<NoEmbedding>();
}

std::unique_ptr<const PreparedRows> structure_rows(const NetworkShape&, std::span<const RowOf>,
                                                   std::span<const Scaling>) {
  return std::make_unique<NoRows>();
}

}  // namespace graft
