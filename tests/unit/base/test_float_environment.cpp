#include "base/float_environment.hpp"

#include <cmath>
#include <limits>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "catch.hpp"

using namespace graft;

namespace {

volatile double zero = 0, one = 1, three = 3, large = 1e300;

// What raises each exception and depends on the rounding.
double computed() { return one / three + (one / zero > 0) + std::isnan(zero / zero) + (large * large > 0); }

}  // namespace

TEST_CASE("the host's traps are off inside and on again after") {
#ifdef __GLIBC__
  const int traps = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW;
  const double expected = computed();
  std::feclearexcept(FE_ALL_EXCEPT);
  feenableexcept(traps);
  double inside = 0;
  int within = 0;
  {
    FloatEnvironment environment;
    within = fegetexcept();
    inside = computed();  // a signal would end the program
    environment.give_back();
    const int given_back = fegetexcept();
    environment.take_again();
    inside += given_back == traps ? 0 : 100;
    inside += computed() - expected;
  }
  const int after = fegetexcept(), flags = std::fetestexcept(FE_INVALID | FE_DIVBYZERO);
  fedisableexcept(FE_ALL_EXCEPT);
  CHECK(within == 0);
  CHECK(inside == expected);
  CHECK(after == traps);
  CHECK(flags == 0);
#endif
}

TEST_CASE("the host's rounding and flags are not ours, and as they were after") {
  const double nearest = computed();
  std::feclearexcept(FE_ALL_EXCEPT);
  for (const int rounding : {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    std::fesetround(rounding);
    std::feraiseexcept(FE_UNDERFLOW);
    double inside = 0;
    {
      const FloatEnvironment environment;
      inside = computed();
    }
    const int after = std::fegetround();
    const int flags = std::fetestexcept(FE_UNDERFLOW | FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
    std::fesetround(FE_TONEAREST);
    CHECK(inside == nearest);
    CHECK(after == rounding);
    CHECK(flags == FE_UNDERFLOW);
  }
  std::feclearexcept(FE_ALL_EXCEPT);
}

#if defined(__x86_64__)
TEST_CASE("a host that flushes subnormals does so again after, and we do not") {
  constexpr unsigned flush = 0x8040;  // results, and operands
  const volatile double small = std::numeric_limits<double>::min();
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | flush);
  double inside = 0;
  {
    const FloatEnvironment environment;
    inside = small / 4;
  }
  const unsigned after = _mm_getcsr();
  _mm_setcsr(before);
  CHECK(inside == std::numeric_limits<double>::min() / 4);
  CHECK((after & flush) == flush);
}
#endif
