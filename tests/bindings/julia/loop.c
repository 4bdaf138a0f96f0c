/* What a C program does: one row predicted many times, for the test of what Julia adds to it. */
#include <graft.h>
#include <stddef.h>

int32_t predict_loop(const graft_model* model, const double* x, int64_t cols, int64_t calls,
                     double* mean, double* model_sd, double* noise_sd) {
  for (int64_t i = 0; i < calls; ++i) {
    const graft_status status = graft_model_predict_features(model, x, 1, cols, cols, 1, NULL, mean,
                                                             model_sd, noise_sd);
    if (status) return status;
  }
  return 0;
}
