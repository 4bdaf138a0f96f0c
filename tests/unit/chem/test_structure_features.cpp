#include "chem/structure_features.hpp"

#include <algorithm>
#include <set>

#include "catch.hpp"
#include "structures.hpp"

using namespace graft;

namespace {

double feature(const Structure& s, const std::string& name) {
  const auto names = structure_feature_names();
  const auto found = std::find(names.begin(), names.end(), name);
  INFO(name);
  REQUIRE(found != names.end());
  return structure_features(s)[std::size_t(found - names.begin())];
}

Structure cluster(const std::vector<uint8_t>& species, const std::vector<Vector3>& positions) {
  Structure s;
  s.species = species;
  s.positions = positions;
  return s;
}

void check_same(const Structure& a, const Structure& b) {
  const auto x = structure_features(a), y = structure_features(b);
  const auto names = structure_feature_names();
  for (std::size_t j = 0; j < x.size(); ++j) {
    INFO(names[j]);
    CHECK(x[j] == Approx(y[j]).epsilon(1e-8).margin(5e-9));
  }
}

// A share over bonds that is damped: of atoms with a weight of `weight` each.
double damped(double share, double weight) { return share * weight / (weight + 0.05); }

}  // namespace

TEST_CASE("Each structural feature has a name of its own") {
  const auto names = structure_feature_names();
  CHECK(int(names.size()) == structure_feature_count);
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  CHECK(int(structure_features(rock_salt()).size()) == structure_feature_count);
  CHECK(structure_feature_count == 330);  // graft.h tells so
  CHECK(std::count(names.begin(), names.end(), "angle_-0.8") == 1);
  CHECK(std::count(names.begin(), names.end(), "radial_5.5") == 1);
}

TEST_CASE("The features of rock salt are those of a calculation by hand") {
  const Structure s = rock_salt();
  CHECK(feature(s, "fraction_Na") == 0.5);
  CHECK(feature(s, "periodic_directions") == 3);
  CHECK(feature(s, "finite_atoms") == 0);
  CHECK(feature(s, "density") == Approx(2.164).epsilon(2e-3));
  CHECK(feature(s, "volume_per_atom") == Approx(5.64 * 5.64 * 5.64 / 8));
  CHECK(feature(s, "packing") ==
        Approx(4 * std::acos(-1) / 3 * 4 * (1.66 * 1.66 * 1.66 + 1.02 * 1.02 * 1.02) /
               (5.64 * 5.64 * 5.64)));
  CHECK(feature(s, "nearest_mean") == Approx(2.82));
  CHECK(feature(s, "nearest_deviation") == Approx(0).margin(1e-8));
  CHECK(feature(s, "coordination_minimum") == Approx(6));
  // Sodium has 12 of its kind besides, at a ratio on the slope from bonds to none.
  const double u = (5.64 / std::sqrt(2.0) / (2 * 1.66) - 1.15) / 0.3;
  CHECK(feature(s, "coordination_maximum") ==
        Approx(6 + 12 * (1 - 10 * u * u * u + 15 * std::pow(u, 4) - 6 * std::pow(u, 5))));
}

TEST_CASE("The features of a water molecule are those of a calculation by hand") {
  const double r = 0.958, half = 104.5 / 2 * std::acos(-1) / 180;
  const Structure s = cluster({8, 1, 1}, {{0, 0, 0},
                                          {r * std::sin(half), r * std::cos(half), 0},
                                          {-r * std::sin(half), r * std::cos(half), 0}});
  CHECK(feature(s, "periodic_directions") == 0);
  CHECK(feature(s, "finite_atoms") == 3);
  CHECK(feature(s, "density") == 0);
  CHECK(feature(s, "coordination_mean") == Approx(4.0 / 3));
  CHECK(feature(s, "coordination_maximum") == Approx(2));
  CHECK(feature(s, "coordination_minimum") == Approx(1));
  CHECK(feature(s, "coordination_deviation") == Approx(4.0 / 9));
  CHECK(feature(s, "nearest_mean") == Approx(r));
  CHECK(feature(s, "bond_length") == Approx(damped(r, 4.0 / 3)));
  CHECK(feature(s, "bond_ratio") == Approx(damped(r / (0.66 + 0.31), 4.0 / 3)));
  const double mass = 1.008 * 15.999 / (1.008 + 15.999);
  CHECK(feature(s, "stiffness_maximum") ==
        Approx(std::pow(r / 0.97, -3) / std::sqrt(mass)).epsilon(1e-4));
  CHECK(feature(s, "ionic_character") ==
        Approx(damped(1 - std::exp(-0.25 * 1.24 * 1.24), 4.0 / 3)));
  // The oxygen has two bonds that differ by 7 in the number, a hydrogen one.
  CHECK(feature(s, "difference_number") == Approx((7 * 2 / 2.05 + 2 * 7 / 1.05) / 3));
  // One angle, whose cosine of -0.25 lies between -0.2 and -0.4 of the bins.
  const double at = (std::cos(2 * half) + 0.2) / 0.2, total = 1 / (1 + 0.05 * 3);
  CHECK(feature(s, "angle_-0.2") == Approx((0.75 - at * at) * total));
  CHECK(feature(s, "angle_0.8") == 0);
}

TEST_CASE("Structural features do not depend on how a structure is turned, moved or numbered") {
  for (const Shape& shape : shapes) {
    INFO(shape.name);
    const Structure s = random_structure(shape, 6, Rng(11, stream_of(test_stream)));
    check_same(translated(s, {3, -0.2, 11}), s);
    check_same(rotated(s, {0.3, -1, 2}), s);
    check_same(permuted(s, Rng(2, 2)), s);
  }
}

TEST_CASE("Structural features do not depend on the cell that describes a crystal") {
  check_same(rock_salt(), primitive_rock_salt());
  for (const Shape& shape : shapes) {
    if (shape.periodic == std::array{false, false, false}) continue;
    INFO(shape.name);
    const Structure s = random_structure(shape, 4, Rng(12, stream_of(test_stream)));
    std::array<int, 3> times{};
    for (std::size_t d = 0; d < 3; ++d) times[d] = s.periodic[d] ? 2 : 1;
    check_same(supercell(s, times), s);
    if (s.periodic == std::array{true, true, true}) check_same(with_other_vectors(s), s);
  }
}

TEST_CASE("Structural features change smoothly as an atom leaves") {
  const auto names = structure_feature_names();
  const auto at = [&](double x) {
    return structure_features(cluster({14, 8, 8}, {{0, 0, 0}, {1.6, 0.1, 0}, {0.2 - x, 0.3, 0.1}}));
  };
  constexpr double step = 1e-3;
  auto before = at(1.0), now = at(1.0 + step);
  for (double x = 1.0 + 2 * step; x < 8.5; x += step) {
    const auto next = at(x);
    for (std::size_t j = 0; j < now.size(); ++j) {
      const bool smooth = names[j].find("_m") == std::string::npos &&  // extremes
                          names[j].find("deviation") == std::string::npos;
      INFO(names[j] << " at " << x);
      const double scale = std::max(1.0, std::abs(before[j]));
      // Slopes and curvatures of such features are some hundreds at most; a jump or a kink of
      // size 1 would show as 1e3 and 1e6 here.
      if (std::abs(next[j] - now[j]) > 100 * scale * step) CHECK(next[j] == now[j]);
      if (smooth && std::abs(next[j] - 2 * now[j] + before[j]) > 2e3 * scale * step * step)
        CHECK(next[j] - now[j] == now[j] - before[j]);
    }
    before = now;
    now = next;
  }
}

TEST_CASE("An atom alone has features, and so have atoms that share no bond") {
  for (const Structure& s :
       {cluster({18}, {{0, 0, 0}}), cluster({18, 2}, {{0, 0, 0}, {40, 0, 0}})}) {
    CHECK(feature(s, "nearest_mean") == 6);
    CHECK(feature(s, "coordination_mean") == 0);
    CHECK(feature(s, "bond_length") == 0);
    for (const double v : structure_features(s)) CHECK(std::isfinite(v));
  }
}
