#include "tensor/kernels.hpp"

namespace graft {

extern const Kernels kernels_baseline;
#ifdef GRAFT_X86_KERNELS
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;
#endif

const Kernels& kernels() {
#ifdef GRAFT_X86_KERNELS
  static const Kernels& chosen =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") ? kernels_avx512
      : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")       ? kernels_avx2
                                                                              : kernels_baseline;
  return chosen;
#else
  return kernels_baseline;
#endif
}

}  // namespace graft
