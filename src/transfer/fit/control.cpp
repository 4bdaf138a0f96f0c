#include "transfer/fit/control.hpp"

#include <algorithm>

#include "base/caller.hpp"

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

FitControl::FitControl(Callback progress, double time_limit, const std::atomic<bool>& cancelled)
    : progress_(std::move(progress)), time_limit_(time_limit), cancelled_(cancelled) {}

bool FitControl::stopped() {
  if (stop_.load(std::memory_order_relaxed) != 0) return true;
  if (cancelled_) stop(Stop::cancelled);
  if (time_limit_ > 0 && seconds() > time_limit_) stop(Stop::time_limit);
  return stop_ != 0;
}

void FitControl::begin_stage(const std::string& stage, int64_t member, int64_t members) {
  std::lock_guard lock(mutex_);
  stage_ = stage;
  member_ = member;
  members_ = members;
}

double FitControl::seconds_left() const {
  const double worked = double(done_ - skipped_), left = double(total_ - done_);
  if (worked <= 0) return std::numeric_limits<double>::quiet_NaN();
  const double needed = seconds() / worked * left;
  return time_limit_ > 0 ? std::min(needed, std::max(time_limit_ - seconds(), 0.0)) : needed;
}

void FitControl::poll() {
  Caller::test_cancel();
  constexpr auto interval = std::chrono::milliseconds(125);
  if (!progress_ || std::this_thread::get_id() != fitting_ || abort_ != 0) return;
  if (Clock::now() - last_ < interval && !reported_.exchange(false)) return;
  last_ = Clock::now();
  Progress now{};
  std::string stage;
  {
    std::lock_guard lock(mutex_);
    stage = stage_;
    now.members = members_;
    now.member = member_;
  }
  now.stage = stage.c_str();
  now.done = done_;
  now.total = total_;
  now.train_loss = train_loss_;
  now.valid_rmse = valid_rmse_;
  now.seconds = seconds();
  now.seconds_left = seconds_left();
  const int32_t answer = Caller::run([&] { return progress_(now); });
  if (answer < 0) abort_ = answer;
  if (answer != 0) stop(Stop::callback);
}

}  // namespace graft
