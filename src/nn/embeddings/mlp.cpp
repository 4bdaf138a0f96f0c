// Feature vectors: dense layers over scaled columns.
#include <algorithm>
#include <vector>

#include "nn/embeddings/kinds.hpp"
#include "nn/rows.hpp"

namespace graft {
namespace {

class MlpEmbedding : public Embedding {
 public:
  MlpEmbedding(const NetworkShape& shape, ParameterLayout& layout) : activation_(shape.activation) {
    for (int64_t l = 0; l < shape.depth; ++l) {
      const Layer layer{"embedding.dense" + std::to_string(l), Block::embedding, l};
      const int64_t inputs = l == 0 ? shape.feature_cols : shape.width;
      const int w = layout.add(layer.name + ".w", layer, inputs, shape.width);
      dense_.push_back({w, layout.add(layer.name + ".b", layer, 1, shape.width, true)});
    }
  }

  int64_t layers() const override { return int64_t(dense_.size()); }

  Var embed(Tape& tape, const BoundParameters& p, const InputBatch& batch) const override {
    Var x = tape.constant(batch.features);
    for (const auto& [w, b] : dense_)
      x = dense(tape, x, p[w], activation_, {.bias = p[b], .addend = {}});
    return x;
  }

 private:
  struct Dense {
    int w, b;
  };
  Activation activation_;
  std::vector<Dense> dense_;
};

class FeatureRows : public PreparedRows {
 public:
  FeatureRows(int64_t cols, std::span<const RowOf> rows, std::span<const Scaling> scalings)
      : cols_(cols), scaled_(rows.size() * std::size_t(cols)) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      scaled_features(*rows[i].set, rows[i].row, 0, scalings.first(std::size_t(cols)),
                      scaled_.data() + i * std::size_t(cols));
  }
  std::unique_ptr<RowBatcher> batcher() const override { return std::make_unique<Batcher>(*this); }

 private:
  class Batcher : public RowBatcher {
   public:
    explicit Batcher(const FeatureRows& all) : all_(all) {}
    InputBatch build(std::span<const int64_t> rows) override {
      const int64_t cols = all_.cols_, count = int64_t(rows.size());
      features_.assign(std::size_t(padded_rows(count) * cols), 0.f);
      for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy_n(all_.scaled_.begin() + rows[i] * cols, cols,
                    features_.begin() + int64_t(i) * cols);
      return {nullptr, {features_.data(), count, cols}};
    }

   private:
    const FeatureRows& all_;
    Floats features_;
  };

  int64_t cols_;
  Floats scaled_;  // [rows, cols]
};

}  // namespace

std::unique_ptr<const Embedding> mlp_embedding(const NetworkShape& shape, ParameterLayout& layout) {
  return std::make_unique<MlpEmbedding>(shape, layout);
}

std::unique_ptr<const PreparedRows> feature_rows(const NetworkShape& shape,
                                                 std::span<const RowOf> rows,
                                                 std::span<const Scaling> scalings) {
  return std::make_unique<FeatureRows>(shape.feature_cols, rows, scalings);
}

}  // namespace graft
