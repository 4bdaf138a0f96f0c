// What every walk through graphs needs: the bonds that end at an atom, and hashes of content, which
// depend on what stands there and not on how it is numbered.
#pragma once

#include <bit>
#include <cstdint>

#include "base/rng.hpp"
#include "chem/graph.hpp"

namespace graft {

inline uint64_t combine(uint64_t a, uint64_t b) { return mix64(a ^ (b + 0x632BE59BD9B4E019ull)); }

inline uint64_t row_hash(const SparseRows& rows, int64_t row) {
  const auto begin = rows.start[std::size_t(row)], end = rows.start[std::size_t(row) + 1];
  uint64_t hash = uint64_t(end - begin);
  for (auto e = begin; e < end; ++e)
    hash = combine(hash, uint64_t(uint32_t(rows.index[std::size_t(e)])) << 32 |
                             std::bit_cast<uint32_t>(rows.value[std::size_t(e)]));
  return hash;
}

// Directed bond 2b runs from ends[b][0] to ends[b][1], 2b + 1 back.
inline int32_t source_atom(const Graph& graph, int64_t directed) {
  return graph.ends[std::size_t(directed / 2)][std::size_t(directed & 1)];
}

// incoming[v]: the directed bonds that end at atom v.
inline void incoming_bonds(const Graph& graph, Lists& incoming) {
  incoming.start.assign(std::size_t(graph.atom_count()) + 1, 0);
  incoming.item.resize(2 * graph.ends.size());
  for (const auto& ends : graph.ends)
    for (int32_t atom : ends) ++incoming.start[std::size_t(atom) + 1];
  for (std::size_t v = 1; v < incoming.start.size(); ++v)
    incoming.start[v] += incoming.start[v - 1];
  std::vector<int64_t> place(incoming.start.begin(), incoming.start.end() - 1);
  for (int64_t d = 0; d < 2 * graph.bond_count(); ++d)
    incoming.item[std::size_t(place[std::size_t(source_atom(graph, d ^ 1))]++)] = int32_t(d);
}

}  // namespace graft
