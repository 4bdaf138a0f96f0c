// The no-U-turn sampler: several chains, warm-up, draws and what is needed to judge them.
//
// Each chain owns its target, its work space and one random stream, a function of (seed, chain)
// alone: the draws are the same bits for any number of threads. How a transition works is in
// trajectory.hpp, what warm-up adapts in adaptation.hpp, how to judge the draws in diagnostics.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/crew.hpp"
#include "bayes/chains/trajectory.hpp"

namespace graft {

struct NutsSettings {
  int chains = 4;
  int64_t warmup = 1000, draws = 1000;  // of each chain
  double target_accept = 0.8;           // in (0, 1); closer to 1 for a narrow posterior
  int max_depth = 10;                   // at most 2^max_depth - 1 leapfrog steps a draw
  double start_radius = 2;              // starts uniform in (-radius, radius) where none is given
  uint64_t seed = 1;
};

// Makes the target of one chain, called on the thread that runs the chain; what it captures must
// allow that for several chains at once. A target is called by one thread only.
using TargetFactory = std::function<LogDensity(int chain)>;

struct NutsResult {
  int64_t chains = 0, draws = 0, dim = 0;
  std::vector<double> values;       // [chains][draws][dim]
  std::vector<double> log_density;  // [chains][draws], this and the next four
  std::vector<double> energy;
  std::vector<double> accept;
  std::vector<int32_t> depth;
  std::vector<uint8_t> divergent;
  std::vector<double> step;          // [chains]
  std::vector<double> inverse_mass;  // [chains][dim]
  int64_t leapfrogs = 0;             // of all chains, warm-up included
  bool stopped = false;              // by the poll: of the chains that had come so far, as many
                                     // draws as are the most in all

  std::span<const double> draw(int64_t chain, int64_t i) const {
    return {values.data() + (chain * draws + i) * dim, std::size_t(dim)};
  }
  std::vector<double> parameter(int64_t j) const;  // [chains][draws], as diagnostics.hpp wants it
  int64_t divergences() const;
};

// `start`: [chains][dim], or empty for random starts (a hundred tries a chain). `poll` may be
// empty; it is called from all sampling threads. Throws GRAFT_ERROR_ARGUMENT for settings out of
// range or a start of another size, and GRAFT_ERROR_NUMERIC where the log density at a start is not
// finite.
NutsResult sample_nuts(const Crew& crew, int64_t dim, const TargetFactory& make_target,
                       const NutsSettings& settings, std::span<const double> start = {},
                       const StopPoll& poll = {});

}  // namespace graft
