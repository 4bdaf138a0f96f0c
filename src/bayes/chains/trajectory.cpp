#include "bayes/chains/trajectory.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "tensor/kernels.hpp"

namespace graft {
namespace {

constexpr double divergence_threshold = 1000;
constexpr double infinity = std::numeric_limits<double>::infinity();

double log_sum(double a, double b) {
  if (a < b) std::swap(a, b);
  return a == -infinity ? a : a + std::log1p(std::exp(b - a));
}

template <class P>
void swap_points(P& a, P& b) {
  a.q.swap(b.q);
  a.gradient.swap(b.gradient);
  std::swap(a.log_density, b.log_density);
  std::swap(a.energy, b.energy);
}

template <class B>
Momenta momenta(const B& branch) {
  return {branch.p_first.data(), branch.p_last.data(), branch.momentum_sum.data()};
}

}  // namespace

Trajectory::Trajectory(int64_t dim, LogDensity target, int max_depth)
    : target_(std::move(target)),
      max_depth_(max_depth),
      inverse_mass_(Eigen::VectorXd::Ones(dim)),
      root_mass_(dim) {
  resize(current_);
  for (State* state : {&forward_, &backward_}) {
    resize(*state);
    state->p.setZero(dim);
  }
  resize(tree_);
  halves_.resize(std::size_t(max_depth) + 1);
  for (auto& half : halves_) resize(half);
}

void Trajectory::resize(Point& point) const {
  point.q.setZero(dim());
  point.gradient.setZero(dim());
}

void Trajectory::resize(Branch& branch) const {
  for (auto* v : {&branch.p_first, &branch.p_last, &branch.momentum_sum}) v->setZero(dim());
  resize(branch.drawn);
}

bool Trajectory::move_to(const double* q) {
  current_.q = Eigen::Map<const Eigen::VectorXd>(q, dim());
  current_.log_density = target_(current_.q.data(), current_.gradient.data());
  return std::isfinite(current_.log_density) && current_.gradient.allFinite();
}

// A fresh momentum at the current position, and the energy of the pair.
void Trajectory::draw_momentum(Rng& rng, State& state) {
  static_cast<Point&>(state) = current_;
  root_mass_ = inverse_mass_.array().rsqrt();
  for (int64_t i = 0; i < dim(); ++i) state.p[i] = root_mass_[i] * rng.normal();
  state.energy = 0.5 * (inverse_mass_.array() * state.p.array().square()).sum() - state.log_density;
}

void Trajectory::leapfrog(State& state, double step) {
  const double *m = inverse_mass_.data(), *gradient = state.gradient.data();
  const Kernels& k = kernels();
  k.kick_drift(state.q.data(), state.p.data(), gradient, m, 0.5 * step, step, dim());
  state.log_density = target_(state.q.data(), state.gradient.data());
  const double kinetic = 0.5 * k.kick(state.p.data(), gradient, m, 0.5 * step, dim());
  state.energy = kinetic - state.log_density;
  if (!std::isfinite(state.energy)) state.energy = infinity;
}

void Trajectory::find_step(Rng& rng) {
  const double threshold = std::log(0.8);
  int direction = 0;
  while (step_ > 1e-12 && step_ < 1e7) {
    draw_momentum(rng, forward_);
    const double before = forward_.energy;
    leapfrog(forward_, step_);
    const int wanted = before - forward_.energy > threshold ? 1 : -1;
    if (direction == 0) direction = wanted;
    if (wanted != direction) return;
    step_ *= direction > 0 ? 2 : 0.5;
  }
}

// Whether the trajectory left-right still moves apart: p#_first . rho > 0 and p#_last . rho > 0
// with p# = M^-1 p and rho the sum of momenta; for the whole, and for each half together with the
// first state of the other.
bool Trajectory::keeps_going(const Branch& left, const Branch& right) const {
  return kernels().moves_apart(momenta(left), momenta(right), inverse_mass_.data(), dim());
}

// One more step of the trajectory, and the logarithm of its weight; false on a divergence.
bool Trajectory::extend(State& end, double step, double& log_weight) {
  leapfrog(end, step);
  ++stats_.leapfrogs;
  log_weight = start_energy_ - end.energy;
  accept_sum_ += log_weight > 0 ? 1 : std::exp(log_weight);
  stats_.divergent = -log_weight > divergence_threshold;
  return !stats_.divergent;
}

// grow() for two steps: half of all merges, and most of the copying if each step were a branch.
bool Trajectory::grow_pair(State& end, double step, Rng& rng, Branch& out) {
  double first, second;
  if (!extend(end, step, first)) return false;
  out.p_first = end.p;
  out.drawn = end;
  if (!extend(end, step, second)) return false;
  out.p_last = end.p;
  out.log_weight = log_sum(first, second);
  if (rng.uniform() < std::exp(second - out.log_weight)) out.drawn = end;
  out.momentum_sum = out.p_first + out.p_last;
  const double *p = out.p_first.data(), *q = out.p_last.data();
  return kernels().moves_apart({p, p, p}, {q, q, q}, inverse_mass_.data(), dim());
}

// Extends the trajectory from `end` by 2^depth steps and describes them in `out`, whose first state
// is the one next to where it began. False on a U-turn or a divergence inside.
bool Trajectory::grow(int depth, State& end, double step, Rng& rng, Branch& out) {
  if (depth == 0) {
    if (!extend(end, step, out.log_weight)) return false;
    out.p_first = out.p_last = out.momentum_sum = end.p;
    out.drawn = end;
    return true;
  }
  if (depth == 1) return grow_pair(end, step, rng, out);
  if (!grow(depth - 1, end, step, rng, out)) return false;
  Branch& half = halves_[std::size_t(depth) - 1];
  if (!grow(depth - 1, end, step, rng, half)) return false;
  const double total = log_sum(out.log_weight, half.log_weight);
  if (rng.uniform() < std::exp(half.log_weight - total)) swap_points(out.drawn, half.drawn);
  out.log_weight = total;
  const bool going = keeps_going(out, half);
  out.momentum_sum += half.momentum_sum;
  out.p_last.swap(half.p_last);
  return going;
}

Transition Trajectory::advance(Rng& rng, const StopPoll& poll) {
  stats_ = {};
  accept_sum_ = 0;
  draw_momentum(rng, forward_);
  backward_ = forward_;
  start_energy_ = forward_.energy;
  tree_.p_first = tree_.p_last = tree_.momentum_sum = forward_.p;
  tree_.drawn = forward_;
  tree_.log_weight = 0;

  Branch& branch = halves_.back();
  while (stats_.depth < max_depth_) {
    if (poll && poll()) {
      stats_.stopped = true;
      break;
    }
    const bool forward = rng.uniform() < 0.5;
    State& end = forward ? forward_ : backward_;
    if (!grow(stats_.depth, end, forward ? step_ : -step_, rng, branch)) break;
    ++stats_.depth;
    // Biased towards the new half: more distant draws, and the right stationary distribution.
    if (rng.uniform() < std::exp(branch.log_weight - tree_.log_weight))
      swap_points(tree_.drawn, branch.drawn);
    tree_.log_weight = log_sum(tree_.log_weight, branch.log_weight);
    bool going;
    if (forward) {
      going = keeps_going(tree_, branch);
      tree_.p_last.swap(branch.p_last);
    } else {
      branch.p_first.swap(branch.p_last);  // in order of time
      going = keeps_going(branch, tree_);
      tree_.p_first.swap(branch.p_first);
    }
    tree_.momentum_sum += branch.momentum_sum;
    if (!going) break;
  }
  stats_.accept = stats_.leapfrogs > 0 ? accept_sum_ / double(stats_.leapfrogs) : 0;
  stats_.energy = tree_.drawn.energy;
  swap_points(current_, tree_.drawn);
  return stats_;
}

}  // namespace graft
