// E of a network (network.hpp): from inputs to a vector of `width` numbers. Which one a network has
// follows from the kind of its inputs; what differs between kinds stands in one row of a table
// (embedding.cpp).
#pragma once

#include <memory>
#include <span>

#include "data/dataset.hpp"
#include "data/scaler.hpp"
#include "nn/graph_batch.hpp"
#include "nn/parameters.hpp"
#include "nn/shape.hpp"

namespace graft {

// Inputs of one batch: a graph batch, or rows of scaled feature vectors.
struct InputBatch {
  const GraphBatch* graphs = nullptr;
  Matrix features;
};

class Embedding {
 public:
  virtual ~Embedding() = default;
  // The parameters' layers have the depths 0 .. layers() - 1.
  virtual int64_t layers() const = 0;
  // e [rows, width].
  virtual Var embed(Tape& tape, const BoundParameters& p, const InputBatch& batch) const = 0;
};

// Puts the embedding's entries at the end of the layout.
std::unique_ptr<const Embedding> make_embedding(const NetworkShape& shape, ParameterLayout& layout);

struct RowOf {
  const Dataset* set;
  int64_t row;
};

// Builds batches of prepared rows, which it refers to. Keeps its scratch memory, which the batch
// stands in until the next is built; one per thread.
class RowBatcher {
 public:
  virtual ~RowBatcher() = default;
  virtual InputBatch build(std::span<const int64_t> rows) = 0;
};

// Rows of data sets made ready for batches of any of them, once.
class PreparedRows {
 public:
  virtual ~PreparedRows() = default;
  virtual std::unique_ptr<RowBatcher> batcher() const = 0;
};

// For networks of a shape. scalings: of feature vectors' columns, no fewer than feature_cols.
std::unique_ptr<const PreparedRows> prepare_rows(const NetworkShape& shape,
                                                 std::span<const RowOf> rows,
                                                 std::span<const Scaling> scalings);

}  // namespace graft
