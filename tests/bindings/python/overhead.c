/* The same call as overhead.py times, in a loop of C's. */
#define _POSIX_C_SOURCE 200809L
#include <graft.h>
#include <time.h>

/* Seconds of this thread's that so many predictions of one row take; negative if one fails. */
double seconds_in_c(const graft_model* model, const double* x, int64_t cols, int64_t calls);

double seconds_in_c(const graft_model* model, const double* x, int64_t cols, int64_t calls) {
  struct timespec begin, end;
  double mean, model_sd, noise_sd;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
  for (int64_t i = 0; i < calls; ++i)
    if (graft_model_predict_features(model, x, 1, cols, cols, 1, NULL, &mean, &model_sd, &noise_sd))
      return -1;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  return (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
}
