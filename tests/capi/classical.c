/* Classical methods and distances as a C program sees them. */
#include "samples.h"

static graft_fitter* fitter_without_source(const char* method,
                                           graft_dataset* (*sets)(property, int64_t)) {
  graft_dataset* flash = sets(FLASH, SAMPLES);
  graft_fitter* fitter = NULL;
  OK(graft_fitter_create(NULL, method, NULL, &fitter));
  OK(graft_fitter_set_target(fitter, flash));
  graft_dataset_free(flash);
  return fitter;
}

static void a_classical_model_predicts_draws_and_comes_back_from_its_file(void) {
  static const char* const methods[] = {"ridge", "gaussian_process"};
  for (int k = 0; k < 2; ++k) {
    graft_model *model = fitted(fitter_without_source(methods[k], sample_set)), *again = NULL;
    graft_dataset* set = sample_set(FLASH, SAMPLES);
    double mean[SAMPLES], model_sd[SAMPLES], noise_sd[SAMPLES], back[SAMPLES], draws[SAMPLES * 3];
    const double level = 0.5;
    OK(graft_model_predict(model, set, NULL, mean, model_sd, noise_sd, SAMPLES));
    for (int i = 0; i < SAMPLES; ++i)
      CHECK(mean[i] > 150 && mean[i] < 450 && model_sd[i] > 0 && noise_sd[i] > 0);
    OK(graft_model_quantiles(model, set, NULL, &level, 1, back, SAMPLES, 1, 1));
    for (int i = 0; i < SAMPLES; ++i) CHECK(near_to(back[i], mean[i], 1e-6));
    OK(graft_model_draws(model, set, NULL, 0, draws, SAMPLES, 3, 3, 1));
    for (int i = 0; i < SAMPLES; ++i)
      CHECK(near_to(draws[3 * i], mean[i], 6 * model_sd[i]) && draws[3 * i] != draws[3 * i + 1]);
    int64_t size = 0, cols = 0;
    unsigned char* bytes = bytes_of(model, &size);
    OK(graft_model_load_memory(NULL, bytes, size, &again));
    OK(graft_model_predict(again, set, NULL, back, NULL, NULL, SAMPLES));
    CHECK(same_bits(back, mean, SAMPLES));
    REFUSED(graft_model_embed_cols(model, "embedding", &cols), GRAFT_ERROR_UNSUPPORTED,
            "kernel model");
    free(bytes);
    graft_model_free(again);
    graft_model_free(model);
    graft_dataset_free(set);
  }
}

/* What is left of its noise when an input's rows are taken together is below rounding. */
static void a_line_without_noise_is_learned_from_rows_that_repeat(void) {
  double x[40], y[40], mean[40], held_out = -1;
  graft_dataset* set = NULL;
  graft_fitter* fitter = NULL;
  for (int i = 0; i < 40; ++i) x[i] = i % 8, y[i] = 2 * x[i];
  OK(graft_dataset_from_features(NULL, x, 40, 1, 1, 1, y, NULL, &set));
  OK(graft_fitter_create(NULL, "ridge", NULL, &fitter));
  OK(graft_fitter_set_target(fitter, set));
  graft_model* model = fitted(fitter);
  OK(graft_model_predict(model, set, NULL, mean, NULL, NULL, 40));
  for (int i = 0; i < 40; ++i) CHECK(near_to(mean[i], y[i], 1e-3));
  OK(graft_model_get_double(model, "scores.held_out_rmse", &held_out));
  CHECK(held_out >= 0 && held_out < 1e-3);
  graft_model_free(model);
  graft_dataset_free(set);
}

static void stacked_takes_one_source(void) {
  graft_model* model = fitted(fitter_of("stacked", tiny(), sample_set));
  double shared = -1;
  for (int64_t i = 0; i < graft_model_diagnostic_count(model); ++i) {
    const char* name = NULL;
    double value = 0;
    OK(graft_model_diagnostic(model, i, &name, &value));
    if (strcmp(name, "source.shared_rows") == 0) shared = value;
  }
  /* Every molecule of the target has a boiling point. Among the feature vectors of the source two
     more are those of a row of the target: glycol's are acetic acid's, cyclohexane's benzene's. */
  CHECK(shared == (has_smiles() ? 12 : 14));
  graft_model_free(model);
}

static void a_kernel_of_other_inputs_is_refused(void) {
  graft_options* options = NULL;
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  graft_dataset* set = vectors(FLASH, SAMPLES);
  OK(graft_options_create(&options));
  OK(graft_options_set_string(options, "kernel", "minmax"));
  OK(graft_fitter_create(NULL, "gaussian_process", options, &fitter));
  OK(graft_fitter_set_target(fitter, set));
  REFUSED(graft_fitter_fit(fitter, &model), GRAFT_ERROR_UNSUPPORTED, "kernel|minmax|graphs");
  CHECK(model == NULL);
  graft_options_free(options);
  graft_fitter_free(fitter);
  graft_dataset_free(set);
}

static void distances_are_nothing_within_a_set_and_grow_outside(void) {
  graft_dataset *few = vectors(FLASH, 4), *all = vectors(FLASH, SAMPLES);
  double d[SAMPLES];
  OK(graft_dataset_distances(all, few, NULL, d, SAMPLES));
  for (int i = 0; i < SAMPLES; ++i) CHECK(i < 4 ? d[i] == 0 : d[i] >= 0);
  CHECK(d[5] > d[4]); /* heptane is farther from the alcohols than hexane */
  OK(graft_dataset_distances(few, all, NULL, NULL, 4));
  REFUSED(graft_dataset_distances(all, few, NULL, d, 4), GRAFT_ERROR_ARGUMENT, "rows: 4|16");
  CHECK(d[0] == 0);
  if (has_smiles()) {
    graft_dataset *alcohols = molecules(FLASH, 4), *samples_all = molecules(FLASH, SAMPLES);
    OK(graft_dataset_distances(samples_all, alcohols, NULL, d, SAMPLES));
    for (int i = 0; i < SAMPLES; ++i) CHECK(d[i] >= 0 && d[i] <= 1);
    CHECK(d[0] == 0 && d[3] == 0);
    CHECK(d[4] < d[8]); /* hexane shares CH2 with the alcohols, benzene nothing */
    CHECK(d[8] == 1);
    REFUSED(graft_dataset_distances(samples_all, few, NULL, d, SAMPLES), GRAFT_ERROR_DATA,
            "reference|features|molecules");
    graft_dataset_free(alcohols);
    graft_dataset_free(samples_all);
  }
  graft_dataset_free(few);
  graft_dataset_free(all);
}

int main(void) {
  RUN(a_classical_model_predicts_draws_and_comes_back_from_its_file);
  RUN(a_line_without_noise_is_learned_from_rows_that_repeat);
  RUN(stacked_takes_one_source);
  RUN(a_kernel_of_other_inputs_is_refused);
  RUN(distances_are_nothing_within_a_set_and_grow_outside);
  return checks_done();
}
