// One transition of the multinomial no-U-turn sampler with a diagonal mass matrix.
//
// Sources: Hoffman and Gelman, JMLR 15 (2014) for the doubling; Betancourt, arXiv 1701.02434
// (2017), appendix A, for multinomial weights, biased progressive sampling and the generalised
// criterion. The extra checks across the seam of two subtrees are those of Stan since 2.21: without
// them a trajectory of a near-isotropic target may close a full turn unnoticed.
//
// All work space is made once, in the constructor: a transition allocates nothing.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/rng.hpp"

namespace graft {

// log p(q) up to a constant; writes d log p / d q. Outside the support, and for a q that is itself
// not finite, the value shall not be finite: the sampler turns such points down.
using LogDensity = std::function<double(const double* q, double* gradient)>;

// True: stop as soon as possible.
using StopPoll = std::function<bool()>;

struct Transition {
  int depth = 0;  // doublings that were kept
  int64_t leapfrogs = 0;
  double accept = 0;       // mean Metropolis probability along the trajectory
  double energy = 0;       // Hamiltonian at the point drawn
  bool divergent = false;  // an energy error above 1000: the step is too long somewhere
  bool stopped = false;    // by the poll; the point drawn is then not to be used
};

class Trajectory {
 public:
  Trajectory(int64_t dim, LogDensity target, int max_depth);

  int64_t dim() const { return int64_t(inverse_mass_.size()); }
  const Eigen::VectorXd& position() const { return current_.q; }
  double log_density() const { return current_.log_density; }
  double step() const { return step_; }
  const Eigen::VectorXd& inverse_mass() const { return inverse_mass_; }

  // False when log density or gradient are not finite there; the position is then unusable.
  bool move_to(const double* q);
  void set_step(double step) { step_ = step; }
  void set_inverse_mass(const Eigen::VectorXd& inverse_mass) { inverse_mass_ = inverse_mass; }

  // Doubles or halves the step until one leapfrog step crosses an acceptance of 0.8: the scale
  // from which dual averaging starts (Hoffman and Gelman, algorithm 4; the threshold is Stan's).
  void find_step(Rng& rng);

  // Draws the next position. `poll` (may be empty) is asked once a doubling.
  Transition advance(Rng& rng, const StopPoll& poll);

 private:
  struct Point {
    Eigen::VectorXd q, gradient;
    double log_density = 0, energy = 0;
  };
  struct State : Point {
    Eigen::VectorXd p;
  };
  // A stretch of trajectory: its two outer momenta, the sum of all momenta, the point drawn from
  // it and the logarithm of its total weight.
  struct Branch {
    Eigen::VectorXd p_first, p_last, momentum_sum;
    Point drawn;
    double log_weight = 0;
  };

  void draw_momentum(Rng& rng, State& state);
  void leapfrog(State& state, double step);
  bool extend(State& end, double step, double& log_weight);
  bool grow_pair(State& end, double step, Rng& rng, Branch& out);
  bool grow(int depth, State& end, double step, Rng& rng, Branch& out);
  bool keeps_going(const Branch& left, const Branch& right) const;
  void resize(Point& point) const;
  void resize(Branch& branch) const;

  LogDensity target_;
  int max_depth_;
  double step_ = 1;
  Eigen::VectorXd inverse_mass_, root_mass_;
  Point current_;
  State forward_, backward_;
  Branch tree_;
  std::vector<Branch> halves_;  // one for each depth, the last for the top level
  double start_energy_ = 0, accept_sum_ = 0;
  Transition stats_;
};

}  // namespace graft
