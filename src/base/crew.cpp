#include "base/crew.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>

#include "base/thread.hpp"

namespace graft {
namespace {

constexpr int64_t nobody = INT64_MAX, everybody = -1;  // has failed
constexpr auto watch_interval = std::chrono::milliseconds(50);

// What the threads of one call share.
struct Work {
  std::atomic<int64_t> next{0}, failed{nobody};
  std::mutex mutex;  // of the two below
  std::condition_variable ended;
  int running = 0;
  std::exception_ptr error;  // of the job `failed`

  void keep_error(int64_t job) {
    std::lock_guard lock(mutex);
    if (job > failed) return;
    failed = job;
    error = std::current_exception();
  }
};

// The threads; they have ended when it goes, however that comes.
class Threads {
 public:
  explicit Threads(Work& work) : work_(work) {}
  ~Threads() {
    if (!over_) work_.failed = everybody;
    threads_.clear();  // each waits for its end
  }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  void add(std::function<void()> body) { threads_.emplace_back(std::move(body)); }
  void over() {
    over_ = true;
    threads_.clear();
  }

 private:
  Work& work_;
  std::vector<Thread> threads_;
  bool over_ = false;
};

}  // namespace

int64_t Crew::run_in_order(int64_t count, const Call& job) const {
  const std::atomic<int64_t> failed{nobody};
  for (int64_t i = 0; i < count; ++i) {
    if (watch_.stopped && watch_.stopped()) return i;
    job(i, Hand(threads_, i, failed));
    if (watch_.poll) watch_.poll();
  }
  return count;
}

int64_t Crew::run(int64_t count, const Call& job) const {
  const int workers = int(std::min<int64_t>(threads_, count));
  if (workers <= 1) return run_in_order(count, job);

  Work work;
  const auto take_jobs = [&](int threads) {
    while (work.failed == nobody && !(watch_.stopped && watch_.stopped())) {
      const int64_t number = work.next++;
      if (number >= count) return;
      try {
        job(number, Hand(threads, number, work.failed));
      } catch (...) {  // these threads are ours: nobody cancels them
        work.keep_error(number);
      }
    }
  };
  Threads threads(work);
  int begun = 0;
  try {
    for (; begun < workers; ++begun) {
      const int each = threads_ / workers + (begun < threads_ % workers ? 1 : 0);
      {
        std::lock_guard lock(work.mutex);
        ++work.running;
      }
      threads.add([&work, &take_jobs, each] {
        take_jobs(each);
        std::lock_guard lock(work.mutex);
        --work.running;
        work.ended.notify_one();
      });
    }
  } catch (const std::exception&) {  // fewer threads than hoped for: go on with those there are
    std::lock_guard lock(work.mutex);
    --work.running;
  }
  if (begun == 0) return run_in_order(count, job);

  std::unique_lock lock(work.mutex);
  while (work.running > 0) {
    work.ended.wait_for(lock, watch_interval);
    lock.unlock();
    if (watch_.poll) watch_.poll();
    lock.lock();
  }
  lock.unlock();
  threads.over();
  if (work.error) std::rethrow_exception(work.error);
  return std::min(work.next.load(), count);
}

}  // namespace graft
