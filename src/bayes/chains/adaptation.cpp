#include "bayes/chains/adaptation.hpp"

#include <algorithm>
#include <cmath>

namespace graft {

void DualAveraging::restart(double step) {
  mu_ = std::log(10 * step);
  error_ = 0;
  log_average_ = 0;
  count_ = 0;
}

double DualAveraging::update(double accept) {
  ++count_;
  const double t = double(count_);
  error_ += (target_ - std::min(accept, 1.0) - error_) / (t + 10);
  const double log_step = mu_ - std::sqrt(t) / 0.05 * error_;
  const double weight = std::pow(t, -0.75);
  log_average_ = weight * log_step + (1 - weight) * log_average_;
  return std::exp(log_step);
}

double DualAveraging::averaged() const {
  return count_ > 0 ? std::exp(log_average_) : std::exp(mu_) / 10;
}

void RunningVariance::restart() {
  mean_.setZero();
  square_.setZero();
  count_ = 0;
}

void RunningVariance::add(const Eigen::VectorXd& x) {
  const double n = double(++count_);  // Welford's update; (n-1)/n = (x - old mean)/(x - new mean)
  square_.array() += (n - 1) / n * (x - mean_).array().square();
  mean_ += (x - mean_) / n;
}

void RunningVariance::shrunk(Eigen::VectorXd& variance) const {
  const double n = double(count_);
  variance = n / (n + 5) * (square_ / std::max(n - 1, 1.0)).array() + 5 / (n + 5) * 1e-3;
}

WindowSchedule::WindowSchedule(int64_t warmup) {
  if (warmup < 20) return;  // too short to learn a variance: the step alone is adapted
  int64_t before = 75, after = 50;
  size_ = 25;
  if (before + size_ + after > warmup) {
    before = warmup * 15 / 100;
    after = warmup * 10 / 100;
    size_ = warmup - before - after;
  }
  first_ = before;
  last_ = warmup - after;
  end_ = first_ + size_;
}

bool WindowSchedule::ends_window(int64_t iteration) {
  if (iteration + 1 != end_) return false;
  if (end_ == last_) return true;
  // The next window takes the rest when another of twice its size would not fit behind it.
  size_ *= 2;
  const int64_t start = end_;
  end_ = start + size_;
  if (end_ + 2 * size_ > last_) end_ = last_;
  return true;
}

}  // namespace graft
