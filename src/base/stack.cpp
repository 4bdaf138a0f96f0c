#include "base/stack.hpp"

#include <pthread.h>

#include <cstdint>
#include <exception>
#include <system_error>

#include "base/error.hpp"
#include "base/thread.hpp"

namespace graft {
namespace {

struct Bounds {
  std::uintptr_t lowest = 0, highest = 0;
};

// Of the stack that this thread was started with; nothing where it cannot be told.
Bounds bounds_of_thread() {
  Bounds bounds;
#ifdef __GLIBC__
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return bounds;
  void* lowest = nullptr;
  std::size_t size = 0, guard = 0;
  if (pthread_attr_getstack(&attributes, &lowest, &size) == 0 &&
      pthread_attr_getguardsize(&attributes, &guard) == 0 && size > guard) {
    bounds.highest = reinterpret_cast<std::uintptr_t>(lowest) + size;
    bounds.lowest = reinterpret_cast<std::uintptr_t>(lowest) + guard;
  }
  pthread_attr_destroy(&attributes);
#endif
  return bounds;
}

}  // namespace

std::size_t stack_left() {
  // Asked once a thread: for a process's first one the system is asked, at the cost of a file.
  thread_local Bounds bounds;
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  if (bounds.highest == 0) bounds = bounds_of_thread();
  return here > bounds.lowest && here < bounds.highest ? here - bounds.lowest : 0;
}

void on_own_stack(std::size_t bytes, void (*work)(void*), void* argument) {
  // The thread's own data and first frames come out of its stack too.
  constexpr std::size_t beginning = std::size_t{128} << 10;
  std::exception_ptr error;
  try {
    const Thread thread(
        [&] {
          try {
            work(argument);
          } catch (...) {  // this thread is ours: nobody cancels it
            error = std::current_exception();
          }
        },
        beginning + bytes);
  } catch (const std::system_error&) {
    fail(GRAFT_ERROR_MEMORY, "no thread with ", (beginning + bytes) >> 10,
         " KiB of stack can be started, and this one has less left");
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace graft
