// A file that would grow beyond what the process may write (RLIMIT_FSIZE): besides the error, the
// system sends a signal that ends the process.
#pragma once

#include <csignal>

namespace graft {

// While it lives a write gives the error alone (EFBIG), for the calling thread.
class FileLimitHeld {
 public:
  FileLimitHeld() {
    sigemptyset(&signal_);
    sigaddset(&signal_, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &signal_, &before_);
  }
  ~FileLimitHeld() {
    if (sigismember(&before_, SIGXFSZ) == 1) return;  // the host holds it back itself
    sigset_t pending;
    int taken;
    if (sigpending(&pending) == 0 && sigismember(&pending, SIGXFSZ) == 1) sigwait(&signal_, &taken);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  FileLimitHeld(const FileLimitHeld&) = delete;
  FileLimitHeld& operator=(const FileLimitHeld&) = delete;

 private:
  sigset_t signal_, before_;
};

}  // namespace graft
