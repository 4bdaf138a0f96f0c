// Ready-made graphs.
#include "data/inputs/graph_rows.hpp"

namespace graft {
namespace {

template <class T>
void add_bytes(std::string& key, const std::vector<T>& values) {
  key.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

class Graphs final : public GraphRows {
 public:
  const char* name() const override { return "graphs"; }

  // Graphs are equal as they are numbered.
  uint64_t hash(const Inputs& inputs, std::size_t row) const override {
    const Graph& g = inputs.graphs[row];
    uint64_t hash = 0;
    for (int64_t v = 0; v < g.atom_count(); ++v) hash = combine(hash, row_hash(g.atoms, v));
    for (int64_t b = 0; b < g.bond_count(); ++b) hash = combine(hash, row_hash(g.bonds, b));
    return hash;
  }
  std::vector<std::string> keys(const Inputs& inputs,
                                std::span<const std::size_t> rows) const override {
    std::vector<std::string> keys;
    for (const std::size_t row : rows) {
      const Graph& g = inputs.graphs[row];
      std::string& key = keys.emplace_back();
      for (const SparseRows* part : {&g.atoms, &g.bonds}) {
        add_bytes(key, part->start);
        add_bytes(key, part->index);
        add_bytes(key, part->value);
      }
      add_bytes(key, g.ends);
    }
    return keys;
  }
};

}  // namespace

const InputTraits& graphs_traits() {
  static const Graphs traits;
  return traits;
}

}  // namespace graft
