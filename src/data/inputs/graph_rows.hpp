// What all kinds share whose rows are graphs, wherever these come from.
#pragma once

#include "chem/graph_walk.hpp"
#include "data/inputs/inputs.hpp"
#include "data/similarity.hpp"

namespace graft {

class GraphRows : public InputTraits {
 public:
  int64_t rows(const Inputs& inputs) const override { return int64_t(inputs.graphs.size()); }
  void append(Inputs& to, const Inputs& from, std::size_t row) const override {
    to.graphs.push_back(from.graphs[row]);
  }
  void add_to(Checksum& sum, const Inputs& inputs, std::size_t row) const override {
    const Graph& g = inputs.graphs[row];
    for (const SparseRows* part : {&g.atoms, &g.bonds}) {
      sum.add(part->start);
      sum.add(part->index);
      sum.add(part->value);
    }
    sum.add(g.ends);
  }
  Descriptors descriptors(const Dataset&, int64_t radius) const override {
    Descriptors own;
    own.counts.resize(std::size_t(radius) + 1);
    return own;
  }
  void describe(const Inputs& inputs, std::span<const std::size_t> rows,
                Descriptors& to) const override {
    for (const std::size_t row : rows) add_environments(inputs.graphs[row], to.counts);
  }

 protected:
  ~GraphRows() = default;
};

}  // namespace graft
