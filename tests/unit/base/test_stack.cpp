#include "base/stack.hpp"

#include <csignal>
#include <stdexcept>
#include <thread>

#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

// Uses some 100 bytes of stack a level, which no compiler may fold away.
int depth(int levels) {
  volatile char room[64] = {};
  room[0] = char(levels);
  return levels == 0 ? 0 : 1 + depth(levels - 1) + (room[0] - char(levels));
}

}  // namespace

TEST_CASE("The stack that is left falls with each call") {
  const std::size_t here = stack_left();
  REQUIRE(here > 0);
  std::size_t deeper = here;
  const auto call = [&] {
    volatile char room[10000] = {};
    room[1] = 1;
    deeper = stack_left() + std::size_t(room[0]);
  };
  call();
  CHECK(deeper + 5000 < here);
}

TEST_CASE("Work that fits runs on the calling thread, other work on one of its own") {
  const auto caller = std::this_thread::get_id();
  std::thread::id ran;
  with_stack(1000, [&] { ran = std::this_thread::get_id(); });
  CHECK(ran == caller);
  int levels = 0;
  with_stack(stack_left() + 1, [&] {
    ran = std::this_thread::get_id();
    levels = depth(20000);
  });
  CHECK(ran != caller);
  CHECK(levels == 20000);
}

TEST_CASE("What the work throws arrives at the caller") {
  CHECK_THROWS_AS(with_stack(stack_left() + 1, [] { throw std::runtime_error("x"); }),
                  std::runtime_error);
}

TEST_CASE("No handler of the host's runs on a stack of its own, as on no thread of ours") {
  sigset_t inside;
  sigemptyset(&inside);
  with_stack(stack_left() + 1, [&] { pthread_sigmask(SIG_SETMASK, nullptr, &inside); });
  CHECK(sigismember(&inside, SIGINT) == 1);
  CHECK(sigismember(&inside, SIGUSR1) == 1);
  CHECK(sigismember(&inside, SIGSEGV) == 0);
}

TEST_CASE("A stack that no system has is an error of memory") {
  bool ran = false;
  const Thrown thrown = thrown_by([&] { with_stack(std::size_t{1} << 60, [&] { ran = true; }); });
  CHECK(thrown.status == GRAFT_ERROR_MEMORY);
  CHECK_FALSE(ran);
}
