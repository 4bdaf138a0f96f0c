/* Sets that cannot be fitted, and fitters that are not ready. */
#include "samples.h"

/* The status of a fit of `method`; takes the sets over. The fitter must leave no model. */
static graft_status fit(const char* method, graft_dataset* target, graft_dataset* source) {
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  graft_options* options = tiny();
  OK(graft_fitter_create(NULL, method, options, &fitter));
  if (target) OK(graft_fitter_set_target(fitter, target));
  if (source) OK(graft_fitter_add_source(fitter, source));
  const graft_status status = graft_fitter_fit(fitter, &model);
  CHECK((status == GRAFT_OK) == (model != NULL));
  graft_model_free(model);
  graft_fitter_free(fitter);
  graft_options_free(options);
  graft_dataset_free(target);
  graft_dataset_free(source);
  return status;
}

static graft_dataset* with_targets(double (*value)(int), int rows) {
  double targets[SAMPLES] = {0};
  graft_dataset* set = vectors(FLASH, rows);
  for (int i = 0; i < rows; ++i) targets[i] = value(i);
  OK(graft_dataset_set_targets(set, targets, rows));
  return set;
}
static double constant(int i) { return (void)i, 300; }
static double none(int i) { return (void)i, NAN; }
static double three(int i) { return i < 3 ? i : NAN; }
static double four(int i) { return i < 4 ? i : NAN; }

static void a_target_needs_rows_with_different_values(void) {
  REFUSED(fit("scratch", vectors(FLASH, 0), NULL), GRAFT_ERROR_DATA, "target|0 of its 0 rows");
  REFUSED(fit("scratch", vectors(FLASH, 1), NULL), GRAFT_ERROR_DATA,
          "target|1 of its 1 rows|at least 4");
  REFUSED(fit("scratch", with_targets(constant, 10), NULL), GRAFT_ERROR_DATA,
          "target|constant|300");
  REFUSED(fit("scratch", with_targets(none, 10), NULL), GRAFT_ERROR_DATA,
          "target|0 of its 10 rows");
  REFUSED(fit("scratch", with_targets(three, 10), NULL), GRAFT_ERROR_DATA,
          "target|3 of its 10 rows");
  OK(fit("scratch", with_targets(four, 10), NULL));
}

static void a_source_is_checked_like_a_target(void) {
  const char* methods[] = {"gate", "finetune", "source_only", "stacked", "distill", "pc_prior"};
  for (size_t m = 0; m < sizeof methods / sizeof *methods; ++m) {
    REFUSED(fit(methods[m], vectors(FLASH, 8), vectors(BOILING, 1)), GRAFT_ERROR_DATA,
            "source 0|1 of its 1 rows");
    REFUSED(fit(methods[m], vectors(FLASH, 8), with_targets(constant, 10)), GRAFT_ERROR_DATA,
            "source 0|constant|300");
    REFUSED(fit(methods[m], vectors(FLASH, 8), with_targets(none, 10)), GRAFT_ERROR_DATA,
            "source 0|0 rows");
  }
}

static void a_target_that_is_its_own_source_is_refused(void) {
  REFUSED(fit("gate", vectors(FLASH, 8), vectors(FLASH, 8)), GRAFT_ERROR_DATA, "source 0|target");
  if (has_smiles())
    REFUSED(fit("gate", molecules(FLASH, 8), molecules(FLASH, 8)), GRAFT_ERROR_DATA,
            "source 0|target");
  OK(fit("gate", vectors(FLASH, 8), vectors(BOILING, 8)));
}

static void sets_of_different_kinds_do_not_mix(void) {
  double x[16] = {0}, targets[8];
  graft_dataset* narrow = NULL;
  for (int i = 0; i < 8; ++i) x[2 * i] = targets[i] = i;
  OK(graft_dataset_from_features(NULL, x, 8, 2, 2, 1, targets, NULL, &narrow));
  REFUSED(fit("gate", vectors(FLASH, 8), narrow), GRAFT_ERROR_DATA, "source 0|2 features|4");
  if (!has_smiles()) return;
  REFUSED(fit("gate", molecules(FLASH, 8), vectors(BOILING, 8)), GRAFT_ERROR_DATA,
          "source 0|features|molecules");

  graft_fitter* fitter = fitter_of("gate", tiny(), molecules);
  graft_dataset* set = vectors(FLASH, 8);
  graft_model* model = NULL;
  double mean[8];
  OK(graft_fitter_set_validation(fitter, set));
  REFUSED(graft_fitter_fit(fitter, &model), GRAFT_ERROR_DATA, "validation|features|molecules");
  OK(graft_fitter_set_validation(fitter, NULL));
  OK(graft_fitter_set_unlabelled(fitter, set));
  REFUSED(graft_fitter_fit(fitter, &model), GRAFT_ERROR_DATA, "unlabelled|features|molecules");
  OK(graft_fitter_set_unlabelled(fitter, NULL));
  OK(graft_fitter_fit(fitter, &model));
  REFUSED(graft_model_predict(model, set, NULL, mean, NULL, NULL, 8), GRAFT_ERROR_DATA,
          "features|molecules");
  graft_model_free(model);
  graft_fitter_free(fitter);

  const char* smiles = "CCO";
  model = fitted(fitter_of("scratch", tiny(), vectors));
  REFUSED(graft_model_predict_smiles(model, &smiles, 1, NULL, mean, NULL, NULL), GRAFT_ERROR_DATA,
          "molecules|features");
  graft_model_free(model);
  OK(graft_dataset_without(set, set, &narrow));
  graft_dataset_free(narrow);
  graft_dataset* others = molecules(FLASH, 4);
  REFUSED(graft_dataset_without(set, others, &narrow), GRAFT_ERROR_DATA, "molecules|features");
  graft_dataset_free(others);
  graft_dataset_free(set);
}

static void methods_check_their_name_and_sources(void) {
  graft_fitter* fitter = (graft_fitter*)&fitter;
  REFUSED(graft_fitter_create(NULL, "GATE", NULL, &fitter), GRAFT_ERROR_ARGUMENT,
          "method|'GATE'|gate");
  CHECK(fitter == NULL);
  REFUSED(fit("scratch", vectors(FLASH, 8), vectors(BOILING, 8)), GRAFT_ERROR_STATE,
          "scratch|no source");
  REFUSED(fit("gate", vectors(FLASH, 8), NULL), GRAFT_ERROR_STATE, "gate|needs a source");
  REFUSED(fit("scratch", NULL, NULL), GRAFT_ERROR_STATE, "target");
}

static void validation_rows_of_ones_own_are_used(void) {
  graft_dataset *empty = with_targets(none, 4), *own = vectors(FLASH, 2);
  graft_fitter* fitter = fitter_of("gate", tiny(), vectors);
  graft_model* model = NULL;
  double noise = 0;
  OK(graft_fitter_set_unlabelled(fitter, empty));
  OK(graft_fitter_set_validation(fitter, empty));
  REFUSED(graft_fitter_fit(fitter, &model), GRAFT_ERROR_DATA, "validation|0 of its 4 rows");
  OK(graft_fitter_set_validation(fitter, own));
  OK(graft_fitter_fit(fitter, &model));
  OK(graft_model_predict(model, own, NULL, NULL, NULL, NULL, 2));
  graft_model_free(model);
  graft_fitter_free(fitter);

  graft_options* options = tiny();
  OK(graft_options_set_double(options, "valid_fraction", 0));
  model = fitted(fitter_of("scratch", options, vectors));
  OK(graft_model_predict_features(model, samples[0].features, 1, FEATURES, FEATURES, 1, NULL, NULL,
                                  NULL, &noise));
  CHECK(isnan(noise)); /* nothing was held out, so nothing is known of the noise */
  graft_model_free(model);
  graft_dataset_free(empty);
  graft_dataset_free(own);
}

/* Features of graphs are taken as they are, and these overflow a float in the first step. */
static void a_fit_that_diverges_says_so(void) {
  const int64_t atoms[] = {0, 1, 2, 3, 4}, bonds[] = {0, 0, 0, 0, 0};
  const double features[] = {1e29, 2e29, 3e29, 4e29}, targets[] = {1, 2, 3, 4};
  graft_dataset* set = NULL;
  OK(graft_dataset_from_graphs(NULL, 4, atoms, features, 1, bonds, NULL, NULL, 0, targets, NULL,
                               &set));
  REFUSED(fit("scratch", set, NULL), GRAFT_ERROR_NUMERIC, "diverged at step 0|learning_rate");
}

static double huge(int i) { return i % 2 ? 1e308 : -1e308; }
static double huger(int i) { return i % 2 ? 1e308 : 1.1e308; }

/* Their deviation is no number, and a model file with it could not be read again. */
static void values_too_large_to_standardise_are_refused(void) {
  REFUSED(fit("scratch", with_targets(huge, 8), NULL), GRAFT_ERROR_DATA,
          "target|too large|row 0|-1e+308");
  REFUSED(fit("gate", vectors(FLASH, 8), with_targets(huger, 8)), GRAFT_ERROR_DATA,
          "source 0|too large|row 0|1.1e+308");
  const double x[] = {1, 1e308, 2, -1e308, 3, 1e308, 4, -1e308}, targets[] = {1, 2, 3, 4};
  graft_dataset* set = NULL;
  OK(graft_dataset_from_features(NULL, x, 4, 2, 2, 1, targets, NULL, &set));
  REFUSED(fit("scratch", set, NULL), GRAFT_ERROR_DATA,
          "target: feature 1|too large|row 0 holds 1e+308");
}

int main(void) {
  RUN(a_target_needs_rows_with_different_values);
  RUN(a_source_is_checked_like_a_target);
  RUN(a_target_that_is_its_own_source_is_refused);
  RUN(sets_of_different_kinds_do_not_mix);
  RUN(methods_check_their_name_and_sources);
  RUN(validation_rows_of_ones_own_are_used);
  RUN(a_fit_that_diverges_says_so);
  RUN(values_too_large_to_standardise_are_refused);
  return checks_done();
}
