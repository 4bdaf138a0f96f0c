#include "interrupts.hpp"

#include <atomic>

namespace command {
namespace {

std::atomic<int> received = 0;
static_assert(std::atomic<int>::is_always_lock_free);  // a handler may write no other

}  // namespace

Interrupts::Interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int signal) { received = signal; };
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    ::sigaction(signals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) ::sigaction(signals[i], &action, nullptr);
  }
}

Interrupts::~Interrupts() {
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &before_[i], nullptr);
}

int interrupted() { return received; }

std::string interrupted_text() {
  const int signal = received;
  return std::string("interrupted by ") + (signal == SIGTERM  ? "SIGTERM"
                                           : signal == SIGHUP ? "SIGHUP"
                                                              : "SIGINT");
}

int interrupted_code() { return 128 + received; }

}  // namespace command
