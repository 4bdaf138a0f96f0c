#include "base/crew.hpp"

#include <pthread.h>

#include <chrono>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include "catch.hpp"

using namespace graft;

namespace {

void wait_a_little() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

}  // namespace

TEST_CASE("a crew's results stand by their jobs' numbers, whichever was ready first") {
  std::vector<int64_t> expected;
  for (int64_t i = 0; i < 20; ++i) expected.push_back(i * i);
  for (const int threads : {1, 2, 3, 32}) {
    const auto squares = Crew(threads).map(20, [](int64_t i, const Hand&) {
      if (i % 3 == 0) wait_a_little();
      return i * i;
    });
    CHECK(squares == expected);
    CHECK(Crew(threads).map(0, [](int64_t i, const Hand&) { return i; }).empty());
  }
}

TEST_CASE("a crew shares its threads out among the jobs") {
  for (const auto& [threads, jobs, expected] :
       {std::tuple{1, 3, std::vector{1, 1, 1}}, {2, 3, {1, 1, 1}}, {3, 2, {2, 1}}, {4, 1, {4}},
        {8, 3, {3, 3, 2}}}) {
    CAPTURE(threads, jobs);
    // None returns before all have begun, so that each is another hand's.
    std::atomic<int> begun{0};
    const int together = std::min(threads, jobs);
    auto given = Crew(threads).map(jobs, [&, count = together](int64_t, const Hand& hand) {
      for (++begun; begun < count;) wait_a_little();
      return hand.threads();
    });
    std::ranges::sort(given, std::greater());
    CHECK(given == expected);
  }
}

TEST_CASE("of several failures a crew throws that of the lowest number") {
  for (const int threads : {1, 2, 3}) {
    CAPTURE(threads);
    std::atomic<bool> second_failed{threads == 1};
    std::string message;
    try {
      Crew(threads).for_each(6, [&](int64_t i, const Hand&) {
        if (i == 2) {
          second_failed = true;
          throw std::runtime_error("2");
        }
        if (i == 1) {
          while (threads > 1 && !second_failed) wait_a_little();
          throw std::runtime_error("1");
        }
        if (i > 2) throw std::runtime_error("later");
      });
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
    CHECK(message == "1");
  }
}

TEST_CASE("a job whose predecessor failed is abandoned, and none is begun after that") {
  std::atomic<bool> begun{false}, abandoned{false};
  std::atomic<int64_t> last{0};
  CHECK_THROWS_AS(Crew(2).for_each(50,
                                   [&](int64_t i, const Hand& hand) {
                                     last = std::max<int64_t>(last, i);
                                     if (i == 0) {
                                       while (!begun) wait_a_little();
                                       throw std::runtime_error("0");
                                     }
                                     begun = true;
                                     while (!hand.abandoned()) wait_a_little();
                                     abandoned = true;
                                   }),
                  std::runtime_error);
  CHECK(abandoned);
  CHECK(last == 1);
}

TEST_CASE("the thread that called watches, and no other calls back") {
  for (const int threads : {1, 2, 3}) {
    std::atomic<int> calls{0};
    std::atomic<bool> elsewhere{false};
    const auto mine = std::this_thread::get_id();
    Crew::Watch watch;
    watch.poll = [&] {
      if (std::this_thread::get_id() != mine) elsewhere = true;
      ++calls;
    };
    Crew(threads, watch).for_each(4, [&](int64_t i, const Hand&) {
      while (threads > 1 && i == 3 && calls < 2) wait_a_little();  // is called while jobs run
    });
    CHECK(calls >= 2);
    CHECK_FALSE(elsewhere);
  }
}

TEST_CASE("a crew that is stopped has the results of the jobs that had begun") {
  for (const int threads : {1, 2, 3}) {
    std::atomic<int> begun{0};
    Crew::Watch watch;
    watch.stopped = [&] { return begun >= 4; };
    const auto done = Crew(threads, watch).map(100, [&](int64_t i, const Hand&) {
      ++begun;
      return i;
    });
    std::vector<int64_t> first(std::size_t(begun.load()));
    std::iota(first.begin(), first.end(), int64_t{0});
    CHECK(done == first);
    CHECK(done.size() >= 4);
    CHECK(done.size() < 4 + std::size_t(threads));
  }
}

TEST_CASE("what the watching thread throws ends the work, and no thread is left") {
  std::atomic<int> running{0};
  Crew::Watch watch;
  watch.poll = [] { throw std::runtime_error("poll"); };
  CHECK_THROWS_AS(Crew(2, watch).for_each(2,
                                          [&](int64_t, const Hand& hand) {
                                            ++running;
                                            while (!hand.abandoned()) wait_a_little();
                                            --running;
                                          }),
                  std::runtime_error);
  CHECK(running == 0);
}

#ifdef __GLIBC__
TEST_CASE("a watching thread that its host cancels leaves no thread behind") {
  static std::atomic<int> running;
  static std::atomic<bool> ended;
  running = 0;
  ended = false;
  pthread_t thread;
  REQUIRE(pthread_create(
              &thread, nullptr,
              [](void*) -> void* {
                struct End {
                  ~End() { ended = running == 0; }
                } end;
                Crew(2).for_each(2, [](int64_t, const Hand& hand) {
                  ++running;
                  while (!hand.abandoned()) wait_a_little();
                  --running;
                });
                return nullptr;
              },
              nullptr) == 0);
  while (running < 2) wait_a_little();
  REQUIRE(pthread_cancel(thread) == 0);
  void* result = nullptr;
  REQUIRE(pthread_join(thread, &result) == 0);
  CHECK(result == PTHREAD_CANCELED);
  CHECK(ended);
}
#endif

TEST_CASE("crews within a crew's jobs use the threads that these were given") {
  const auto sums = Crew(4).map(2, [](int64_t i, const Hand& hand) {
    const auto parts = Crew(hand.threads()).map(3, [&](int64_t j, const Hand& inner) {
      return inner.threads() * 0 + i * 10 + j;
    });
    return parts[0] + parts[1] + parts[2];
  });
  CHECK(sums == std::vector<int64_t>{3, 33});
}
