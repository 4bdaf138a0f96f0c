#include "base/caller.hpp"

namespace graft {

Caller*& Caller::current() {
  static thread_local Caller* caller = nullptr;
  return caller;
}

Caller::Caller() : outer_(current()) {
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state_);
  current() = this;
}

Caller::~Caller() { current() = outer_; }

void Caller::end() { pthread_setcancelstate(cancel_state_, nullptr); }

void Caller::test_cancel() {
#ifdef __GLIBC__  // elsewhere the thread would end without running destructors
  const Caller* caller = current();
  if (!caller || caller->outer_ || caller->cancel_state_ != PTHREAD_CANCEL_ENABLE) return;
  pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, nullptr);
  pthread_testcancel();
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, nullptr);
#endif
}

Caller::InHost::InHost() : caller(current()) {
  if (caller) caller->environment_.give_back();
}

Caller::InHost::~InHost() {
  if (caller) caller->environment_.take_again();
}

}  // namespace graft
