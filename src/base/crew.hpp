// Independent jobs, side by side: the members of an ensemble, chains, folds, candidates.
//
// A job is a function of its number alone. Results are gathered by number, and of several failures
// that of the lowest number is thrown: both are the same for any number of threads. The thread that
// calls watches meanwhile, so that callbacks come from it alone; with one thread it does the jobs.
// Hands are threads; other processes could be, too, since a result is all that a job hands back.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace graft {

// What a job has while it runs.
class Hand {
 public:
  Hand(int threads, int64_t job, const std::atomic<int64_t>& failed)
      : threads_(threads), job_(job), failed_(failed) {}

  int threads() const { return threads_; }  // that the job may use in its turn
  // Nobody waits for its result any more: a job of a lower number has failed, or the caller's
  // thread unwinds. A long job asks now and then, and may end in any way.
  bool abandoned() const { return failed_.load(std::memory_order_relaxed) < job_; }

 private:
  int threads_;
  int64_t job_;
  const std::atomic<int64_t>& failed_;
};

class Crew {
 public:
  struct Watch {
    // On the calling thread, every few hundredths of a second and after each job of its own. What
    // it throws ends the work.
    std::function<void()> poll;
    // From any thread: true when no further job is to be begun.
    std::function<bool()> stopped;
  };

  // `threads` are shared out among the jobs: with fewer jobs each has several.
  explicit Crew(int threads, Watch watch = {}) : threads_(threads), watch_(std::move(watch)) {}

  // Calls job(number, hand) for the numbers in [0, count) and gives what it returns, by number.
  // Jobs begin in the order of their numbers; when the watch stops them the results are those of
  // the first ones, as many as had begun. Throws what the first job to fail threw.
  template <class Job>
  auto map(int64_t count, Job&& job) const {
    using Result = std::invoke_result_t<Job&, int64_t, const Hand&>;
    std::vector<std::optional<Result>> gathered(static_cast<std::size_t>(count));
    const int64_t begun = run(count, [&](int64_t number, const Hand& hand) {
      gathered[std::size_t(number)].emplace(job(number, hand));
    });
    std::vector<Result> results;
    for (int64_t i = 0; i < begun; ++i) results.push_back(std::move(*gathered[std::size_t(i)]));
    return results;
  }

  // The same for jobs that return nothing; gives how many were begun.
  template <class Job>
  int64_t for_each(int64_t count, Job&& job) const {
    return run(count, [&](int64_t number, const Hand& hand) { job(number, hand); });
  }

 private:
  using Call = std::function<void(int64_t, const Hand&)>;
  int64_t run(int64_t count, const Call& job) const;
  int64_t run_in_order(int64_t count, const Call& job) const;

  int threads_;
  Watch watch_;
};

}  // namespace graft
