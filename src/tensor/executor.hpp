// What a computation runs on: threads, primitives and memory. One per fit and per running
// prediction; not shared between threads.
#pragma once

#include "base/parallel.hpp"
#include "tensor/arena.hpp"
#include "tensor/matmul.hpp"

namespace graft {

struct Executor {
  explicit Executor(int threads) : pool(threads), matmuls(pool.threads()) {}
  ThreadPool pool;
  Matmuls matmuls;
  Arena arena;
};

}  // namespace graft
