#include "base/context.hpp"

#include <algorithm>

namespace graft {
namespace {

// Calls that run side by side need a pool each; more than this many are not kept for later.
constexpr std::size_t most_idle_pools = 16;

}  // namespace

Context::Lease Context::pool(int threads) const {
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(
        idle_, [threads](const auto& pool) { return pool->threads() == threads; });
    if (found != idle_.end()) {
      std::unique_ptr<ThreadPool> pool = std::move(*found);
      idle_.erase(found);
      return Lease(*this, std::move(pool));
    }
  }
  return Lease(*this, std::make_unique<ThreadPool>(threads));
}

Context::Lease::~Lease() {
  if (pool_->threads() == 1) return;  // nothing to keep
  try {
    const std::lock_guard lock(context_.mutex_);
    if (context_.idle_.size() < most_idle_pools) context_.idle_.push_back(std::move(pool_));
  } catch (...) {  // no memory: then the next call makes one
  }
}

}  // namespace graft
