// The host's thread while it is inside the library.
#pragma once

#include <pthread.h>

#include <exception>

#ifdef __GLIBCXX__
#include <cxxabi.h>
#endif

#include "base/float_environment.hpp"

namespace graft {

// What unwinds a thread that ends by pthread_cancel or pthread_exit. A catch (...) has to let it
// through, or the process aborts.
#ifdef __GLIBCXX__
using ForcedUnwind = abi::__forced_unwind;
#else
class ForcedUnwind {};
#endif

// For a function that catches it: there is no object to refer to, which the sanitizer takes for a
// fault.
#define GRAFT_CATCHES_UNWINDING __attribute__((no_sanitize("null")))

// One call of the library's (capi/guard.hpp). The host may have
// asked for traps, another rounding or an end of the thread by pthread_cancel: none of it takes
// effect inside.
class Caller {
 public:
  Caller();
  ~Caller();
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  // Runs the host's own code from inside a call, with what it has set for itself.
  template <class Call>
  static auto run(Call call) {
    const InHost scope;
    return call();
  }

  // Ends a call: pthread_cancel takes effect again. A function of its own, since with the type
  // "asynchronous" the thread may end right here.
  void end();

  // A point where a thread that is to be cancelled ends, if it was ready to when it called: only
  // where all that it owns is given back by destructors and no catch (...) is on the way.
  static void test_cancel();

 private:
  struct InHost {
    InHost();
    ~InHost();
    Caller* caller;
  };
  static Caller*& current();

  FloatEnvironment environment_;
  int cancel_state_ = PTHREAD_CANCEL_DISABLE;
  Caller* outer_;  // a callback may call the library again
};

}  // namespace graft
