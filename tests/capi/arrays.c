/* Texts as bytes and offsets, matrices of floats, and data sets given back as arrays. */
#include "samples.h"

static const double missing_values[] = {1, 2, 3};

static void texts_as_bytes_are_the_texts_as_pointers(void) {
  const char* formulas[] = {"NaCl", "Fe2O3", "TiO2"};
  const char bytes[] = "NaClFe2O3TiO2";
  const int64_t offsets[] = {0, 4, 9, 13};
  graft_dataset *a = NULL, *b = NULL;
  OK(graft_dataset_from_formulas(NULL, formulas, 3, missing_values, NULL, &a));
  OK(graft_dataset_from_texts(NULL, "formulas", bytes, offsets, 3, missing_values, NULL, &b));
  char one[16], two[16];
  OK(graft_dataset_get_text(a, "checksum", one, sizeof one, NULL));
  OK(graft_dataset_get_text(b, "checksum", two, sizeof two, NULL));
  CHECK(strlen(one) == 8 && strcmp(one, two) == 0);

  int64_t ends[4] = {0}, needed = 0;
  char ids[32] = "";
  OK(graft_dataset_texts(b, "ids", NULL, 0, ends, 3, &needed));
  CHECK(needed == 13 && memcmp(ends, offsets, sizeof ends) == 0);
  OK(graft_dataset_texts(b, "ids", ids, needed, NULL, 3, NULL));
  CHECK(memcmp(ids, bytes, 13) == 0);
  REFUSED(graft_dataset_texts(b, "ids", ids, 12, ends, 3, &needed), GRAFT_ERROR_ARGUMENT,
          "capacity|12|13");
  CHECK(needed == 0 && ends[3] == 0);
  REFUSED(graft_dataset_texts(b, "names", NULL, 0, NULL, 3, NULL), GRAFT_ERROR_ARGUMENT,
          "what|names");
  REFUSED(graft_dataset_texts(b, "smiles", NULL, 0, NULL, 3, NULL), GRAFT_ERROR_UNSUPPORTED,
          "dataset");
  OK(graft_dataset_set_ids_texts(b, "abc", (const int64_t[]){0, 1, 1, 3}, 3));
  OK(graft_dataset_id(b, 2, ids, sizeof ids, NULL));
  CHECK(strcmp(ids, "bc") == 0);
  graft_dataset_free(a);
  graft_dataset_free(b);
}

static void offsets_that_cannot_be_are_named(void) {
  graft_dataset* made = NULL;
  const int64_t falling[] = {0, 4, 2}, negative[] = {-1, 4, 5}, zero[] = {0, 2, 4};
  REFUSED(graft_dataset_from_texts(NULL, "formulas", "NaClSi", falling, 2, NULL, NULL, &made),
          GRAFT_ERROR_ARGUMENT, "offsets[2]|2");
  REFUSED(graft_dataset_from_texts(NULL, "formulas", "NaClSi", negative, 2, NULL, NULL, &made),
          GRAFT_ERROR_ARGUMENT, "offsets[0]|-1");
  REFUSED(graft_dataset_from_texts(NULL, "formulas", "Na\0l", zero, 2, NULL, NULL, &made),
          GRAFT_ERROR_ARGUMENT, "text 1|zero");
  REFUSED(graft_dataset_from_texts(NULL, "names", "NaSi", zero, 2, NULL, NULL, &made),
          GRAFT_ERROR_ARGUMENT, "input|names");
  OK(graft_dataset_from_texts(NULL, "formulas", NULL, NULL, 0, NULL, NULL, &made));
  graft_dataset_free(made);
}

static void floats_are_the_same_values(void) {
  float x32[SAMPLES * FEATURES], back[SAMPLES * FEATURES];
  double x[SAMPLES * FEATURES], y[SAMPLES], again[SAMPLES * FEATURES];
  for (int i = 0; i < SAMPLES; ++i) {
    y[i] = samples[i].flash;
    for (int j = 0; j < FEATURES; ++j) {
      x32[i * FEATURES + j] = (float)samples[i].features[j] + 0.1f;
      x[i * FEATURES + j] = x32[i * FEATURES + j];
    }
  }
  graft_dataset *wide = NULL, *narrow = NULL, *longer = NULL;
  OK(graft_dataset_from_features(NULL, x, SAMPLES, FEATURES, FEATURES, 1, y, NULL, &wide));
  OK(graft_dataset_from_features_f32(NULL, x32, SAMPLES, FEATURES, FEATURES, 1, y, NULL, &narrow));
  char one[16], two[16];
  OK(graft_dataset_get_text(wide, "checksum", one, sizeof one, NULL));
  OK(graft_dataset_get_text(narrow, "checksum", two, sizeof two, NULL));
  CHECK(strcmp(one, two) == 0);
  OK(graft_dataset_features(narrow, again, SAMPLES, FEATURES, FEATURES, 1));
  CHECK(memcmp(again, x, sizeof x) == 0);
  OK(graft_dataset_features_f32(wide, back, SAMPLES, FEATURES, 1, SAMPLES)); /* by columns */
  CHECK(back[2 * SAMPLES + 5] == x32[5 * FEATURES + 2]);
  OK(graft_dataset_append_features_f32(narrow, x32, SAMPLES, 1, FEATURES, 1, &longer));
  int64_t columns = 0;
  OK(graft_dataset_get_int(longer, "columns", &columns));
  CHECK(columns == FEATURES + 1);
  REFUSED(graft_dataset_features(narrow, again, SAMPLES, 3, 3, 1), GRAFT_ERROR_ARGUMENT, "cols|3");

  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  graft_options* options = tiny();
  OK(graft_fitter_create(NULL, "ridge", options, &fitter));
  OK(graft_fitter_set_target(fitter, wide));
  OK(graft_fitter_fit(fitter, &model));
  double by_double[SAMPLES], by_float[SAMPLES];
  OK(graft_model_predict_features(model, x, SAMPLES, FEATURES, FEATURES, 1, NULL, by_double, NULL,
                                  NULL));
  OK(graft_model_predict_features_f32(model, x32, SAMPLES, FEATURES, FEATURES, 1, NULL, by_float,
                                      NULL, NULL));
  CHECK(memcmp(by_double, by_float, sizeof by_double) == 0);
  REFUSED(graft_model_predict_texts(model, "Si", (const int64_t[]){0, 2}, 1, NULL, by_float, NULL,
                                    NULL),
          GRAFT_ERROR_UNSUPPORTED, "model|features");
  graft_options_free(options);
  graft_model_free(model);
  graft_fitter_free(fitter);
  graft_dataset_free(longer);
  graft_dataset_free(narrow);
  graft_dataset_free(wide);
}

static void a_model_of_formulas_takes_them_as_bytes(void) {
  const char* formulas[] = {"NaCl", "Fe2O3", "TiO2", "GaAs", "Si", "ZnO", "KBr", "CdTe"};
  const double gaps[] = {8.5, 2.2, 3.2, 1.4, 1.1, 3.4, 7.4, 1.5};
  graft_dataset* set = NULL;
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  OK(graft_dataset_from_formulas(NULL, formulas, 8, gaps, NULL, &set));
  OK(graft_fitter_create(NULL, "ridge", NULL, &fitter));
  OK(graft_fitter_set_target(fitter, set));
  OK(graft_fitter_fit(fitter, &model));
  double expected[8], mean[2];
  OK(graft_model_predict(model, set, NULL, expected, NULL, NULL, 8));
  OK(graft_model_predict_texts(model, "GaAsSi", (const int64_t[]){0, 4, 6}, 2, NULL, mean, NULL,
                               NULL));
  CHECK(mean[0] == expected[3] && mean[1] == expected[4]);
  char text[32];
  OK(graft_model_get_text(model, "input", text, sizeof text, NULL));
  CHECK(strcmp(text, "formulas") == 0);
  graft_model_free(model);
  graft_fitter_free(fitter);
  graft_dataset_free(set);
}

static void sets_are_joined(void) {
  graft_dataset *first = vectors(FLASH, 3), *second = vectors(FLASH, 5), *both = NULL;
  OK(graft_dataset_concat(first, second, &both));
  double y[8];
  OK(graft_dataset_targets(both, y, 8));
  CHECK(y[2] == samples[2].flash && y[3] == samples[0].flash && y[7] == samples[4].flash);
  graft_dataset_free(both);
  if (has_smiles()) {
    graft_dataset* other = molecules(FLASH, 2);
    REFUSED(graft_dataset_concat(first, other, &both), GRAFT_ERROR_DATA, "molecules");
    CHECK(both == NULL);
    graft_dataset_free(other);
  }
  graft_dataset_free(second);
  graft_dataset_free(first);
}

int main(void) {
  RUN(texts_as_bytes_are_the_texts_as_pointers);
  RUN(offsets_that_cannot_be_are_named);
  RUN(floats_are_the_same_values);
  RUN(a_model_of_formulas_takes_them_as_bytes);
  RUN(sets_are_joined);
  return checks_done();
}
