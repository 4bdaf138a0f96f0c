// Graphs: directed message passing (D-MPNN, Yang et al. 2019) over the environments that a set of
// graphs shares (chem/environments.hpp).
#include <vector>

#include "nn/embeddings/kinds.hpp"

namespace graft {
namespace {

class DmpnnEmbedding : public Embedding {
 public:
  DmpnnEmbedding(const NetworkShape& shape, ParameterLayout& layout)
      : atom_cols_(shape.atom_cols), bond_cols_(shape.bond_cols), activation_(shape.activation) {
    const int64_t width = shape.width;
    const Layer bond{"embedding.bond_input", Block::embedding, 0},
        message{"embedding.message", Block::embedding, 1},
        atom{"embedding.atom", Block::embedding, 2};
    bond_input_ = layout.add(bond.name, bond, atom_cols_ + bond_cols_, width);
    message_ = layout.add(message.name, message, width, width);
    atom_input_ = layout.add(atom.name + "_input", atom, atom_cols_, width);
    atom_message_ = layout.add(atom.name + "_message", atom, width, width);
    atom_bias_ = layout.add(atom.name + "_bias", atom, 1, width, true);
  }

  int64_t layers() const override { return 3; }

  Var embed(Tape& tape, const BoundParameters& p, const InputBatch& inputs) const override {
    const GraphBatch& batch = *inputs.graphs;
    // h0 = act(W_i [x; e]) for each distinct directed bond
    const Var first = activate(
        tape, sparse_product(tape, batch.bond_inputs.view(atom_cols_ + bond_cols_), p[bond_input_]),
        activation_);
    Var h = first;
    for (const GraphBatch::Round& round : batch.rounds) {  // h = act(h0 + W_m m)
      const Var m = sparse_product(tape, round.messages.view(tape.value(h).rows), h);
      h = dense(tape, m, p[message_], activation_,
                {.bias = {}, .addend = first, .addend_row = round.bond_input.data()});
    }
    // h_v = act(W_o [x_v; sum of h] + b), the two halves of W_o apart
    const Var kinds = sparse_product(tape, batch.atom_inputs.view(atom_cols_), p[atom_input_]);
    const Var sums = sparse_product(tape, batch.atom_messages.view(tape.value(h).rows), h);
    const Var atoms =
        dense(tape, sums, p[atom_message_], activation_,
              {.bias = p[atom_bias_], .addend = kinds, .addend_row = batch.atom_kind.data()});
    return sparse_product(tape, batch.pool.view(tape.value(atoms).rows), atoms);
  }

 private:
  int64_t atom_cols_, bond_cols_;
  Activation activation_;
  int bond_input_, message_, atom_input_, atom_message_, atom_bias_;
};

std::vector<const Graph*> graphs_of(std::span<const RowOf> rows) {
  std::vector<const Graph*> graphs;
  for (const RowOf& row : rows) graphs.push_back(&row.set->graph(row.row));
  return graphs;
}

class GraphRows : public PreparedRows {
 public:
  GraphRows(const NetworkShape& shape, std::span<const RowOf> rows)
      : environments_(graphs_of(rows), shape.depth), pooling_(shape.pooling) {}
  std::unique_ptr<RowBatcher> batcher() const override { return std::make_unique<Batcher>(*this); }

 private:
  class Batcher : public RowBatcher {
   public:
    explicit Batcher(const GraphRows& all) : graphs_(all.environments_, all.pooling_) {}
    InputBatch build(std::span<const int64_t> rows) override {
      graphs_.build(rows, batch_);
      return {&batch_, {}};
    }

   private:
    GraphBatcher graphs_;
    GraphBatch batch_;
  };

  Environments environments_;
  Pooling pooling_;
};

}  // namespace

std::unique_ptr<const Embedding> dmpnn_embedding(const NetworkShape& shape,
                                                 ParameterLayout& layout) {
  return std::make_unique<DmpnnEmbedding>(shape, layout);
}

std::unique_ptr<const PreparedRows> graph_rows(const NetworkShape& shape,
                                               std::span<const RowOf> rows,
                                               std::span<const Scaling>) {
  return std::make_unique<GraphRows>(shape, rows);
}

}  // namespace graft
