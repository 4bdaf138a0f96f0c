/* What a C program gets from the same data and options: the Fortran tests must get the same bits. */
#include <graft.h>
#include <stdio.h>

/* x [rows, 4] row-major, which is Fortran's x(4, rows). */
static graft_dataset* set_of(const double* x, int64_t rows, const double* y, const char* property) {
  graft_dataset* set = NULL;
  if (graft_dataset_from_features(NULL, x, rows, 4, 4, 1, y, NULL, &set) ||
      graft_dataset_set_property(set, property, "K"))
    puts(graft_last_error());
  return set;
}

/* Fits the first 12 flash points by gate with 16 boiling points and predicts all rows. Returns the
 * first status that is not 0; bytes [capacity] receives the model. */
int32_t reference_fit(const double* x, const double* boiling, const double* flash, double* mean,
                      double* model_sd, double* noise_sd, double* quantiles, void* bytes,
                      int64_t capacity, int64_t* size) {
  static const struct {
    const char* key;
    int64_t value;
  } settings[] = {{"width", 16},        {"encoder_width", 16}, {"latent", 8},
                  {"steps", 60},        {"epoch_steps", 10},   {"batch", 8},
                  {"source_batch", 8},  {"source_start", 0},   {"members", 1}};
  const double levels[] = {0.025, 0.975};
  graft_options* options = NULL;
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  graft_dataset *source = set_of(x, 16, boiling, "boiling point"),
                *target = set_of(x, 12, flash, "flash point"),
                *all = set_of(x, 16, NULL, "flash point");
  graft_status status = graft_options_create(&options);
  for (unsigned i = 0; !status && i < sizeof settings / sizeof *settings; ++i)
    status = graft_options_set_int(options, settings[i].key, settings[i].value);
  if (!status) status = graft_options_set_double(options, "valid_fraction", 0.1);
  if (!status) status = graft_fitter_create(NULL, "gate", options, &fitter);
  if (!status) status = graft_fitter_add_source(fitter, source);
  if (!status) status = graft_fitter_set_target(fitter, target);
  if (!status) status = graft_fitter_fit(fitter, &model);
  if (!status)
    status = graft_model_predict_features(model, x, 16, 4, 4, 1, NULL, mean, model_sd, noise_sd);
  if (!status) status = graft_model_quantiles(model, all, NULL, levels, 2, quantiles, 16, 2, 1);
  if (!status) status = graft_model_save_memory(model, bytes, capacity, size);
  if (status) puts(graft_last_error());
  graft_model_free(model);
  graft_fitter_free(fitter);
  graft_options_free(options);
  graft_dataset_free(all);
  graft_dataset_free(target);
  graft_dataset_free(source);
  return status;
}
