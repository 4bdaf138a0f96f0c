// A small pool for loops over fixed blocks of work. The blocks depend on the work alone, never on
// the number of threads, and every reduction runs over blocks in their order: results are the same
// bits for any thread count.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

#include "base/thread.hpp"

namespace graft {

class ThreadPool {
 public:
  // `threads` counts the calling thread: 1 starts none. A system that refuses threads gets a
  // smaller pool, and the same results.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return int(workers_.size()) + 1; }

  // Calls body(block, thread) once for every block in [0, blocks), thread in [0, threads()).
  // Each thread begins with its own stretch of the blocks, the same one from loop to loop, so that
  // what it wrote is still in its cache; then it helps the others. The first exception is rethrown
  // here, after all threads have stopped. Not reentrant.
  template <class Body>
  void for_blocks(int64_t blocks, Body&& body) {
    if (workers_.empty() || blocks <= 1) {
      for (int64_t block = 0; block < blocks; ++block) body(block, 0);
      return;
    }
    run(
        blocks,
        [](void* b, int64_t block, int thread) {
          (*static_cast<std::remove_reference_t<Body>*>(b))(block, thread);
        },
        &body);
  }

 private:
  using Call = void (*)(void*, int64_t, int);
  class Round;
  void run(int64_t blocks, Call call, void* body);
  void work(int thread);
  void take_blocks(int thread);
  void drop_blocks();
  // Sleepers wait for these two numbers to change. A condition variable would count its sleepers,
  // and in a forked child, where they do not exist, wait for them.
  std::atomic<uint32_t> round_{0};
  std::atomic<uint32_t> busy_{0};  // workers that look at or work on the open round
  struct alignas(64) Stretch {
    std::atomic<int64_t> next{0};
    int64_t end = 0;
  };
  std::unique_ptr<Stretch[]> stretches_;  // one a thread
  std::atomic<bool> open_{false};         // a round may be joined
  std::atomic<bool> stop_{false};
  Call call_ = nullptr;
  void* body_ = nullptr;
  std::mutex mutex_;  // of the error
  std::exception_ptr error_;
  std::vector<Thread> workers_;
};

}  // namespace graft
