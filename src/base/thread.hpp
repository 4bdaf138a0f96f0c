// The threads that the library starts itself; all of them begin here.
#pragma once

#include <pthread.h>
#include <sys/types.h>

#include <cstddef>
#include <functional>

namespace graft {

// A thread of the library's own. It has a stack of its own size, whatever the system's default is
// (128 KiB in musl, 512 KiB on macOS); it blocks the signals that are sent to the process, so that
// no handler of the host's runs on it; its floating-point environment is the default one.
class Thread {
 public:
  static constexpr std::size_t stack = std::size_t{8} << 20;  // reserved, not used up

  // Runs `work`, which must not throw. Throws std::system_error where the system has no thread.
  explicit Thread(std::function<void()> work, std::size_t stack_size = stack);
  ~Thread();  // waits for its end; not in a forked child, where it does not exist
  Thread(Thread&&) noexcept;
  Thread& operator=(Thread&&) = delete;

  void join();
  bool is_here() const;  // not in a child that the host has forked

 private:
  pid_t process_ = 0;  // where it runs; 0: it has been waited for
  pthread_t id_{};
};

}  // namespace graft
