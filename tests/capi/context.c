/* A context: what calls share, kept by what is made in it. */
#include "samples.h"

static int lines = 0;
static void count_line(const char* line, void* user) {
  CHECK(line[0] != '\0');
  *(int*)user += 1;
}

static graft_model* fitted_in(const graft_context* context, const graft_dataset* set,
                              const graft_options* options) {
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  OK(graft_fitter_create(context, "scratch", options, &fitter));
  OK(graft_fitter_set_target(fitter, set));
  OK(graft_fitter_fit(fitter, &model));
  graft_fitter_free(fitter);
  return model;
}

static void predict(const graft_model* model, const graft_dataset* set,
                    const graft_options* options, double* mean) {
  OK(graft_model_predict(model, set, options, mean, NULL, NULL, graft_dataset_rows(set)));
}

int main(void) {
  graft_options *two = NULL, *quick = NULL;
  graft_context* context = NULL;
  OK(graft_options_create(&two));
  OK(graft_options_set_int(two, "n_threads", 2));
  OK(graft_context_create(two, &context));
  OK(graft_context_set_log(context, count_line, &lines));
  graft_options_free(two);

  OK(graft_options_create(&quick));
  OK(graft_options_set_int(quick, "steps", 40));
  OK(graft_options_set_int(quick, "members", 2));
  OK(graft_options_set_int(quick, "width", 16));
  double x[60], y[60], expected[60], mean[60];
  for (int i = 0; i < 60; ++i) x[i] = (i * 37 % 60) / 10.0, y[i] = x[i] * x[i];
  graft_dataset *alone = NULL, *shared = NULL;
  OK(graft_dataset_from_features(NULL, x, 60, 1, 1, 1, y, NULL, &alone));
  OK(graft_dataset_from_features(context, x, 60, 1, 1, 1, y, NULL, &shared));

  graft_model* by_default = fitted_in(NULL, alone, quick);
  CHECK(lines == 0);
  graft_model* by_context = fitted_in(context, shared, quick);
  CHECK(lines > 0);
  /* What was made in it keeps it, and two threads give the bits of one. */
  graft_context_free(context);
  predict(by_default, alone, NULL, expected);
  predict(by_context, shared, NULL, mean);
  for (int i = 0; i < 60; ++i) CHECK(mean[i] == expected[i]);
  graft_dataset* part = NULL;
  const int64_t rows[] = {3, 5};
  OK(graft_dataset_select(shared, rows, 2, &part));
  graft_dataset_free(shared);
  predict(by_context, part, NULL, mean);
  CHECK(mean[0] == expected[3] && mean[1] == expected[5]);
  /* Options of the call come before the context's. */
  predict(by_context, part, quick, mean);
  CHECK(mean[0] == expected[3]);

  graft_dataset_free(part);
  graft_dataset_free(alone);
  graft_model_free(by_default);
  graft_model_free(by_context);
  graft_options_free(quick);
  return checks_done();
}
