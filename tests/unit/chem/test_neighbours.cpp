#include "chem/neighbours.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "structures.hpp"

using namespace graft;

namespace {

using Pair = std::tuple<int32_t, int32_t, Image>;

// Every atom with every image of every other, as far as the planes of the cell as it was given
// reach.
std::map<Pair, double> brute_force(const Structure& s, double cutoff) {
  std::map<Pair, double> pairs;
  std::array<Vector3, 3> vectors = s.cell;
  Lattice plain;  // of the vectors as they are, completed for the directions that have none
  for (std::size_t d = 0; d < 3; ++d)
    if (!s.periodic[d]) {
      const std::size_t e = (d + 1) % 3, f = (d + 2) % 3;
      Vector3 v = s.periodic[e] && s.periodic[f]
                      ? cross(vectors[e], vectors[f])
                      : Vector3{d == 0 ? 1. : 0., d == 1 ? 1. : 0., d == 2 ? 1. : 0.};
      vectors[d] = v;
    }
  const double volume = dot(vectors[0], cross(vectors[1], vectors[2]));
  const auto along = [&](std::size_t d, const Vector3& v) {
    return dot(cross(vectors[(d + 1) % 3], vectors[(d + 2) % 3]), v) / volume;
  };
  for (int32_t i = 0; i < s.atoms(); ++i)
    for (int32_t j = 0; j < s.atoms(); ++j) {
      Vector3 apart;
      for (std::size_t k = 0; k < 3; ++k)
        apart[k] = s.positions[std::size_t(j)][k] - s.positions[std::size_t(i)][k];
      std::array<int, 3> from{}, to{};
      for (std::size_t d = 0; d < 3; ++d) {
        if (!s.periodic[d]) continue;
        const Vector3 normal = cross(vectors[(d + 1) % 3], vectors[(d + 2) % 3]);
        const double reach = cutoff * std::sqrt(dot(normal, normal)) / std::abs(volume);
        from[d] = int(std::floor(-along(d, apart) - reach));
        to[d] = int(std::ceil(-along(d, apart) + reach));
      }
      for (int a = from[0]; a <= to[0]; ++a)
        for (int b = from[1]; b <= to[1]; ++b)
          for (int c = from[2]; c <= to[2]; ++c) {
            if (i == j && a == 0 && b == 0 && c == 0) continue;
            const Vector3 v = moved(apart, s.cell, {a, b, c});
            const double distance = std::sqrt(dot(v, v));
            if (distance <= cutoff) pairs[{i, j, {a, b, c}}] = distance;
          }
    }
  return pairs;
}

std::map<Pair, double> as_map(const Neighbours& n) {
  std::map<Pair, double> pairs;
  for (int32_t i = 0; i < n.atoms(); ++i)
    for (auto e = std::size_t(n.start[std::size_t(i)]);
         e < std::size_t(n.start[std::size_t(i) + 1]); ++e)
      pairs[{i, n.index[e], n.image[e]}] = n.distance[e];
  return pairs;
}

// The distances of each atom, the atoms' lists in rising order: what all ways to write a structure
// have in common. Of a supercell with `copies` of each atom every copies-th.
std::vector<std::vector<double>> shells(const Structure& s, double cutoff, std::size_t copies = 1) {
  const Neighbours n = neighbours_within(s, cutoff);
  std::vector<std::vector<double>> all, some;
  for (std::size_t i = 0; i < s.species.size(); ++i)
    all.emplace_back(n.distance.begin() + n.start[i], n.distance.begin() + n.start[i + 1]);
  for (auto& shell : all)  // so that rounding changes no order
    for (double& d : shell) d = std::round(d * 1e8) * 1e-8;
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); i += copies) some.push_back(all[i]);
  return some;
}

void check_alike(const std::vector<std::vector<double>>& a,
                 const std::vector<std::vector<double>>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    REQUIRE(a[i].size() == b[i].size());
    for (std::size_t k = 0; k < a[i].size(); ++k) CHECK(a[i][k] == Approx(b[i][k]).margin(3e-8));
  }
}

}  // namespace

TEST_CASE("Neighbours are those that a search over all pairs and images finds") {
  for (const Shape& shape : shapes)
    for (uint64_t trial = 0; trial < 12; ++trial) {
      Rng rng(trial, stream_of(test_stream, uint64_t(&shape - shapes)));
      const Structure s = random_structure(shape, 1 + int(rng.below(12)), rng);
      const double cutoff = 0.7 + 4.5 * rng.uniform();
      INFO(shape.name << ", trial " << trial << ", " << s.atoms() << " atoms, cutoff " << cutoff);
      const auto found = as_map(neighbours_within(s, cutoff)), expected = brute_force(s, cutoff);
      REQUIRE(found.size() == expected.size());
      auto e = expected.begin();
      for (const auto& [pair, distance] : found) {
        REQUIRE(pair == e->first);
        REQUIRE(distance == Approx(e->second).epsilon(1e-9).margin(1e-9));
        ++e;
      }
    }
}

TEST_CASE("A neighbour is where its image says, and each pair is there from both ends to the bit") {
  for (const Shape& shape : shapes) {
    INFO(shape.name);
    const Structure s = random_structure(shape, 9, Rng(7, stream_of(test_stream)));
    const Neighbours n = neighbours_within(s, 5);
    std::map<Pair, Vector3> vectors;
    for (int32_t i = 0; i < n.atoms(); ++i)
      for (auto e = std::size_t(n.start[std::size_t(i)]);
           e < std::size_t(n.start[std::size_t(i) + 1]); ++e) {
        const auto& image = n.image[e];
        const Vector3 there =
            moved(s.positions[std::size_t(n.index[e])], s.cell, {image[0], image[1], image[2]});
        for (std::size_t k = 0; k < 3; ++k)
          CHECK(there[k] - s.positions[std::size_t(i)][k] == Approx(n.vector[e][k]).margin(1e-8));
        CHECK(n.distance[e] == std::sqrt(dot(n.vector[e], n.vector[e])));
        vectors[{i, n.index[e], image}] = n.vector[e];
      }
    REQUIRE(int64_t(vectors.size()) == n.size());
    for (const auto& [pair, v] : vectors) {
      const auto& [i, j, image] = pair;
      const auto back = vectors.find({j, i, {-image[0], -image[1], -image[2]}});
      REQUIRE(back != vectors.end());
      CHECK(back->second == Vector3{-v[0], -v[1], -v[2]});
    }
  }
}

TEST_CASE("An atom's neighbours come by distance, at equal distances by atom and image") {
  const Neighbours n = neighbours_within(rock_salt(), 6.1);
  for (std::size_t i = 0; i < std::size_t(n.atoms()); ++i)
    for (auto e = std::size_t(n.start[i]) + 1; e < std::size_t(n.start[i + 1]); ++e)
      CHECK(std::tie(n.distance[e - 1], n.index[e - 1], n.image[e - 1]) <
            std::tie(n.distance[e], n.index[e], n.image[e]));
}

TEST_CASE("The shells of rock salt hold 6, 12, 8, 6 and 24 atoms") {
  for (const Structure& s : {rock_salt(), primitive_rock_salt()}) {
    const auto all = shells(s, 5.64 * std::sqrt(5.0) / 2 + 1e-6);
    for (const auto& shell : all) {
      std::map<int64_t, int> count;  // by the square of the distance, in quarters of a^2
      for (const double d : shell) ++count[std::lround(4 * d * d / (5.64 * 5.64))];
      CHECK(count == std::map<int64_t, int>{{1, 6}, {2, 12}, {3, 8}, {4, 6}, {5, 24}});
    }
  }
}

TEST_CASE("One atom alone has no neighbours, and in a cell it has its images") {
  Structure s;
  s.species = {18};
  s.positions = {{1, 2, 3}};
  CHECK(neighbours_within(s, 100).size() == 0);
  s.periodic = {false, true, false};
  s.cell[1] = {0, 0, 2.5};
  const Neighbours n = neighbours_within(s, 5);
  CHECK(n.distance == std::vector<double>{2.5, 2.5, 5, 5});
  CHECK(n.image == std::vector<Image>{{0, -1, 0}, {0, 1, 0}, {0, -2, 0}, {0, 2, 0}});
  s.species.clear();
  s.positions.clear();
  CHECK(neighbours_within(s, 5).atoms() == 0);
}

TEST_CASE("Neighbours do not depend on how a structure is turned, moved, numbered or repeated") {
  for (const Shape& shape : shapes) {
    INFO(shape.name);
    const Structure s = random_structure(shape, 7, Rng(3, stream_of(test_stream)));
    const auto expected = shells(s, 4.3);
    check_alike(shells(translated(s, {0.3, -17, 4}), 4.3), expected);
    check_alike(shells(rotated(s, {0.7, 2.1, -0.4}), 4.3), expected);
    check_alike(shells(permuted(s, Rng(1, 1)), 4.3), expected);
    std::array<int, 3> times{};
    std::size_t copies = 1;
    for (std::size_t d = 0; d < 3; ++d)
      copies *= std::size_t(times[d] = s.periodic[d] ? int(d) + 1 : 1);
    check_alike(shells(supercell(s, times), 4.3, copies), expected);
    if (s.periodic == std::array{true, true, true})
      check_alike(shells(with_other_vectors(s), 4.3), expected);
  }
}

TEST_CASE("Atoms far from one another cost no more than their number") {
  Structure s;
  for (int i = 0; i < 3000; ++i) {
    s.species.push_back(1);
    s.positions.push_back({3e4 * i, -3e4 * i, 2e4 * i});
  }
  s.species.push_back(1);
  s.positions.push_back({1, 0, 0});
  const Neighbours n = neighbours_within(s, 1.5);
  CHECK(n.size() == 2);
  CHECK(n.index == std::vector<int32_t>{3000, 0});
}

TEST_CASE("A finder forgets the structure before") {
  NeighbourFinder finder;
  const Structure large = random_structure(shapes[2], 60, Rng(1, stream_of(test_stream)));
  const Structure small = random_structure(shapes[8], 3, Rng(2, stream_of(test_stream)));
  for (const Structure* s : {&large, &small, &large}) {
    const Neighbours own = neighbours_within(*s, 4);
    const Neighbours& n = finder.find(*s, 4);
    CHECK(n.start == own.start);
    CHECK(n.index == own.index);
    CHECK(n.vector == own.vector);
  }
}

TEST_CASE("The nearest are kept, and with them all at the distance of the last") {
  const auto kept = [](int64_t most, double tolerance) {
    Neighbours n = neighbours_within(rock_salt(), 5);  // 6, 12 and 8 atoms
    limit_neighbours(n, most, tolerance);
    CHECK(n.index.size() == n.distance.size());
    CHECK(n.image.size() == n.vector.size());
    CHECK(n.start.back() == n.size());
    std::vector<int64_t> counts;
    for (std::size_t i = 0; i < 8; ++i) counts.push_back(n.start[i + 1] - n.start[i]);
    CHECK(counts == std::vector<int64_t>(8, counts[0]));
    return counts[0];
  };
  CHECK(kept(1, 1e-6) == 6);
  CHECK(kept(6, 1e-6) == 6);
  CHECK(kept(7, 1e-6) == 18);
  CHECK(kept(18, 1e-6) == 18);
  CHECK(kept(1, 1.3) == 18);
  CHECK(kept(19, 0.01) == 26);
  CHECK(kept(1000, 0) == 26);
}

TEST_CASE("What is left of a limited list is what it was") {
  const Structure s = random_structure(shapes[3], 10, Rng(5, stream_of(test_stream)));
  const Neighbours all = neighbours_within(s, 5);
  Neighbours n = all;
  limit_neighbours(n, 8, 0);
  for (std::size_t i = 0; i < 10; ++i) {
    const auto from = std::size_t(all.start[i]), to = std::size_t(n.start[i]);
    std::size_t expected = 8;  // an atom's own images come in pairs
    while (all.distance[from + expected] == all.distance[from + 7]) ++expected;
    REQUIRE(std::size_t(n.start[i + 1]) == to + expected);
    for (std::size_t k = 0; k < expected; ++k) {
      CHECK(n.index[to + k] == all.index[from + k]);
      CHECK(n.image[to + k] == all.image[from + k]);
      CHECK(n.vector[to + k] == all.vector[from + k]);
      CHECK(n.distance[to + k] == all.distance[from + k]);
    }
  }
}

TEST_CASE("A cutoff that is no distance or reaches too far is refused") {
  const Structure s = rock_salt();
  for (const double cutoff : {0.0, -1.0, std::nan(""), HUGE_VAL})
    CHECK(thrown_by([&] { neighbours_within(s, cutoff); }).status == GRAFT_ERROR_ARGUMENT);
  CHECK(thrown_by([&] { neighbours_within(s, 1e7); }).says("reach over too many cells"));
}
