// Minimising a smooth function of many variables by the limited-memory BFGS method.
// Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), algorithms 7.4 and 7.5, with
// backtracking; a pair without positive curvature is left out of the memory, so that every
// direction goes downhill.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>

namespace graft {

struct LbfgsSettings {
  int64_t iterations = 200;
  int memory = 20;
  double gradient_tolerance = 1e-9;  // largest component, relative to max(1, |value|)
};

// The value at x; writes the gradient. A value that is not finite is a step too far.
using Objective = std::function<double(const Eigen::VectorXd& x, Eigen::VectorXd& gradient)>;

// Called after each iteration with the new point; true: stop.
using Watch = std::function<bool(const Eigen::VectorXd& x)>;

// From x to a minimum, in place; returns the iterations done. Ends early where the gradient
// vanishes or no step along the direction lowers the value, as happens at rounding.
int64_t minimise_lbfgs(const Objective& objective, Eigen::VectorXd& x,
                       const LbfgsSettings& settings, const Watch& watch = {});

}  // namespace graft
