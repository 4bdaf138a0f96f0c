#include "base/parallel.hpp"

#include <algorithm>
#include <system_error>

#include "base/caller.hpp"

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
  workers_.reserve(std::size_t(std::max(threads - 1, 0)));
  for (int thread = 1; thread < threads; ++thread) {
    try {
      workers_.emplace_back([this, thread] { work(thread); });
    } catch (const std::exception&) {  // no thread, or no memory for one
      break;
    }
  }
}

ThreadPool::~ThreadPool() {
  stop_ = true;
  ++round_;
  round_.notify_all();
  workers_.clear();  // joins
}

GRAFT_CATCHES_UNWINDING void ThreadPool::take_blocks(int thread) {
  try {
    for (int i = 0; i < threads(); ++i) {
      Stretch& stretch = stretches_[std::size_t((thread + i) % threads())];
      for (int64_t block; (block = stretch.next.fetch_add(1)) < stretch.end;)
        call_(body_, block, thread);
    }
  } catch (const ForcedUnwind&) {  // the host ends its thread: the others stop
    drop_blocks();
    throw;
  } catch (...) {
    {
      std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
    }
    drop_blocks();
  }
}

void ThreadPool::drop_blocks() {
  for (int i = 0; i < threads(); ++i) stretches_[std::size_t(i)].next = INT64_MAX / 2;
}

void ThreadPool::work(int thread) {
  for (uint32_t seen = 0;;) {
    for (int i = 0; i < spins && round_.load(std::memory_order_acquire) == seen; ++i) pause();
    round_.wait(seen);
    seen = round_;
    if (stop_) return;
    ++busy_;  // before the look at open_: the caller closes first and then waits for the busy ones
    if (open_) take_blocks(thread);
    if (busy_.fetch_sub(1) == 1) busy_.notify_one();
  }
}

// An open round of blocks. At its end, however that comes, no worker is at the blocks any more.
class ThreadPool::Round {
 public:
  Round(ThreadPool& pool, int64_t blocks, Call call, void* body) : pool_(pool) {
    pool.call_ = call;
    pool.body_ = body;
    for (int i = 0; i < pool.threads(); ++i) {
      pool.stretches_[std::size_t(i)].next = i * blocks / pool.threads();
      pool.stretches_[std::size_t(i)].end = (i + 1) * blocks / pool.threads();
    }
    pool.error_ = nullptr;
    pool.open_ = true;
    ++pool.round_;
    pool.round_.notify_all();
  }
  // Nobody waits for a worker that has not begun: on a busy machine it may not run for long, and
  // its blocks are done.
  ~Round() {
    pool_.open_ = false;
    for (int i = 0; i < spins && pool_.busy_.load(std::memory_order_acquire) != 0; ++i) pause();
    if (pool_.busy_ != 0 && !pool_.workers_.front().is_here()) {  // it was, when the host forked
      pool_.workers_.clear();
      pool_.busy_ = 0;
    }
    for (uint32_t busy; (busy = pool_.busy_) != 0;) pool_.busy_.wait(busy);
  }
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;

 private:
  ThreadPool& pool_;
};

void ThreadPool::run(int64_t blocks, Call call, void* body) {
  {
    const Round round(*this, blocks, call, body);
    take_blocks(0);
  }
  if (error_) std::rethrow_exception(error_);
}

}  // namespace graft
