#include "transfer/posterior/mixture.hpp"

#include <cmath>

#include "catch.hpp"

using namespace graft;

namespace {

// A candidate of one part whose draws are all alike.
Candidate candidate_of(CandidateKind kind, double density, double noise, std::size_t draws = 100) {
  Candidate candidate;
  candidate.kind = kind;
  candidate.parts.push_back({-1,
                             {1, 1},
                             std::vector<std::vector<double>>(draws, {0.5, 0.25}),
                             std::vector<double>(draws, noise)});
  candidate.log_density.assign(12, density);
  return candidate;
}

double diagnostic(const Mixture& mixture, const std::string& name) {
  for (const Diagnostic& d : mixture.diagnostics)
    if (d.name == name) return d.value;
  return std::nan("");
}

}  // namespace

TEST_CASE("a mixture of one candidate is that candidate") {
  const Mixture mixture = mix({candidate_of(CandidateKind::fixed, -1, 0.3)}, 60, 1);
  REQUIRE(mixture.parts.size() == 1);
  CHECK(mixture.draws == 60);
  CHECK(mixture.noise == Approx(0.3));
  CHECK(mixture.converged);
  CHECK(diagnostic(mixture, "fixed.weight") == 1);
}

TEST_CASE("candidates that predict rows alike are weighed by their prior odds alone") {
  const Mixture mixture = mix(
      {candidate_of(CandidateKind::transfer, -1, 0.2), candidate_of(CandidateKind::source, -1, 0.4),
       candidate_of(CandidateKind::alone, -1, 0.6)},
      80, 1);
  const double all = 1 + 4 + 0.25;
  CHECK(diagnostic(mixture, "transfer.weight") == Approx(1 / all));
  CHECK(diagnostic(mixture, "source.weight") == Approx(4 / all));
  CHECK(diagnostic(mixture, "alone.weight") == Approx(0.25 / all));
  CHECK(mixture.draws == 80);
  REQUIRE(mixture.parts.size() == 3);
  CHECK(mixture.parts[1].draws() == std::llround(80 * 4 / all));
}

TEST_CASE("a candidate that predicts far worse is left out with its draws, converged or not") {
  Candidate bad = candidate_of(CandidateKind::source, -9, 0.4);
  bad.converged = false;
  const Mixture mixture = mix({candidate_of(CandidateKind::transfer, -1, 0.2), bad}, 50, 1);
  CHECK(mixture.parts.size() == 1);
  CHECK(diagnostic(mixture, "source.weight") == 0);
  CHECK(mixture.noise == Approx(0.2));
  CHECK(mixture.converged);
  bad.log_density.assign(12, 3);
  CHECK_FALSE(mix({candidate_of(CandidateKind::transfer, -1, 0.2), bad}, 50, 1).converged);
}

TEST_CASE("a candidate with few draws lowers the mixture's, not its own share") {
  const Mixture mixture = mix({candidate_of(CandidateKind::transfer, -1, 0.2, 10)}, 50, 1);
  CHECK(mixture.draws == 10);
}
