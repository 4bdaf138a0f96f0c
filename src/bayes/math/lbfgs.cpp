#include "bayes/math/lbfgs.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace graft {
namespace {

struct Pair {
  Eigen::VectorXd step, change;  // of x and of the gradient
  double inverse;                // 1 / step . change
};

Eigen::VectorXd direction_of(const std::deque<Pair>& memory, const Eigen::VectorXd& gradient) {
  Eigen::VectorXd d = -gradient;
  if (memory.empty()) return d / std::max(1.0, gradient.norm());
  std::vector<double> shares(memory.size());
  for (std::size_t i = memory.size(); i-- > 0;) {
    shares[i] = memory[i].inverse * memory[i].step.dot(d);
    d -= shares[i] * memory[i].change;
  }
  const auto& newest = memory.back();
  d /= newest.inverse * newest.change.squaredNorm();
  for (std::size_t i = 0; i < memory.size(); ++i)
    d += (shares[i] - memory[i].inverse * memory[i].change.dot(d)) * memory[i].step;
  return d;
}

}  // namespace

int64_t minimise_lbfgs(const Objective& objective, Eigen::VectorXd& x,
                       const LbfgsSettings& settings, const Watch& watch) {
  constexpr double sufficient = 1e-4;  // decrease, as a share of what the slope promises
  constexpr int halvings = 40;
  std::deque<Pair> memory;
  Eigen::VectorXd gradient(x.size()), next_gradient(x.size()), next;
  double value = objective(x, gradient);
  int64_t done = 0;
  while (done < settings.iterations) {
    const double largest = gradient.size() > 0 ? gradient.cwiseAbs().maxCoeff() : 0;
    if (!(largest > settings.gradient_tolerance * std::max(1.0, std::abs(value)))) break;
    const Eigen::VectorXd direction = direction_of(memory, gradient);
    const double slope = direction.dot(gradient);
    double length = 1, next_value = 0;
    int tries = 0;
    for (; tries < halvings; ++tries, length *= 0.5) {
      next = x + length * direction;
      next_value = objective(next, next_gradient);
      if (next_value <= value + sufficient * length * slope) break;
    }
    if (tries == halvings) {
      if (memory.empty()) break;
      memory.clear();  // the curvature remembered misleads: once more along the gradient
      continue;
    }
    Pair pair{next - x, next_gradient - gradient, 0};
    const double curvature = pair.step.dot(pair.change);
    if (curvature > 1e-12 * pair.step.norm() * pair.change.norm()) {
      pair.inverse = 1 / curvature;
      memory.push_back(std::move(pair));
      if (int(memory.size()) > settings.memory) memory.pop_front();
    }
    x.swap(next);
    gradient.swap(next_gradient);
    value = next_value;
    ++done;
    if (watch && watch(x)) break;
  }
  return done;
}

}  // namespace graft
