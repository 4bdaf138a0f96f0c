/* What a user of the installed library writes first. */
#include <graft.h>
#include <stdio.h>

int main(void) {
  const double x[] = {0, 1, 2, 3, 4, 5, 6, 7}, y[] = {0, 2, 4, 6, 8, 10, 12, 14};
  double mean = 0;
  graft_options* options = NULL;
  graft_dataset* target = NULL;
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  if (graft_options_create(&options) || graft_options_set_int(options, "steps", 50) ||
      graft_options_set_int(options, "width", 8) ||
      graft_dataset_from_features(NULL, x, 8, 1, 1, 1, y, NULL, &target) ||
      graft_fitter_create(NULL, "scratch", options, &fitter) ||
      graft_fitter_set_target(fitter, target) || graft_fitter_fit(fitter, &model) ||
      graft_model_predict_features(model, x, 1, 1, 1, 1, NULL, &mean, NULL, NULL)) {
    puts(graft_last_error());
    return 1;
  }
  printf("graft %s predicts %g\n", graft_version(), mean);
  graft_options_free(options);
  graft_dataset_free(target);
  graft_fitter_free(fitter);
  graft_model_free(model);
  return 0;
}
