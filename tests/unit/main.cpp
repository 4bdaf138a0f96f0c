// The main program of every unit suite. GRAFT_TEST_KERNELS=baseline (or avx2) runs it with those
// kernels in place of the processor's best: bounds on what is drawn or trained shall hold for the
// bits of any of them. tests/unit/meson.build sets it, and oneDNN's instruction set with it.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_RUNNER
#endif
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "catch.hpp"
#include "tensor/kernel_choice.hpp"

namespace {

// False where the processor has no such kernels, or none that are better.
bool take_kernels(const char* name) {
  const char* const names[] = {"baseline", "avx2"};
  const auto tables = graft::runnable_kernels();
  for (std::size_t i = 0; i < 2 && i + 1 < tables.size(); ++i)
    if (std::strcmp(name, names[i]) == 0) {
      graft::use_kernels(*tables[i]);
      return &graft::kernels() == tables[i];
    }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  const char* wanted = std::getenv("GRAFT_TEST_KERNELS");
  if (wanted && !take_kernels(wanted)) {
    std::printf("skipped: %s kernels are the best here, or none\n", wanted);
    return 77;
  }
  return Catch::Session().run(argc, argv);
}
