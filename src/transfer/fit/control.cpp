#include "transfer/fit/control.hpp"

namespace graft {

const char* name_of(Stop reason) {
  switch (reason) {
    case Stop::none:
      return "finished";
    case Stop::cancelled:
      return "cancelled";
    case Stop::time_limit:
      return "time_limit";
    case Stop::callback:
      return "stopped by the progress callback";
  }
  return "finished";
}

FitControl::FitControl(Progress progress, double time_limit, const std::atomic<bool>& cancelled)
    : progress_(std::move(progress)), time_limit_(time_limit), cancelled_(cancelled) {}

bool FitControl::stopped() {
  if (stop_.load(std::memory_order_relaxed) != 0) return true;
  if (cancelled_) stop(Stop::cancelled);
  if (time_limit_ > 0 && seconds() > time_limit_) stop(Stop::time_limit);
  return stop_ != 0;
}

void FitControl::poll() {
  constexpr auto interval = std::chrono::milliseconds(125);
  if (!progress_ || abort_ != 0) return;
  if (Clock::now() - last_ < interval && !reported_.exchange(false)) return;
  last_ = Clock::now();
  const int32_t answer = progress_(done_, total_, train_loss_, valid_rmse_);
  if (answer < 0) abort_ = answer;
  if (answer != 0) stop(Stop::callback);
}

}  // namespace graft
