#include "base/thread.hpp"

#include <unistd.h>

#include <csignal>
#include <memory>
#include <system_error>
#include <utility>

#include "base/float_environment.hpp"

namespace graft {
namespace {

void* run(void* argument) {
  const std::unique_ptr<std::function<void()>> work(static_cast<std::function<void()>*>(argument));
  const FloatEnvironment environment;
  (*work)();
  return nullptr;
}

// All signals but those that a fault of the thread itself raises: blocked, those would end the
// process without the host's handler.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS})
      sigdelset(&all, own);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_;
};

void check(int error) {
  if (error != 0) throw std::system_error(error, std::generic_category());
}

struct Attributes {
  pthread_attr_t value;
  Attributes() { check(pthread_attr_init(&value)); }
  ~Attributes() { pthread_attr_destroy(&value); }
};

}  // namespace

Thread::Thread(std::function<void()> work, std::size_t stack_size) {
  auto argument = std::make_unique<std::function<void()>>(std::move(work));
  Attributes attributes;
  check(pthread_attr_setstacksize(&attributes.value, stack_size));
  const BlockedSignals blocked;  // a thread begins with its maker's
  check(pthread_create(&id_, &attributes.value, run, argument.get()));
  argument.release();
  process_ = ::getpid();
}

Thread::Thread(Thread&& other) noexcept
    : process_(std::exchange(other.process_, 0)), id_(other.id_) {}

Thread::~Thread() { join(); }

bool Thread::is_here() const { return process_ == ::getpid(); }

void Thread::join() {
  if (is_here()) pthread_join(id_, nullptr);
  process_ = 0;
}

}  // namespace graft
