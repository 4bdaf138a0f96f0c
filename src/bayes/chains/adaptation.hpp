// What warm-up learns: the step size and the diagonal mass matrix.
#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace graft {

// Nesterov's dual averaging of log step so that the mean acceptance meets its target; constants
// gamma = 0.05, t0 = 10, kappa = 0.75 (Hoffman and Gelman 2014, section 3.2).
class DualAveraging {
 public:
  explicit DualAveraging(double target_accept) : target_(target_accept) {}
  void restart(double step);     // shrinks towards ten times this step
  double update(double accept);  // the step to try next
  double averaged() const;       // the step to keep

 private:
  double target_, mu_ = 0, error_ = 0, log_average_ = 0;
  int64_t count_ = 0;
};

// Running variances, shrunk towards 1e-3 as in Stan: n/(n+5) var + 5/(n+5) 1e-3.
class RunningVariance {
 public:
  explicit RunningVariance(int64_t dim) : mean_(dim), square_(dim) { restart(); }
  void restart();
  void add(const Eigen::VectorXd& x);
  int64_t count() const { return count_; }
  void shrunk(Eigen::VectorXd& variance) const;

 private:
  Eigen::VectorXd mean_, square_;
  int64_t count_ = 0;
};

// Stan's schedule: a fast interval for the step alone (75), windows of doubling length (25, 50,
// ...) at whose ends the mass matrix is renewed, a last fast interval (50); in proportion (15, 75,
// 10 %) when the warm-up is shorter than 150.
class WindowSchedule {
 public:
  explicit WindowSchedule(int64_t warmup);
  bool in_window(int64_t iteration) const { return iteration >= first_ && iteration < last_; }
  bool ends_window(int64_t iteration);  // to be asked for every iteration, in order

 private:
  int64_t first_ = 0, last_ = 0, size_ = 0, end_ = 0;
};

}  // namespace graft
