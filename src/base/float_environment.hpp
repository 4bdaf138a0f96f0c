// The floating-point environment of C's start-up for a while: rounding to nearest, no traps, no
// flushing of subnormals. A host may have set another for its own arithmetic; ours would raise its
// signals and change its bits under it.
#pragma once

#include <cfenv>

namespace graft {

class FloatEnvironment {
 public:
  // The default one from now on, for the calling thread; what there was comes back at the end, its
  // flags too.
  FloatEnvironment();
  ~FloatEnvironment();
  FloatEnvironment(const FloatEnvironment&) = delete;
  FloatEnvironment& operator=(const FloatEnvironment&) = delete;

  // What there was, for a call of the host's own code in between, and the default again after it.
  // What the host changes meanwhile is what comes back at the end.
  void give_back();
  void take_again();

 private:
  bool usual_ = false;  // there was the default one already: the usual case, at a tenth of the cost
  unsigned flags_ = 0;
  std::fenv_t host_;
};

}  // namespace graft
