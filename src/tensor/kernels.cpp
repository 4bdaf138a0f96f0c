#include "tensor/kernel_choice.hpp"

namespace graft {

extern const Kernels kernels_baseline;
#ifdef GRAFT_X86_KERNELS
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;
#endif

std::vector<const Kernels*> runnable_kernels() {
  std::vector<const Kernels*> tables{&kernels_baseline};
#ifdef GRAFT_X86_KERNELS
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    tables.push_back(&kernels_avx2);
  // All that the file is compiled with (src/meson.build): a virtual machine may mask any of them.
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("fma"))
    tables.push_back(&kernels_avx512);
#endif
  return tables;
}

namespace {

const Kernels*& chosen() {
  static const Kernels* table = runnable_kernels().back();
  return table;
}

}  // namespace

const Kernels& kernels() { return *chosen(); }
void use_kernels(const Kernels& table) { chosen() = &table; }

}  // namespace graft
