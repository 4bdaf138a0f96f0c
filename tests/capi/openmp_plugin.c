/* A plug-in with an OpenMP of its own: built by clang, it brings LLVM's runtime into a process that
 * has another one already. */
#include <omp.h>

#include "openmp_plugin.h"

double plugin_sum(int count, int* team) {
  double sum = 0;
  int threads = 0;
#pragma omp parallel num_threads(PLUGIN_THREADS) reduction(+ : threads)
  threads += 1;
#pragma omp parallel for reduction(+ : sum) num_threads(PLUGIN_THREADS)
  for (int i = 1; i <= count; ++i) sum += i;
  *team = threads;
  return sum;
}
