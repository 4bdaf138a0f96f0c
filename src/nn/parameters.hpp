// A network's numbers in one block: optimiser, averaging, checkpoints and files treat them as one
// array; layers know the places of theirs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/aligned.hpp"
#include "base/rng.hpp"
#include "tensor/tape.hpp"

namespace graft {

using Floats = std::vector<float, CacheAligned<float>>;

// The parts of a network (network.hpp).
enum class Block : uint8_t { embedding, encoder, phi, psi, head, teacher };

// A layer of a network: what an entry of its parameters belongs to. Several entries may.
struct Layer {
  std::string name;
  Block block = Block::embedding;
  int64_t depth = 0;  // within the block, from the input on
  int64_t task = -1;  // -1: every task's
};

class ParameterLayout {
 public:
  struct Entry {
    std::string name;
    Layer layer;
    int64_t rows, cols, offset;
    bool is_bias;
  };
  // Returns the entry's index. Every entry begins on a cache line.
  int add(const std::string& name, const Layer& layer, int64_t rows, int64_t cols,
          bool is_bias = false);

  const std::vector<Entry>& entries() const { return entries_; }
  const Entry& operator[](int entry) const { return entries_[std::size_t(entry)]; }
  int64_t size() const { return size_; }  // floats in all, gaps included
  int64_t count() const;                  // parameters, gaps left out

  // Matrices uniform with variance 1 / inputs (LeCun), which keeps the variance of a signal through
  // linear and SiLU layers alike; biases zero. Each entry has a random stream of its own, named by
  // the entry: entries of one name in two layouts start alike.
  void initialise(std::span<float> values, uint64_t seed, uint64_t member) const;

 private:
  std::vector<Entry> entries_;
  int64_t size_ = 0;
};

// The parameters as variables of one tape. Without gradients they are constants.
class BoundParameters {
 public:
  void bind(Tape& tape, const ParameterLayout& layout, float* values, float* gradients);
  Var operator[](int entry) const { return vars_[std::size_t(entry)]; }

 private:
  std::vector<Var> vars_;
};

}  // namespace graft
