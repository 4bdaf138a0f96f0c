#include "base/caller.hpp"

#include <unistd.h>

#include <functional>

#include "base/parallel.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

// Runs `work` on a thread of the host's; whether that ended by pthread_cancel.
bool cancelled(std::function<void()> work) {
  pthread_t thread;
  const auto start = [](void* argument) -> void* {
    (*static_cast<std::function<void()>*>(argument))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, nullptr, start, &work) == 0);
  void* result = nullptr;
  REQUIRE(pthread_join(thread, &result) == 0);
  return result == PTHREAD_CANCELED;
}

struct Note {
  bool& destroyed;
  ~Note() { destroyed = true; }
};

}  // namespace

TEST_CASE("a cancelled thread goes on inside a call and ends after it") {
  for (const int type : {PTHREAD_CANCEL_DEFERRED, PTHREAD_CANCEL_ASYNCHRONOUS}) {
    bool inside = false, after = false;
    CHECK(cancelled([&] {
      pthread_setcanceltype(type, nullptr);
      Caller caller;
      pthread_cancel(pthread_self());
      ::usleep(1);  // ends a thread that is to be cancelled
      inside = true;
      caller.end();
      ::usleep(1);
      after = true;
    }));
    CHECK(inside);
    CHECK_FALSE(after);
  }
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)  // which knows no such unwinding
TEST_CASE("at the points meant for it a cancelled thread ends with its destructors run") {
  bool destroyed = false, after = false;
  CHECK(cancelled([&] {
    const Caller caller;
    const Note note{destroyed};
    pthread_cancel(pthread_self());
    Caller::test_cancel();
    after = true;
  }));
  CHECK(destroyed);
  CHECK_FALSE(after);
}

TEST_CASE("a host that has switched cancelling off is not cancelled inside") {
  CHECK_FALSE(cancelled([&] {
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, nullptr);
    Caller caller;
    pthread_cancel(pthread_self());
    Caller::test_cancel();
    caller.end();
    ::usleep(1);
  }));
}

TEST_CASE("a thread that is cancelled within a parallel loop leaves no worker in it") {
  for (const int threads : {1, 2, 4}) {
    int inside = 0;
    CHECK(cancelled([&] {
      const Caller caller;
      ThreadPool pool(threads);
      pthread_cancel(pthread_self());
      pool.for_blocks(1000, [&](int64_t, int thread) {
        __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
        if (thread == 0) Caller::test_cancel();
        __atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
      });
    }));
    CHECK(inside == 1);  // the one that was cancelled
  }
}
#endif

TEST_CASE("what the host has set is in force within its callbacks, and what it changes there stays") {
  std::fesetround(FE_UPWARD);
  int inside = -1, in_callback = -1, behind = -1;
  {
    const Caller caller;
    inside = std::fegetround();
    Caller::run([&] {
      in_callback = std::fegetround();
      std::fesetround(FE_DOWNWARD);
    });
    behind = std::fegetround();
  }
  const int after = std::fegetround();
  std::fesetround(FE_TONEAREST);
  CHECK(inside == FE_TONEAREST);
  CHECK(in_callback == FE_UPWARD);
  CHECK(behind == FE_TONEAREST);
  CHECK(after == FE_DOWNWARD);
}
