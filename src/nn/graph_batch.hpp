// A batch of molecules as the index arrays of message passing, over the environments that occur in
// it (chem/environments.hpp), each once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "chem/environments.hpp"
#include "tensor/ops.hpp"

namespace graft {

enum class Pooling { mean, sum };

// A SparseMatrix that owns its arrays and keeps their memory when it is filled again.
struct OwnedSparse {
  std::vector<int64_t> start;
  std::vector<int32_t> index;
  std::vector<float> weight;  // empty: all ones

  void clear() {
    start.assign(1, 0);
    index.clear();
    weight.clear();
  }
  void end_row() { start.push_back(int64_t(index.size())); }
  int64_t rows() const { return int64_t(start.size()) - 1; }
  SparseMatrix view(int64_t cols) const {
    return {rows(), cols, start.data(), index.data(), weight.empty() ? nullptr : weight.data()};
  }
};

struct GraphBatch {
  OwnedSparse bond_inputs;  // round 0: features of [source atom; bond]
  struct Round {
    OwnedSparse messages;             // sums over environments of the round before
    std::vector<int32_t> bond_input;  // the environment's row of bond_inputs
  };
  std::vector<Round> rounds;
  OwnedSparse atom_inputs;         // features of the kinds of atoms
  OwnedSparse atom_messages;       // sums over environments of the last round
  std::vector<int32_t> atom_kind;  // an atom environment's row of atom_inputs
  OwnedSparse pool;                // molecules from atom environments
  int64_t molecules() const { return pool.rows(); }
};

// Builds batches of one set of environments. Keeps its scratch memory; one per thread.
class GraphBatcher {
 public:
  GraphBatcher(const Environments& environments, Pooling pooling);
  void build(std::span<const int64_t> molecules, GraphBatch& batch);

 private:
  // Local numbers of global ones, in the order of first use.
  struct Numbering {
    std::vector<int32_t> local;
    std::vector<uint64_t> seen_in;
    std::vector<int32_t> members;
  };
  int32_t number(Numbering& numbering, int32_t global) {
    if (numbering.seen_in[std::size_t(global)] != batch_) {
      numbering.seen_in[std::size_t(global)] = batch_;
      numbering.local[std::size_t(global)] = int32_t(numbering.members.size());
      numbering.members.push_back(global);
    }
    return numbering.local[std::size_t(global)];
  }
  const Environments& all_;
  Pooling pooling_;
  uint64_t batch_ = 0;
  std::vector<Numbering> bonds_;  // by round
  Numbering atoms_, kinds_;
};

}  // namespace graft
