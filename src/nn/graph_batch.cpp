#include "nn/graph_batch.hpp"

namespace graft {
namespace {

void copy_rows(const SparseRows& from, std::span<const int32_t> rows, OwnedSparse& to) {
  to.clear();
  for (const int32_t row : rows) {
    const auto begin = from.start[std::size_t(row)], end = from.start[std::size_t(row) + 1];
    to.index.insert(to.index.end(), from.index.begin() + begin, from.index.begin() + end);
    to.weight.insert(to.weight.end(), from.value.begin() + begin, from.value.begin() + end);
    to.end_row();
  }
}

}  // namespace

GraphBatcher::GraphBatcher(const Environments& environments, Pooling pooling)
    : all_(environments), pooling_(pooling), bonds_(std::size_t(environments.depth())) {
  const auto prepare = [](Numbering& numbering, int64_t count) {
    numbering.local.resize(std::size_t(count));
    numbering.seen_in.assign(std::size_t(count), 0);
    numbering.members.reserve(std::size_t(count));
  };
  prepare(bonds_[0], all_.bond_inputs.rows());
  for (std::size_t t = 1; t < bonds_.size(); ++t)
    prepare(bonds_[t], all_.rounds[t - 1].incoming.size());
  prepare(atoms_, all_.atom_incoming.size());
  prepare(kinds_, all_.atom_inputs.rows());
}

void GraphBatcher::build(std::span<const int64_t> molecules, GraphBatch& batch) {
  ++batch_;
  for (Numbering& numbering : bonds_) numbering.members.clear();
  atoms_.members.clear();
  kinds_.members.clear();

  batch.pool.clear();
  for (const int64_t molecule : molecules) {
    const auto atoms = all_.molecule_atoms[molecule];
    const float share = pooling_ == Pooling::mean ? 1.f / float(atoms.size()) : 1.f;
    for (std::size_t i = 0; i < atoms.size();) {  // equal atoms stand together
      std::size_t end = i + 1;
      while (end < atoms.size() && atoms[end] == atoms[i]) ++end;
      batch.pool.index.push_back(number(atoms_, atoms[i]));
      batch.pool.weight.push_back(float(end - i) * share);
      i = end;
    }
    batch.pool.end_row();
  }

  const auto sums = [&](const Lists& incoming, std::span<const int32_t> rows, Numbering& of,
                        OwnedSparse& to) {
    to.clear();
    for (const int32_t row : rows) {
      for (const int32_t item : incoming[row]) to.index.push_back(number(of, item));
      to.end_row();
    }
  };
  batch.atom_kind.clear();
  for (const int32_t atom : atoms_.members)
    batch.atom_kind.push_back(number(kinds_, all_.atom_kind[std::size_t(atom)]));
  copy_rows(all_.atom_inputs, kinds_.members, batch.atom_inputs);
  sums(all_.atom_incoming, atoms_.members, bonds_.back(), batch.atom_messages);

  batch.rounds.resize(all_.rounds.size());
  for (std::size_t t = all_.rounds.size(); t > 0; --t) {
    const Environments::Round& round = all_.rounds[t - 1];
    GraphBatch::Round& mine = batch.rounds[t - 1];
    sums(round.incoming, bonds_[t].members, bonds_[t - 1], mine.messages);
    mine.bond_input.clear();
    for (const int32_t bond : bonds_[t].members)
      mine.bond_input.push_back(number(bonds_[0], round.bond_input[std::size_t(bond)]));
  }
  copy_rows(all_.bond_inputs, bonds_[0].members, batch.bond_inputs);
}

}  // namespace graft
