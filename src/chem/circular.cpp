#include "chem/circular.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "chem/graph_walk.hpp"

namespace graft {

namespace {

void add_row(std::vector<uint64_t> all, CircularCounts& to) {
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == 0 || all[i] != all[i - 1]) {
      to.hash.push_back(all[i]);
      to.count.push_back(0);
    }
    ++to.count.back();
  }
  to.start.push_back(int64_t(to.hash.size()));
}

}  // namespace

int64_t CircularCounts::total(int64_t row) const {
  int64_t sum = 0;
  for (auto e = std::size_t(start[std::size_t(row)]); e < std::size_t(start[std::size_t(row) + 1]);
       ++e)
    sum += count[e];
  return sum;
}

void add_environments(const Graph& graph, std::vector<CircularCounts>& by_radius) {
  const std::size_t atoms = std::size_t(graph.atom_count());
  Lists incoming;
  incoming_bonds(graph, incoming);
  std::vector<uint64_t> now(atoms), next(atoms), bonds, around;
  for (std::size_t v = 0; v < atoms; ++v) now[v] = row_hash(graph.atoms, int64_t(v));
  for (int64_t b = 0; b < graph.bond_count(); ++b) bonds.push_back(row_hash(graph.bonds, b));
  for (std::size_t r = 0; r < by_radius.size(); ++r) {
    if (r > 0) {
      for (std::size_t v = 0; v < atoms; ++v) {
        around.clear();
        for (const int32_t d : incoming[int64_t(v)])
          around.push_back(
              combine(bonds[std::size_t(d / 2)], now[std::size_t(source_atom(graph, d))]));
        std::sort(around.begin(), around.end());
        next[v] = combine(now[v], around.size());
        for (const uint64_t neighbour : around) next[v] = combine(next[v], neighbour);
      }
      now.swap(next);
    }
    add_row(now, by_radius[r]);
  }
}

CircularIndex::CircularIndex(const CircularCounts& rows) : total_(std::size_t(rows.rows())) {
  std::vector<std::tuple<uint64_t, int64_t, int64_t>> entries;  // hash, row, count
  for (int64_t i = 0; i < rows.rows(); ++i) {
    total_[std::size_t(i)] = rows.total(i);
    for (auto e = std::size_t(rows.start[std::size_t(i)]);
         e < std::size_t(rows.start[std::size_t(i) + 1]); ++e)
      entries.emplace_back(rows.hash[e], i, rows.count[e]);
  }
  std::sort(entries.begin(), entries.end());
  for (const auto& [hash, row, count] : entries) {
    if (hash_.empty() || hash_.back() != hash) {
      hash_.push_back(hash);
      start_.push_back(int64_t(row_.size()));
    }
    row_.push_back(row);
    count_.push_back(count);
  }
  start_.push_back(int64_t(row_.size()));
}

template <class Pair>
void CircularIndex::add_shared(const CircularCounts& counts, int64_t row, const Pair& pair,
                               double* out) const {
  std::fill_n(out, rows(), 0.0);
  auto from = hash_.begin();
  for (auto e = std::size_t(counts.start[std::size_t(row)]);
       e < std::size_t(counts.start[std::size_t(row) + 1]); ++e) {
    from = std::lower_bound(from, hash_.end(), counts.hash[e]);
    if (from == hash_.end()) return;
    if (*from != counts.hash[e]) continue;
    const auto h = std::size_t(from - hash_.begin());
    for (auto p = std::size_t(start_[h]); p < std::size_t(start_[h + 1]); ++p)
      out[row_[p]] += pair(double(counts.count[e]), double(count_[p]));
  }
}

void CircularIndex::shared(const CircularCounts& counts, int64_t row, double* out) const {
  add_shared(
      counts, row, [](double a, double b) { return std::min(a, b); }, out);
}

void CircularIndex::product(const CircularCounts& counts, int64_t row, double* out) const {
  add_shared(
      counts, row, [](double a, double b) { return a * b; }, out);
}

}  // namespace graft
