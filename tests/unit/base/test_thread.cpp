#include "base/thread.hpp"

#include <cfenv>
#include <csignal>
#include <stdexcept>
#include <vector>

#include "catch.hpp"

using namespace graft;

namespace {

sigset_t mask_here() {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return mask;
}

}  // namespace

TEST_CASE("no handler of the host's runs on a thread of ours, but a fault is still reported") {
  sigset_t before = mask_here(), inside;
  { const Thread thread([&] { inside = mask_here(); }); }
  for (const int sent : {SIGINT, SIGTERM, SIGALRM, SIGCHLD, SIGUSR1, SIGPIPE, SIGRTMIN + 3})
    CHECK(sigismember(&inside, sent) == 1);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
    CHECK(sigismember(&inside, fault) == 0);
  const sigset_t after = mask_here();
  for (int signal = 1; signal < SIGRTMAX; ++signal)
    CHECK(sigismember(&after, signal) == sigismember(&before, signal));
}

TEST_CASE("a thread of ours has a stack of its own size, whatever the system's default") {
  std::size_t size = 0;
  {
    const Thread thread([&] {
      pthread_attr_t attributes;
      if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
      pthread_attr_getstacksize(&attributes, &size);
      pthread_attr_destroy(&attributes);
    });
  }
  CHECK(size >= Thread::stack);
  CHECK(size < 2 * Thread::stack);
}

TEST_CASE("a thread of ours rounds to nearest, whatever its maker does") {
  std::fesetround(FE_UPWARD);
  int inside = FE_UPWARD;
  { const Thread thread([&] { inside = std::fegetround(); }); }
  const int after = std::fegetround();
  std::fesetround(FE_TONEAREST);
  CHECK(inside == FE_TONEAREST);
  CHECK(after == FE_UPWARD);
}

TEST_CASE("a thread is waited for at its end, also while an exception passes") {
  int done = 0;
  try {
    std::vector<Thread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([&] { __atomic_add_fetch(&done, 1, 5); });
    throw std::runtime_error("on the way");
  } catch (const std::runtime_error&) {
  }
  CHECK(done == 3);
}
