#include "bayes/chains/nuts.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/chains/adaptation.hpp"

namespace graft {
namespace {

constexpr int start_tries = 100;

void check(const NutsSettings& s, int64_t dim, std::span<const double> start) {
  if (dim < 1) fail(GRAFT_ERROR_ARGUMENT, "nuts: dim is ", dim, ", at least 1 is needed");
  if (s.chains < 1)
    fail(GRAFT_ERROR_ARGUMENT, "nuts: chains is ", s.chains, ", at least 1 is needed");
  if (s.warmup < 0 || s.draws < 0)
    fail(GRAFT_ERROR_ARGUMENT, "nuts: warmup ", s.warmup, " or draws ", s.draws, " is negative");
  if (!(s.target_accept > 0 && s.target_accept < 1))
    fail(GRAFT_ERROR_ARGUMENT, "nuts: target_accept is ", s.target_accept, ", not within (0, 1)");
  if (s.max_depth < 1 || s.max_depth > 20)
    fail(GRAFT_ERROR_ARGUMENT, "nuts: max_depth is ", s.max_depth, ", not within 1 .. 20");
  if (!start.empty() && int64_t(start.size()) != s.chains * dim)
    fail(GRAFT_ERROR_ARGUMENT, "nuts: start holds ", start.size(), " values, not ", s.chains * dim);
}

void find_start(Trajectory& trajectory, const double* given, double radius, int chain, Rng& rng) {
  if (given) {
    if (trajectory.move_to(given)) return;
    fail(GRAFT_ERROR_NUMERIC, "nuts: the log density at the start of chain ", chain,
         " is not finite");
  }
  std::vector<double> q(std::size_t(trajectory.dim()));
  for (int i = 0; i < start_tries; ++i) {
    for (auto& x : q) x = radius * (2 * rng.uniform() - 1);
    if (trajectory.move_to(q.data())) return;
  }
  fail(GRAFT_ERROR_NUMERIC, "nuts: no finite log density in ", start_tries, " starts of chain ",
       chain);
}

// False when stopped.
bool warm_up(Trajectory& trajectory, const NutsSettings& settings, Rng& rng, const StopPoll& poll,
             int64_t& leapfrogs) {
  DualAveraging averaging(settings.target_accept);
  RunningVariance variance(trajectory.dim());
  WindowSchedule windows(settings.warmup);
  Eigen::VectorXd inverse_mass(trajectory.dim());
  trajectory.find_step(rng);
  averaging.restart(trajectory.step());
  for (int64_t i = 0; i < settings.warmup; ++i) {
    const Transition t = trajectory.advance(rng, poll);
    leapfrogs += t.leapfrogs;
    if (t.stopped) return false;
    trajectory.set_step(averaging.update(t.accept));
    if (windows.in_window(i)) variance.add(trajectory.position());
    if (windows.ends_window(i)) {
      variance.shrunk(inverse_mass);
      trajectory.set_inverse_mass(inverse_mass);
      variance.restart();
      trajectory.find_step(rng);
      averaging.restart(trajectory.step());
    }
  }
  trajectory.set_step(averaging.averaged());
  return true;
}

// [chains][from][width] -> [used][to][width], in place; `used` rises.
template <class T>
void keep_draws(std::vector<T>& v, const std::vector<int64_t>& used, int64_t from, int64_t to,
                int64_t width) {
  int64_t place = 0;
  for (const int64_t c : used)
    std::copy_n(v.begin() + c * from * width, to * width, v.begin() + place++ * to * width);
  v.resize(used.size() * std::size_t(to * width));
}

// How many draws of each chain to keep so that they are the most in all: on few threads the last
// chains may not have begun.
int64_t most_kept(const std::vector<int64_t>& reached) {
  int64_t best = 0, most = 0;
  for (const int64_t n : reached) {
    const int64_t all = n * std::ranges::count_if(reached, [&](int64_t r) { return r >= n; });
    if (all > most) most = all, best = n;
  }
  return best;
}

}  // namespace

std::vector<double> NutsResult::parameter(int64_t j) const {
  std::vector<double> x(std::size_t(chains * draws));
  for (int64_t i = 0; i < chains * draws; ++i) x[std::size_t(i)] = values[std::size_t(i * dim + j)];
  return x;
}

int64_t NutsResult::divergences() const {
  return std::count(divergent.begin(), divergent.end(), uint8_t{1});
}

NutsResult sample_nuts(const Crew& crew, int64_t dim, const TargetFactory& make_target,
                       const NutsSettings& settings, std::span<const double> start,
                       const StopPoll& poll) {
  check(settings, dim, start);
  const int64_t chains = settings.chains, draws = settings.draws;
  NutsResult result;
  result.chains = chains;
  result.draws = draws;
  result.dim = dim;
  result.values.resize(std::size_t(chains * draws * dim));
  for (auto* v : {&result.log_density, &result.energy, &result.accept})
    v->resize(std::size_t(chains * draws));
  result.depth.resize(std::size_t(chains * draws));
  result.divergent.resize(std::size_t(chains * draws));
  result.step.resize(std::size_t(chains));
  result.inverse_mass.resize(std::size_t(chains * dim));
  std::vector<int64_t> reached(std::size_t(chains), 0), leapfrogs(std::size_t(chains), 0);

  crew.for_each(chains, [&](int64_t chain, const Hand& hand) {
    const StopPoll stopped = [&] { return (poll && poll()) || hand.abandoned(); };
    Rng rng(settings.seed, stream_of(Stream::nuts, uint64_t(chain)));
    Trajectory trajectory(dim, make_target(int(chain)), settings.max_depth);
    int64_t steps = 0;
    find_start(trajectory, start.empty() ? nullptr : start.data() + chain * dim,
               settings.start_radius, int(chain), rng);
    int64_t done = 0;
    if (warm_up(trajectory, settings, rng, stopped, steps)) {
      for (; done < draws; ++done) {
        const Transition t = trajectory.advance(rng, stopped);
        steps += t.leapfrogs;
        if (t.stopped) break;
        const int64_t i = chain * draws + done;
        std::copy_n(trajectory.position().data(), dim, result.values.data() + i * dim);
        result.log_density[std::size_t(i)] = trajectory.log_density();
        result.energy[std::size_t(i)] = t.energy;
        result.accept[std::size_t(i)] = t.accept;
        result.depth[std::size_t(i)] = t.depth;
        result.divergent[std::size_t(i)] = t.divergent;
      }
    }
    reached[std::size_t(chain)] = done;
    leapfrogs[std::size_t(chain)] = steps;
    result.step[std::size_t(chain)] = trajectory.step();
    std::copy_n(trajectory.inverse_mass().data(), dim, result.inverse_mass.data() + chain * dim);
  });

  for (int64_t n : leapfrogs) result.leapfrogs += n;
  if (*std::min_element(reached.begin(), reached.end()) < draws) {
    result.stopped = true;
    const int64_t kept = most_kept(reached);
    std::vector<int64_t> used;
    for (int64_t c = 0; c < chains; ++c)
      if (reached[std::size_t(c)] >= kept) used.push_back(c);
    keep_draws(result.values, used, draws, kept, dim);
    for (auto* v : {&result.log_density, &result.energy, &result.accept})
      keep_draws(*v, used, draws, kept, 1);
    keep_draws(result.depth, used, draws, kept, 1);
    keep_draws(result.divergent, used, draws, kept, 1);
    keep_draws(result.step, used, 1, 1, 1);
    keep_draws(result.inverse_mass, used, 1, 1, dim);
    result.chains = int64_t(used.size());
    result.draws = kept;
  }
  return result;
}

}  // namespace graft
