// How a running fit is watched and stopped: shared by its threads and by whoever calls cancel.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <string>
#include <thread>

namespace graft {

enum class Stop : int { none, cancelled, time_limit, callback };
const char* name_of(Stop reason);

// A callback of the user's returned a negative value: the fit ends with it.
struct Aborted {
  int32_t status;
};

// What a running fit is doing, as its user sees it.
struct Progress {
  const char* stage;        // what is fitted: "source", "target", "chains" ...; valid in the call
  int64_t member, members;  // the one of the stage's that was last begun, from 0, and how many
  int64_t done, total;      // steps, of all stages that are known of
  double train_loss;        // of the last finished epoch; NaN before
  double valid_rmse;        // in the target's unit; NaN before
  double seconds;           // since the fit began
  double seconds_left;      // as the steps that are left suggest; NaN before the first
};

class FitControl {
 public:
  using Clock = std::chrono::steady_clock;
  // 0: go on, > 0: stop, < 0: abort.
  using Callback = std::function<int32_t(const Progress&)>;

  FitControl(Callback progress, double time_limit, const std::atomic<bool>& cancelled);

  // How many steps more the fit will take, as far as is known: before they are counted.
  void expect_steps(int64_t steps) { total_ += steps; }

  // From any thread: what the steps that follow are for.
  void begin_stage(const std::string& stage, int64_t member = 0, int64_t members = 1);

  // From any training thread, once a step.
  void count_step() { done_.fetch_add(1, std::memory_order_relaxed); }
  void count_steps(int64_t steps) { done_ += steps; }
  void skip_steps(int64_t steps) {  // those that a checkpoint saves
    skipped_ += steps;
    done_ += steps;
  }
  void report(double train_loss, double valid_rmse) {
    train_loss_ = train_loss;
    valid_rmse_ = valid_rmse;
    reported_ = true;
  }
  void stop(Stop reason) {
    int expected = 0;
    stop_.compare_exchange_strong(expected, int(reason));
  }
  bool stopped();
  Stop reason() const { return Stop(stop_.load()); }

  // Calls the user's progress function when it is due; on other threads than the one that made
  // this, the fitting one, does nothing. A negative
  // answer is kept for throw_if_aborted() and stops the fit.
  void poll();
  bool poll_stopped() {
    poll();
    return stopped();
  }
  void throw_if_aborted() const {
    if (abort_ != 0) throw Aborted{abort_};
  }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  double seconds_left() const;

  Callback progress_;
  double time_limit_;
  std::thread::id fitting_ = std::this_thread::get_id();
  std::atomic<int64_t> total_{0};
  const std::atomic<bool>& cancelled_;
  Clock::time_point start_ = Clock::now(), last_ = start_;
  std::atomic<int64_t> done_{0}, skipped_{0};
  std::mutex mutex_;  // of the three below
  std::string stage_ = "preparation";
  int64_t member_ = 0, members_ = 1;
  std::atomic<double> train_loss_{std::numeric_limits<double>::quiet_NaN()};
  std::atomic<double> valid_rmse_{std::numeric_limits<double>::quiet_NaN()};
  std::atomic<bool> reported_{false};
  std::atomic<int> stop_{0};
  std::atomic<int32_t> abort_{0};
};

}  // namespace graft
