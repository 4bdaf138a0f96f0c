#include "bayes/chains/trajectory.hpp"

#include <algorithm>
#include <cmath>

#include "bayes/check.hpp"
#include "catch.hpp"

namespace {

using namespace graft;
using namespace graft::test;

// Independent normals of the deviations 1, 2, 3 ...
double stretched(const double* q, double* g, int n) {
  double log_density = 0;
  for (int i = 0; i < n; ++i) {
    const double precision = 1 / double((i + 1) * (i + 1));
    g[i] = -precision * q[i];
    log_density += 0.5 * g[i] * q[i];
  }
  return log_density;
}

Trajectory of_normals(int n, int max_depth) {
  return Trajectory(
      n, [n](const double* q, double* g) { return stretched(q, g, n); }, max_depth);
}

}  // namespace

TEST_CASE("transitions leave the target's moments as they are, whatever the mass and the step",
          "[bayes][statistics]") {
  for (double step : {0.2, 0.9})
    for (double mass : {1.0, 0.25}) {
      auto trajectory = of_normals(3, 10);
      trajectory.set_step(step);
      trajectory.set_inverse_mass(Eigen::Vector3d::Constant(1 / mass));
      REQUIRE(trajectory.move_to(std::vector<double>{0.5, -1, 2}.data()));
      Rng rng(1, uint64_t(100 * step + mass));
      std::vector<double> square[3];
      for (int i = 0; i < 20000; ++i) {
        const Transition t = trajectory.advance(rng, {});
        CHECK(t.leapfrogs >= (1 << t.depth) - 1);
        for (int j = 0; j < 3; ++j) square[j].push_back(std::pow(trajectory.position()[j], 2));
      }
      CAPTURE(step, mass);
      for (int j = 0; j < 3; ++j)
        CHECK(std::abs(mean(square[j]) - (j + 1) * (j + 1)) < 4 * mcse_mean(square[j], 1));
    }
}

TEST_CASE("the energy of a draw is that of its position and a momentum", "[bayes]") {
  auto trajectory = of_normals(2, 8);
  trajectory.set_step(0.1);
  REQUIRE(trajectory.move_to(std::vector<double>{1, 1}.data()));
  Rng rng(2, 1);
  double kinetic = 0;
  for (int i = 0; i < 4000; ++i) {
    const Transition t = trajectory.advance(rng, {});
    double g[2];
    const double here = stretched(trajectory.position().data(), g, 2);
    CHECK(trajectory.log_density() == Approx(here));
    CHECK(t.energy + here >= 0);
    CHECK(t.accept > 0.95);  // a tenth of the deviation: hardly an error of the energy
    kinetic += (t.energy + here) / 4000;
  }
  CHECK(kinetic == Approx(1).epsilon(0.1));  // half a unit for each of the two momenta
}

TEST_CASE("a trajectory ends where it turns back, or at its largest depth", "[bayes]") {
  // Between two points of rest lie pi / 0.05 = 63 steps. A trajectory that is kept whole lies
  // between them and is at most doubled once more; one that begins near the middle of them sees
  // most.
  Rng rng(3, 1);
  const auto depths = [&](int largest) {
    auto trajectory = of_normals(1, largest);
    trajectory.set_step(0.05);
    REQUIRE(trajectory.move_to(std::vector<double>{0}.data()));
    std::vector<double> all;
    for (int i = 0; i < 400; ++i) {
      const Transition t = trajectory.advance(rng, {});
      CHECK(t.leapfrogs < 2 << t.depth);  // the last doubling may be given up half-way
      all.push_back(t.depth);
    }
    return all;
  };
  const auto free = depths(10), cut = depths(3);
  CHECK(*std::max_element(free.begin(), free.end()) <= 7);
  CHECK(*std::max_element(free.begin(), free.end()) >= 6);
  CHECK(mean(free) > 3);
  CHECK(*std::max_element(cut.begin(), cut.end()) == 3);
  CHECK(mean(cut) > 2);
}

TEST_CASE("the first step is within a factor of two of an acceptance of 0.8", "[bayes]") {
  for (double begin : {1e-6, 1.0, 1e5}) {
    auto trajectory = of_normals(1, 5);
    trajectory.set_step(begin);
    REQUIRE(trajectory.move_to(std::vector<double>{0.5}.data()));
    Rng rng(4, 1);
    trajectory.find_step(rng);
    CHECK(trajectory.step() > 0.2);
    CHECK(trajectory.step() < 8);  // one step of a normal of deviation 1 is unstable from 2 on
  }
}

TEST_CASE("a step far too long is a divergence and leaves the position", "[bayes]") {
  auto trajectory = of_normals(2, 10);
  trajectory.set_step(100);
  REQUIRE(trajectory.move_to(std::vector<double>{1, -1}.data()));
  Rng rng(5, 1);
  const Transition t = trajectory.advance(rng, {});
  CHECK(t.divergent);
  CHECK(t.depth == 0);
  CHECK(trajectory.position() == Eigen::Vector2d(1, -1));
}

TEST_CASE("a point without a finite density is refused, and a poll stops a transition", "[bayes]") {
  Trajectory positive(
      1, [](const double* q, double* g) { return g[0] = q[0] > 0 ? -1 : NAN, -q[0]; }, 5);
  CHECK_FALSE(positive.move_to(std::vector<double>{-1}.data()));
  CHECK(positive.move_to(std::vector<double>{1}.data()));
  Rng rng(6, 1);
  int asked = 0;
  auto trajectory = of_normals(2, 10);
  trajectory.set_step(0.01);
  REQUIRE(trajectory.move_to(std::vector<double>{1, -1}.data()));
  const Transition t = trajectory.advance(rng, [&] { return ++asked == 3; });
  CHECK(t.stopped);
  CHECK(asked == 3);
  CHECK(t.depth == 2);
}
