// A molecule, or any ready-made graph, as the networks see it: sparse feature rows for atoms and
// bonds, and the bonds' ends.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace graft {

// Rows of (column, value) pairs: one-hot features fill about 8 of 133 columns.
struct SparseRows {
  int64_t cols = 0;
  std::vector<int64_t> start{0};  // [rows + 1]
  std::vector<int32_t> index;
  std::vector<float> value;

  int64_t rows() const { return int64_t(start.size()) - 1; }
  void add(int32_t column, float v) {
    index.push_back(column);
    value.push_back(v);
  }
  void end_row() { start.push_back(int64_t(index.size())); }
};

// Lists of numbers: list i is item[start[i]] .. item[start[i+1]-1].
struct Lists {
  std::vector<int64_t> start{0};
  std::vector<int32_t> item;

  int64_t size() const { return int64_t(start.size()) - 1; }
  std::span<const int32_t> operator[](int64_t i) const {
    return {item.data() + start[std::size_t(i)], item.data() + start[std::size_t(i) + 1]};
  }
  void end_list() { start.push_back(int64_t(item.size())); }
};

struct Graph {
  SparseRows atoms;                          // one row an atom
  SparseRows bonds;                          // one row a bond
  std::vector<std::array<int32_t, 2>> ends;  // the bond's two atoms

  int64_t atom_count() const { return atoms.rows(); }
  int64_t bond_count() const { return bonds.rows(); }
};

}  // namespace graft
