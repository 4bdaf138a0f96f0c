#include "base/parallel.hpp"

#include <algorithm>
#include <system_error>

namespace graft {
namespace {

// A training step forks and joins some fifty times within a few milliseconds: waiting up to half a
// millisecond before going to sleep saves the wake-ups, which cost as much as the work between
// them. It also shows the system two busy threads, which it then puts on two processors.
constexpr int spins = 40000;

inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

ThreadPool::ThreadPool(int threads) : stretches_(new Stretch[std::size_t(std::max(threads, 1))]) {
  for (int thread = 1; thread < threads; ++thread) {
    try {
      workers_.emplace_back([this, thread] { work(thread); });
    } catch (const std::exception&) {  // no thread, or no memory for one
      break;
    }
  }
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
    ++round_;
  }
  wake_.notify_all();
  for (auto& worker : workers_) worker.join();
}

void ThreadPool::take_blocks(int thread) {
  try {
    for (int i = 0; i < threads(); ++i) {
      Stretch& stretch = stretches_[std::size_t((thread + i) % threads())];
      for (int64_t block; (block = stretch.next.fetch_add(1)) < stretch.end;)
        call_(body_, block, thread);
    }
  } catch (...) {
    std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
    for (int i = 0; i < threads(); ++i) stretches_[std::size_t(i)].next = INT64_MAX / 2;
  }
}

void ThreadPool::work(int thread) {
  for (uint64_t seen = 0;;) {
    for (int i = 0; i < spins && round_.load(std::memory_order_acquire) == seen; ++i) pause();
    if (round_.load(std::memory_order_acquire) == seen) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return round_ != seen; });
    }
    seen = round_;
    if (stop_) return;
    ++busy_;  // before the look at open_: the caller closes first and then waits for the busy ones
    if (open_) take_blocks(thread);
    if (busy_.fetch_sub(1) == 1) {
      std::lock_guard lock(mutex_);
      done_.notify_one();
    }
  }
}

void ThreadPool::run(int64_t blocks, Call call, void* body) {
  {
    std::lock_guard lock(mutex_);
    call_ = call;
    body_ = body;
    for (int i = 0; i < threads(); ++i) {
      stretches_[std::size_t(i)].next = i * blocks / threads();
      stretches_[std::size_t(i)].end = (i + 1) * blocks / threads();
    }
    error_ = nullptr;
    open_ = true;
    ++round_;
  }
  wake_.notify_all();
  take_blocks(0);
  // Nobody waits for a worker that has not begun: on a busy machine it may not run for long, and
  // its blocks are done.
  open_ = false;
  for (int i = 0; i < spins && busy_.load(std::memory_order_acquire) != 0; ++i) pause();
  if (busy_ != 0) {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return busy_ == 0; });
  }
  if (error_) std::rethrow_exception(error_);
}

}  // namespace graft
