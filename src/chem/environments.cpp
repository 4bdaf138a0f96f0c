#include "chem/environments.hpp"

#include <algorithm>

#include "chem/graph_walk.hpp"

namespace graft {
namespace {

// Numbers distinct contents 0, 1, ... in the order they are first seen. The contents live with the
// caller, who compares them; here is only an open-addressing table of their hashes.
class Interner {
 public:
  const std::vector<uint64_t>& hashes() const { return hashes_; }

  // The number of the content with this hash for which same(number) holds; if there is none,
  // the next number, and `added` is true: the caller then stores the content.
  template <class Same>
  int32_t number(uint64_t hash, Same&& same, bool& added) {
    if (2 * (hashes_.size() + 1) > slots_.size()) grow();
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot] >= 0; slot = (slot + 1) & (slots_.size() - 1)) {
      const int32_t n = slots_[slot];
      if (hashes_[std::size_t(n)] == hash && same(n)) {
        added = false;
        return n;
      }
    }
    slots_[slot] = int32_t(hashes_.size());
    hashes_.push_back(hash);
    added = true;
    return slots_[slot];
  }

 private:
  void grow() {
    slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), -1);
    for (std::size_t n = 0; n < hashes_.size(); ++n) {
      std::size_t slot = hashes_[n] & (slots_.size() - 1);
      while (slots_[slot] >= 0) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = int32_t(n);
    }
  }
  std::vector<int32_t> slots_;
  std::vector<uint64_t> hashes_;
};

// Numbers feature rows; `rows` keeps the distinct ones.
struct RowInterner {
  SparseRows* rows;
  Interner interner;

  int32_t number(const SparseRows& from, int64_t row) {
    const auto begin = from.start[std::size_t(row)], end = from.start[std::size_t(row) + 1];
    bool added;
    const int32_t n = interner.number(
        row_hash(from, row),
        [&](int32_t i) {
          const auto mine = rows->start[std::size_t(i)];
          return rows->start[std::size_t(i) + 1] - mine == end - begin &&
                 std::equal(from.index.begin() + begin, from.index.begin() + end,
                            rows->index.begin() + mine) &&
                 std::equal(from.value.begin() + begin, from.value.begin() + end,
                            rows->value.begin() + mine);
        },
        added);
    if (added) {
      for (auto e = begin; e < end; ++e)
        rows->add(from.index[std::size_t(e)], from.value[std::size_t(e)]);
      rows->end_row();
    }
    return n;
  }
};

// Numbers pairs of a head and a sorted list: an environment of one more round.
struct ListInterner {
  std::vector<int32_t>* heads;
  Lists* lists;
  Interner interner;

  int32_t number(int32_t head, uint64_t head_hash, std::vector<int32_t>& list,
                 const std::vector<uint64_t>& item_hashes) {
    const auto before = [&](int32_t a, int32_t b) {
      const uint64_t ha = item_hashes[std::size_t(a)], hb = item_hashes[std::size_t(b)];
      return ha != hb ? ha < hb : a < b;
    };
    // A list is as long as an atom's neighbours are many: four in most molecules, a hundred in some
    // graphs.
    if (list.size() > 16)
      std::sort(list.begin(), list.end(), before);
    else
      for (std::size_t i = 1; i < list.size(); ++i)
        for (std::size_t j = i; j > 0 && before(list[j], list[j - 1]); --j)
          std::swap(list[j], list[j - 1]);
    uint64_t hash = combine(head_hash, list.size());
    for (int32_t item : list) hash = combine(hash, item_hashes[std::size_t(item)]);
    bool added;
    const int32_t n = interner.number(
        hash,
        [&](int32_t i) {
          const auto mine = (*lists)[i];
          return (*heads)[std::size_t(i)] == head && std::ranges::equal(mine, list);
        },
        added);
    if (added) {
      heads->push_back(head);
      lists->item.insert(lists->item.end(), list.begin(), list.end());
      lists->end_list();
    }
    return n;
  }
};

}  // namespace

Environments::Environments(std::span<const Graph* const> graphs, int64_t depth) {
  RowInterner atom_rows{&atom_inputs, {}};
  SparseRows bond_rows;  // distinct bonds, which bond_inputs joins with their source atoms
  RowInterner bond_kinds{&bond_rows, {}};
  std::vector<std::array<int32_t, 2>> pairs;  // (atom kind, bond kind) of a row of bond_inputs
  Interner pair_numbers;
  rounds.resize(std::size_t(depth - 1));
  std::vector<ListInterner> round_numbers;
  for (Round& round : rounds) round_numbers.push_back({&round.bond_input, &round.incoming, {}});
  ListInterner atom_numbers{&atom_kind, &atom_incoming, {}};

  Lists incoming;
  std::vector<int32_t> kinds, bond_kind, first, current, next, list, atoms;
  for (const Graph* g : graphs) {
    const int64_t directed = 2 * g->bond_count();
    atom_inputs.cols = g->atoms.cols;
    bond_rows.cols = g->bonds.cols;
    kinds.clear();
    bond_kind.clear();
    for (int64_t v = 0; v < g->atom_count(); ++v) kinds.push_back(atom_rows.number(g->atoms, v));
    for (int64_t b = 0; b < g->bond_count(); ++b)
      bond_kind.push_back(bond_kinds.number(g->bonds, b));
    incoming_bonds(*g, incoming);

    first.resize(std::size_t(directed));
    for (int64_t d = 0; d < directed; ++d) {
      const std::array pair{kinds[std::size_t(source_atom(*g, d))], bond_kind[std::size_t(d / 2)]};
      const uint64_t hash = combine(atom_rows.interner.hashes()[std::size_t(pair[0])],
                                    bond_kinds.interner.hashes()[std::size_t(pair[1])]);
      bool added;
      first[std::size_t(d)] = pair_numbers.number(
          hash, [&](int32_t i) { return pairs[std::size_t(i)] == pair; }, added);
      if (added) pairs.push_back(pair);
    }
    current = first;
    const std::vector<uint64_t>* hashes = &pair_numbers.hashes();
    for (ListInterner& numbers : round_numbers) {
      next.resize(std::size_t(directed));
      for (int64_t d = 0; d < directed; ++d) {
        list.clear();
        for (int32_t k : incoming[source_atom(*g, d)])
          if (k != (d ^ 1)) list.push_back(current[std::size_t(k)]);
        const int32_t own = first[std::size_t(d)];
        next[std::size_t(d)] =
            numbers.number(own, pair_numbers.hashes()[std::size_t(own)], list, *hashes);
      }
      current.swap(next);
      hashes = &numbers.interner.hashes();
    }
    atoms.clear();
    for (int64_t v = 0; v < g->atom_count(); ++v) {
      list.clear();
      for (int32_t k : incoming[v]) list.push_back(current[std::size_t(k)]);
      const int32_t kind = kinds[std::size_t(v)];
      atoms.push_back(
          atom_numbers.number(kind, atom_rows.interner.hashes()[std::size_t(kind)], list, *hashes));
    }
    const auto& order = atom_numbers.interner.hashes();
    std::sort(atoms.begin(), atoms.end(), [&](int32_t a, int32_t b) {
      const uint64_t ha = order[std::size_t(a)], hb = order[std::size_t(b)];
      return ha != hb ? ha < hb : a < b;
    });
    molecule_atoms.item.insert(molecule_atoms.item.end(), atoms.begin(), atoms.end());
    molecule_atoms.end_list();
  }

  bond_inputs.cols = atom_inputs.cols + bond_rows.cols;
  for (const auto& [atom, bond] : pairs) {
    for (auto e = atom_inputs.start[std::size_t(atom)];
         e < atom_inputs.start[std::size_t(atom) + 1]; ++e)
      bond_inputs.add(atom_inputs.index[std::size_t(e)], atom_inputs.value[std::size_t(e)]);
    for (auto e = bond_rows.start[std::size_t(bond)]; e < bond_rows.start[std::size_t(bond) + 1];
         ++e)
      bond_inputs.add(int32_t(atom_inputs.cols) + bond_rows.index[std::size_t(e)],
                      bond_rows.value[std::size_t(e)]);
    bond_inputs.end_row();
  }
}

}  // namespace graft
