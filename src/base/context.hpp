// What calls share: the number of threads, pools that wait for the next call, and a log. Handles
// keep the context they were made in, so it lives as long as they do.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/parallel.hpp"

namespace graft {

class Context {
 public:
  using Log = std::function<void(const std::string&)>;

  explicit Context(int threads = 1) : threads_(threads) {}

  // Of calls whose options do not say.
  int threads() const { return threads_; }

  // A pool for one call's loops: an idle one of that size or a new one; it goes back when the lease
  // ends. Thread-safe.
  class Lease {
   public:
    Lease(const Context& context, std::unique_ptr<ThreadPool> pool)
        : context_(context), pool_(std::move(pool)) {}
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ThreadPool& operator*() const { return *pool_; }
    ThreadPool* operator->() const { return pool_.get(); }

   private:
    const Context& context_;
    std::unique_ptr<ThreadPool> pool_;
  };
  Lease pool(int threads) const;

  void set_log(Log log) { log_ = std::move(log); }
  const Log& log() const { return log_; }

 private:
  int threads_;
  Log log_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<ThreadPool>> idle_;
};

}  // namespace graft
