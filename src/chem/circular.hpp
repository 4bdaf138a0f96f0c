// Counts of circular atom environments: what a molecule is to the classical methods.
//
// An atom's environment of radius 0 is its own features; of radius r + 1 its environment of radius
// r with the multiset of its bonds' features and its neighbours' environments of radius r (Morgan,
// J. Chem. Doc. 5 (1965); Rogers and Hahn, J. Chem. Inf. Model. 50 (2010): ECFP). An environment is
// known by a 64-bit hash of that content, so counts do not depend on how atoms are numbered, and
// graphs given as arrays have them as well as molecules from SMILES. Three things differ from ECFP:
// an atom is known by all features that the networks see (charge, hydrogens, hybridisation,
// chirality ...), nothing is folded to a fixed length, and environments of larger radius that cover
// the same bonds as others are kept, since counts of whole molecules lose nothing by them.
// Model files hold these hashes, so that they must stay what they are (a golden file tests it).
// Features compare exactly: of continuous ones hardly any two atoms have the same.
#pragma once

#include <cstdint>
#include <vector>

#include "chem/graph.hpp"

namespace graft {

// Environments of one radius. Row i: hash[start[i]] .. hash[start[i+1]-1], rising, and how often
// each occurs.
struct CircularCounts {
  std::vector<int64_t> start{0};
  std::vector<uint64_t> hash;
  std::vector<int64_t> count;

  int64_t rows() const { return int64_t(start.size()) - 1; }
  int64_t total(int64_t row) const;  // the sum of its counts: how many atoms there are
};

// One more row in each: by_radius[r] gets the environments of all atoms to radius r.
void add_environments(const Graph& graph, std::vector<CircularCounts>& by_radius);

// Rows to compare others with, by the environments they share: those that a pair of rows does not
// share cost nothing.
class CircularIndex {
 public:
  explicit CircularIndex(const CircularCounts& rows);

  int64_t rows() const { return int64_t(total_.size()); }
  int64_t total(int64_t row) const { return total_[std::size_t(row)]; }
  // sum min(c, c') of row `row` of `counts` with each of ours. out [rows()].
  void shared(const CircularCounts& counts, int64_t row, double* out) const;
  // sum c c': the inner product. out [rows()].
  void product(const CircularCounts& counts, int64_t row, double* out) const;

 private:
  template <class Pair>
  void add_shared(const CircularCounts& counts, int64_t row, const Pair& pair, double* out) const;

  std::vector<uint64_t> hash_;  // distinct, rising
  std::vector<int64_t> start_;  // of hash_[h]: its rows are row_[start_[h]] .. row_[start_[h+1]-1]
  std::vector<int64_t> row_, count_;
  std::vector<int64_t> total_;  // by row
};

}  // namespace graft
