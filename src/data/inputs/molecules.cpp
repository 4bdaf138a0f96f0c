// Molecules from SMILES: graphs that know their text.
#include <algorithm>
#include <bit>

#include "chem/featurizer.hpp"
#include "chem/smiles.hpp"
#include "data/inputs/graph_rows.hpp"

namespace graft {
namespace {

class Molecules final : public GraphRows {
 public:
  const char* name() const override { return "molecules"; }

  // Of what perception can say in one way only: elements, charges, hydrogens, bonds and rings, not
  // how centres are turned. The numbering of the atoms does not matter.
  uint64_t hash(const Inputs& inputs, std::size_t row) const override {
    const Graph& g = inputs.graphs[row];
    const auto atoms = std::size_t(g.atom_count());
    std::vector<uint64_t> now(atoms), sum(atoms), bonds;
    for (std::size_t v = 0; v < atoms; ++v) now[v] = hash_of(g.atoms, v, is_plain_atom_column);
    for (std::size_t b = 0; b < g.ends.size(); ++b)
      bonds.push_back(hash_of(g.bonds, b, is_plain_bond_column));
    for (int round = 0; round < 3; ++round) {
      sum.assign(atoms, 0);
      for (std::size_t b = 0; b < g.ends.size(); ++b) {
        const auto [from, to] = g.ends[b];
        sum[std::size_t(from)] += combine(bonds[b], now[std::size_t(to)]);
        sum[std::size_t(to)] += combine(bonds[b], now[std::size_t(from)]);
      }
      for (std::size_t v = 0; v < atoms; ++v) now[v] = combine(now[v], sum[v]);
    }
    uint64_t all = uint64_t(atoms);
    for (const uint64_t atom : now) all += mix64(atom);
    return all;
  }

  std::vector<std::string> keys(const Inputs& inputs,
                                std::span<const std::size_t> rows) const override {
    return texts(inputs, inputs.keys, rows, canonical_smiles);
  }
  std::vector<std::string> scaffolds(const Inputs& inputs,
                                     std::span<const std::size_t> rows) const override {
    return texts(inputs, inputs.scaffolds, rows, murcko_scaffold);
  }
  std::string id(const Inputs& inputs, std::size_t row) const override {
    return inputs.smiles[row];
  }
  void append(Inputs& to, const Inputs& from, std::size_t row) const override {
    GraphRows::append(to, from, row);
    to.smiles.push_back(from.smiles[row]);
    to.threads = std::max(to.threads, from.threads);
  }
  void add_to(Checksum& sum, const Inputs& inputs, std::size_t row) const override {
    GraphRows::add_to(sum, inputs, row);
    sum.add(inputs.smiles[row]);
  }

 private:
  static std::vector<std::string> texts(const Inputs& inputs, const RowValues<std::string>& known,
                                        std::span<const std::size_t> rows,
                                        std::string (*make)(const std::string&)) {
    std::vector<std::string> texts;
    for (const std::string* text :
         known.of(rows, inputs.smiles.size(), inputs.threads,
                  [&](std::size_t row) { return make(inputs.smiles[row]); }))
      texts.push_back(*text);
    return texts;
  }

  static uint64_t hash_of(const SparseRows& rows, std::size_t row, bool (*counts)(int32_t)) {
    uint64_t hash = 0;
    for (auto e = std::size_t(rows.start[row]); e < std::size_t(rows.start[row + 1]); ++e)
      if (counts(rows.index[e]))
        hash = combine(
            hash, uint64_t(uint32_t(rows.index[e])) << 32 | std::bit_cast<uint32_t>(rows.value[e]));
    return hash;
  }
};

}  // namespace

const InputTraits& molecules_traits() {
  static const Molecules traits;
  return traits;
}

}  // namespace graft
