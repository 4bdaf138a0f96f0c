// Counts of circular environments: what they see, and what they do not.
#include <algorithm>
#include <map>

#include "catch.hpp"
#include "chem/circular.hpp"
#include "chem/molecules.hpp"

using namespace graft;
using namespace graft::molecules;

namespace {

std::vector<CircularCounts> counts_of(const std::vector<Graph>& graphs, std::size_t radius) {
  std::vector<CircularCounts> counts(radius + 1);
  for (const Graph& g : graphs) add_environments(g, counts);
  return counts;
}

std::map<uint64_t, int64_t> row_of(const CircularCounts& counts, int64_t row) {
  std::map<uint64_t, int64_t> found;
  for (auto e = counts.start[std::size_t(row)]; e < counts.start[std::size_t(row) + 1]; ++e)
    found[counts.hash[std::size_t(e)]] = counts.count[std::size_t(e)];
  return found;
}

std::vector<int64_t> sizes_of(const CircularCounts& counts, int64_t row) {
  std::vector<int64_t> sizes;
  for (const auto& [hash, count] : row_of(counts, row)) sizes.push_back(count);
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

const Atom carbon{6}, oxygen{8};

Graph butanol() {
  return make({carbon, carbon, carbon, carbon, oxygen}, {{0, 1}, {1, 2}, {2, 3}, {3, 4}});
}

}  // namespace

TEST_CASE("butanol has the environments that one counts by hand", "[circular]") {
  const auto counts = counts_of({butanol()}, 2);
  CHECK(sizes_of(counts[0], 0) == std::vector<int64_t>{1, 1, 3});        // CH3, OH, CH2
  CHECK(sizes_of(counts[1], 0) == std::vector<int64_t>{1, 1, 1, 1, 1});  // all are different
  CHECK(counts[2].total(0) == 5);
}

TEST_CASE("in a ring of equal atoms every environment is the same", "[circular]") {
  const auto counts = counts_of(
      {ring(6, {6, 0, true}, BondOrder::aromatic), ring(5, {6, 0, true}, BondOrder::aromatic)}, 3);
  for (const CircularCounts& c : counts) {
    CHECK(sizes_of(c, 0) == std::vector<int64_t>{6});
    CHECK(sizes_of(c, 1) == std::vector<int64_t>{5});
    CHECK(row_of(c, 0).begin()->first == row_of(c, 1).begin()->first);
  }
}

TEST_CASE("environments do not depend on how atoms and bonds are numbered", "[circular]") {
  for (const Graph& g : several())
    for (uint64_t seed = 0; seed < 5; ++seed) {
      const auto counts = counts_of({g, renumbered(g, seed)}, 3);
      for (const CircularCounts& c : counts) REQUIRE(row_of(c, 0) == row_of(c, 1));
    }
}

TEST_CASE("bonds tell environments apart from radius 1 on, distant atoms from their distance on",
          "[circular]") {
  const Atom n{7};  // of the same features in both: only the bond's order differs
  const auto chain = [&](bool in_ring, int last) {
    return make({n, n, n, n, {last}}, {{0, 1, BondOrder::single, in_ring}, {1, 2}, {2, 3}, {3, 4}});
  };
  const auto bonds = counts_of({chain(false, 9), chain(true, 9)}, 2);
  CHECK(row_of(bonds[0], 0) == row_of(bonds[0], 1));
  CHECK(row_of(bonds[1], 0) != row_of(bonds[1], 1));
  const auto ends = counts_of({chain(false, 9), chain(false, 17)}, 3);
  const auto shared = [&](std::size_t r) {
    int64_t count = 0;
    for (const auto& [hash, c] : row_of(ends[r], 0)) {
      const auto other = row_of(ends[r], 1);
      if (const auto found = other.find(hash); found != other.end())
        count += std::min(c, found->second);
    }
    return count;
  };
  CHECK(shared(0) == 4);
  CHECK(shared(1) == 3);
  CHECK(shared(2) == 2);
  CHECK(shared(3) == 1);
}

TEST_CASE("an index gives the sums that a plain comparison gives", "[circular]") {
  std::vector<Graph> graphs = {butanol(), ring(6, carbon, BondOrder::single),
                               ring(5, carbon, BondOrder::single), make({oxygen}, {}),
                               make({}, {})};
  const auto counts = counts_of(graphs, 1);
  for (const CircularCounts& c : counts) {
    const CircularIndex index(c);
    REQUIRE(index.rows() == 5);
    for (int64_t i = 0; i < 5; ++i) {
      std::vector<double> least(5), product(5);
      index.shared(c, i, least.data());
      index.product(c, i, product.data());
      for (int64_t j = 0; j < 5; ++j) {
        double sum = 0, squares = 0;
        const auto other = row_of(c, j);
        for (const auto& [hash, count] : row_of(c, i))
          if (const auto found = other.find(hash); found != other.end()) {
            sum += double(std::min(count, found->second));
            squares += double(count * found->second);
          }
        CHECK(least[std::size_t(j)] == sum);
        CHECK(product[std::size_t(j)] == squares);
      }
    }
  }
}
