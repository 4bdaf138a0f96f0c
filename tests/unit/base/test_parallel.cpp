#include <atomic>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "base/parallel.hpp"
#include "catch.hpp"

using namespace graft;

TEST_CASE("every block runs once, on a thread of the pool") {
  for (const int threads : {1, 2, 3, 5}) {
    ThreadPool pool(threads);
    CHECK(pool.threads() == threads);
    for (const int64_t blocks : {0, 1, 2, 3, 100, 1000}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(blocks));
      std::atomic<bool> thread_in_range{true};
      pool.for_blocks(blocks, [&](int64_t block, int thread) {
        ++runs[std::size_t(block)];
        if (thread < 0 || thread >= threads) thread_in_range = false;
      });
      CHECK(thread_in_range);
      for (auto& count : runs) REQUIRE(count == 1);
    }
  }
}

TEST_CASE("no two blocks run on one thread number at the same time") {
  ThreadPool pool(4);
  std::vector<std::atomic<int>> inside(4);
  std::atomic<bool> shared{false};
  pool.for_blocks(500, [&](int64_t, int thread) {
    if (++inside[std::size_t(thread)] != 1) shared = true;
    std::this_thread::yield();
    --inside[std::size_t(thread)];
  });
  CHECK_FALSE(shared);
}

TEST_CASE("a pool can be used again and again, and right after it was made") {
  for (int round = 0; round < 50; ++round) {
    ThreadPool pool(3);
    std::atomic<int64_t> sum{0};
    for (int loop = 0; loop < 20; ++loop) pool.for_blocks(7, [&](int64_t b, int) { sum += b; });
    CHECK(sum == 20 * 21);
  }
}

TEST_CASE("a pool that slept wakes up") {
  ThreadPool pool(2);
  for (int round = 0; round < 5; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::atomic<int> count{0};
    pool.for_blocks(10, [&](int64_t, int) { ++count; });
    CHECK(count == 10);
  }
}

TEST_CASE("an exception in a block reaches the caller, and the pool still works") {
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    for (const int64_t bad : {0, 17, 99}) {
      std::string caught;
      try {
        pool.for_blocks(100, [&](int64_t block, int) {
          if (block == bad) throw std::runtime_error("block " + std::to_string(block));
        });
      } catch (const std::runtime_error& error) {
        caught = error.what();
      }
      CHECK(caught == "block " + std::to_string(bad));
      std::atomic<int> count{0};
      pool.for_blocks(100, [&](int64_t, int) { ++count; });
      CHECK(count == 100);
    }
  }
}

TEST_CASE("a sum over blocks in their order has the same bits for any number of threads") {
  const auto sum = [](int threads) {
    ThreadPool pool(threads);
    std::vector<double> partial(37);
    pool.for_blocks(37, [&](int64_t block, int) {
      double s = 0;
      for (int64_t i = block * 100; i < (block + 1) * 100; ++i) s += std::sin(double(i)) / 3;
      partial[std::size_t(block)] = s;
    });
    double total = 0;
    for (double p : partial) total += p;
    return total;
  };
  const double one = sum(1);
  for (const int threads : {2, 3, 8}) CHECK(sum(threads) == one);
}
