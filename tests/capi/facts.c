/* What can be asked by key: methods, data sets, models. */
#include "samples.h"

static void text_is(graft_status status, const char* text, const char* expected) {
  OK(status);
  CHECK(strcmp(text, expected) == 0);
}

static void the_table_of_methods_can_be_fitted_from(void) {
  int found = 0;
  for (int64_t i = 0; i < graft_method_count(); ++i) {
    const char *name = NULL, *meaning = NULL, *options = NULL;
    int64_t least = -9, most = -9;
    OK(graft_method_describe(i, &name, &least, &most, &meaning, &options));
    CHECK(name[0] && meaning[0] && least >= 0 && (most == -1 || most >= least));
    graft_fitter* fitter = NULL;
    OK(graft_fitter_create(NULL, name, NULL, &fitter));
    graft_fitter_free(fitter);
    /* Every key that it reads is one. */
    for (const char* key = options; *key;) {
      char one[64];
      const size_t length = strcspn(key, " ");
      snprintf(one, sizeof one, "%.*s", (int)length, key);
      graft_options* set = NULL;
      int64_t needed = 0;
      OK(graft_options_create(&set));
      OK(graft_options_get_text(set, one, NULL, 0, &needed));
      graft_options_free(set);
      key += length + (key[length] == ' ');
    }
    if (strcmp(name, "gate") == 0) found += least == 1 && most == -1;
    if (strcmp(name, "scratch") == 0) found += least == 0 && most == 0;
  }
  CHECK(found == 2);
  REFUSED(graft_method_describe(graft_method_count(), NULL, NULL, NULL, NULL, NULL),
          GRAFT_ERROR_ARGUMENT, "index");
}

static void a_data_set_tells_its_facts(void) {
  static const char* const names[] = {"carbon", "nitrogen", "oxygen", "rings"};
  graft_dataset *set = vectors(FLASH, SAMPLES), *part = NULL;
  char text[64], other[64];
  int64_t value = 0;
  text_is(graft_dataset_get_text(set, "input", text, sizeof text, NULL), text, "features");
  text_is(graft_dataset_get_text(set, "property", text, sizeof text, NULL), text, "flash point");
  text_is(graft_dataset_get_text(set, "unit", text, sizeof text, NULL), text, "K");
  OK(graft_dataset_get_int(set, "columns", &value));
  CHECK(value == FEATURES);
  OK(graft_dataset_get_int(set, "rows", &value));
  CHECK(value == SAMPLES);
  REFUSED(graft_dataset_get_int(set, "unit", &value), GRAFT_ERROR_ARGUMENT, "unit|text");
  CHECK(value == 0);
  REFUSED(graft_dataset_get_text(set, "proprety", text, sizeof text, NULL), GRAFT_ERROR_ARGUMENT,
          "proprety|property");

  text_is(graft_dataset_column(set, 2, text, sizeof text, NULL), text, "");
  OK(graft_dataset_get_text(set, "checksum", text, sizeof text, NULL));
  OK(graft_dataset_set_columns(set, names, FEATURES));
  OK(graft_dataset_get_text(set, "checksum", other, sizeof other, NULL));
  CHECK(strcmp(text, other) != 0);
  text_is(graft_dataset_column(set, 2, text, sizeof text, NULL), text, "oxygen");
  OK(graft_dataset_select(set, (const int64_t[]){1, 2}, 2, &part));
  text_is(graft_dataset_column(part, 3, text, sizeof text, NULL), text, "rings");
  OK(graft_dataset_get_int(part, "repeated", &value));
  CHECK(value == 0);
  graft_dataset_free(part);
  OK(graft_dataset_select(set, (const int64_t[]){1, 2, 1, 0, 1}, 5, &part));
  OK(graft_dataset_get_int(part, "repeated", &value));
  CHECK(value == 2);
  const char* const twice[] = {"a", "b", "a", "c"};
  REFUSED(graft_dataset_set_columns(set, twice, FEATURES), GRAFT_ERROR_DATA, "'a'");
  REFUSED(graft_dataset_set_columns(set, names, 3), GRAFT_ERROR_ARGUMENT, "cols|3");

  for (int64_t i = 0; i < graft_dataset_fact_count(set); ++i) {
    const char *key = NULL, *type = NULL;
    OK(graft_dataset_fact(set, i, &key, &type));
    if (strcmp(type, "text") == 0) OK(graft_dataset_get_text(set, key, text, sizeof text, NULL));
    if (strcmp(type, "int") == 0) OK(graft_dataset_get_int(set, key, &value));
  }
  graft_dataset_free(part);
  graft_dataset_free(set);
}

/* As the header lists them. */
static void a_set_and_its_model_tell_what_they_hold(void) {
  static const struct {
    const char *input, *kind, *row;
  } sets[] = {{"smiles", "molecules", "CCO"},
              {"formulas", "features", "CaO"},
              {"features", "features", NULL},
              {"graphs", "graphs", NULL}};
  static const char* const texts[] = {"method", "input", "kind", "property", "unit", "featuriser"};
  static const char* const numbers[] = {"columns", "covariates", "members", "parameters",
                                        "target_rows", "noise_sd", "scores.held_out_rmse"};
  const double x[4] = {1, 2, 3, 4}, y[4] = {1, 2, 1, 4};
  const int64_t ends[5] = {0, 1, 2, 3, 4}, none[5] = {0};
  for (int i = has_smiles() ? 0 : 1; i < 4; ++i) {
    const char* rows[4] = {sets[i].row, i ? "NaCl" : "C", i ? "MgO" : "CC", i ? "KBr" : "CO"};
    graft_dataset* set = NULL;
    graft_fitter* fitter = NULL;
    graft_model* model = NULL;
    graft_options* options = tiny();
    char text[64];
    double number;
    if (i == 0) OK(graft_dataset_from_smiles(NULL, rows, 4, y, NULL, &set));
    if (i == 1) OK(graft_dataset_from_formulas(NULL, rows, 4, y, NULL, &set));
    if (i == 2) OK(graft_dataset_from_features(NULL, x, 4, 1, 1, 1, y, NULL, &set));
    if (i == 3)
      OK(graft_dataset_from_graphs(NULL, 4, ends, x, 1, none, NULL, NULL, 0, y, NULL, &set));
    OK(graft_fitter_create(NULL, "scratch", options, &fitter));
    OK(graft_fitter_set_target(fitter, set));
    OK(graft_fitter_fit(fitter, &model));
    text_is(graft_dataset_get_text(set, "input", text, sizeof text, NULL), text, sets[i].input);
    text_is(graft_dataset_get_text(set, "kind", text, sizeof text, NULL), text, sets[i].kind);
    text_is(graft_model_get_text(model, "input", text, sizeof text, NULL), text, sets[i].input);
    text_is(graft_model_get_text(model, "kind", text, sizeof text, NULL), text, sets[i].kind);
    OK(graft_model_get_text(model, "featuriser", text, sizeof text, NULL));
    CHECK((text[0] != 0) == (i == 0));
    for (size_t k = 0; k < sizeof texts / sizeof *texts; ++k)
      OK(graft_model_get_text(model, texts[k], text, sizeof text, NULL));
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; ++k)
      OK(graft_model_get_double(model, numbers[k], &number));
    graft_model_free(model);
    graft_fitter_free(fitter);
    graft_options_free(options);
    graft_dataset_free(set);
  }
}

static graft_model* ridge(const graft_dataset* set, int64_t seed) {
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  graft_options* options = tiny();
  OK(graft_options_set_int(options, "seed", seed));
  OK(graft_fitter_create(NULL, "ridge", options, &fitter));
  OK(graft_fitter_set_target(fitter, set));
  OK(graft_fitter_fit(fitter, &model));
  graft_options_free(options);
  graft_fitter_free(fitter);
  return model;
}

static void a_model_tells_its_facts(void) {
  static const char* const names[] = {"carbon", "nitrogen", "oxygen", "rings"};
  graft_dataset* set = vectors(FLASH, SAMPLES);
  OK(graft_dataset_set_columns(set, names, FEATURES));
  graft_model* model = ridge(set, 100000);
  char text[64];
  int64_t value = 0;
  double number = 0;
  text_is(graft_model_get_text(model, "method", text, sizeof text, NULL), text, "ridge");
  text_is(graft_model_get_text(model, "input", text, sizeof text, NULL), text, "features");
  text_is(graft_model_get_text(model, "property", text, sizeof text, NULL), text, "flash point");
  text_is(graft_model_get_text(model, "ended", text, sizeof text, NULL), text, "finished");
  OK(graft_model_get_int(model, "target_rows", &value));
  CHECK(value == SAMPLES);
  OK(graft_model_get_int(model, "options.seed", &value));
  CHECK(value == 100000);
  OK(graft_model_get_double(model, "options.seed", &number));
  CHECK(number == 100000);
  OK(graft_model_get_double(model, "scores.held_out_rmse", &number));
  CHECK(number > 0);
  OK(graft_model_get_double(model, "noise_sd", &number));
  double noise = 0, x[FEATURES] = {1, 0, 1, 0};
  OK(graft_model_predict_features(model, x, 1, FEATURES, FEATURES, 1, NULL, NULL, NULL, &noise));
  CHECK(number == noise);
  OK(graft_model_get_int(model, "columns", &value));
  CHECK(value == FEATURES);
  text_is(graft_model_column(model, 3, text, sizeof text, NULL), text, "rings");
  REFUSED(graft_model_column(model, FEATURES, text, sizeof text, NULL), GRAFT_ERROR_ARGUMENT,
          "col|4");
  REFUSED(graft_model_get_int(model, "options.sed", &value), GRAFT_ERROR_ARGUMENT,
          "options.sed|options.seed");
  REFUSED(graft_model_get_int(model, "scores.held_out_rmse", &value), GRAFT_ERROR_ARGUMENT,
          "double");

  int64_t texts = 0;
  for (int64_t i = 0; i < graft_model_fact_count(model); ++i) {
    const char *key = NULL, *type = NULL;
    char longer[512];
    OK(graft_model_fact(model, i, &key, &type));
    if (strcmp(type, "text") == 0) {
      OK(graft_model_get_text(model, key, longer, sizeof longer, NULL));
      ++texts;
    }
    if (strcmp(type, "int") == 0) OK(graft_model_get_int(model, key, &value));
    if (strcmp(type, "double") == 0) OK(graft_model_get_double(model, key, &number));
  }
  CHECK(texts > 5);
  graft_model_free(model);
  graft_dataset_free(set);
}

static void integers_stand_as_integers_in_the_json(void) {
  graft_dataset* set = vectors(FLASH, SAMPLES);
  graft_model* model = ridge(set, 100000);
  char info[8192];
  OK(graft_model_info(model, info, sizeof info, NULL));
  CHECK(strstr(info, "100000") && !strstr(info, "1e+05"));
  graft_model_free(model);
  graft_dataset_free(set);
}

static void a_property_that_is_no_utf8_does_not_spoil_the_json(void) {
  graft_dataset* set = vectors(FLASH, SAMPLES);
  OK(graft_dataset_set_property(set, "f\xFF", "\xC3"));
  graft_model* model = ridge(set, 1);
  char info[8192];
  OK(graft_model_info(model, info, sizeof info, NULL));
  CHECK(!strchr(info, '\xFF') && strstr(info, "f\xEF\xBF\xBD"));
  graft_model_free(model);
  graft_dataset_free(set);
}

static void an_error_can_be_copied_and_is_never_cut_inside_a_character(void) {
  char key[4000] = "", copy[4000], small[8];
  while (strlen(key) < 3900) strcat(key, "\xE2\x82\x82");
  graft_options* options = NULL;
  OK(graft_options_create(&options));
  CHECK(graft_options_set_int(options, key, 1) == GRAFT_ERROR_OPTION);
  int64_t needed = 0;
  OK(graft_last_error_copy(copy, sizeof copy, &needed));
  CHECK(strcmp(copy, graft_last_error()) == 0 && needed == (int64_t)strlen(copy));
  CHECK(strstr(copy, "\xE2\x82\x82...'") != NULL);
  OK(graft_last_error_copy(small, sizeof small, &needed));
  CHECK(strncmp(small, copy, 7) == 0 && needed == (int64_t)strlen(copy));
  graft_options_free(options);
}

static int32_t refuse(const void* bytes, int64_t size, void* user) {
  (void)bytes, (void)size;
  return *(int32_t*)user;
}

typedef struct {
  char bytes[200000];
  int64_t size;
} growing;
static int32_t grow(const void* bytes, int64_t size, void* user) {
  growing* g = user;
  if (g->size + size > (int64_t)sizeof g->bytes) return 1;
  memcpy(g->bytes + g->size, bytes, (size_t)size);
  g->size += size;
  return 0;
}

static void a_model_is_written_to_a_function(void) {
  static growing by_function;
  graft_dataset* set = vectors(FLASH, SAMPLES);
  graft_model* model = ridge(set, 1);
  int64_t needed = 0;
  OK(graft_model_save_memory(model, NULL, 0, &needed));
  OK(graft_model_write(model, grow, &by_function));
  CHECK(by_function.size == needed);
  graft_model* again = NULL;
  OK(graft_model_load_memory(NULL, by_function.bytes, by_function.size, &again));
  int32_t answer = -5;
  CHECK(graft_model_write(model, refuse, &answer) == -5);
  answer = 5;
  CHECK(graft_model_write(model, refuse, &answer) == GRAFT_ERROR_IO);
  graft_model_free(again);
  graft_model_free(model);
  graft_dataset_free(set);
}

static void options_are_cloned(void) {
  graft_options *options = tiny(), *copy = NULL;
  char text[32];
  OK(graft_options_clone(options, &copy));
  OK(graft_options_set_int(options, "steps", 7));
  text_is(graft_options_get_text(copy, "steps", text, sizeof text, NULL), text, "60");
  graft_options_free(options);
  graft_options_free(copy);
}

static void the_version_is_a_number_that_grows(void) {
  CHECK(graft_version_number() == GRAFT_VERSION && GRAFT_VERSION >= 200);
}

int main(void) {
  RUN(the_table_of_methods_can_be_fitted_from);
  RUN(a_data_set_tells_its_facts);
  RUN(a_set_and_its_model_tell_what_they_hold);
  RUN(a_model_tells_its_facts);
  RUN(integers_stand_as_integers_in_the_json);
  RUN(a_property_that_is_no_utf8_does_not_spoil_the_json);
  RUN(an_error_can_be_copied_and_is_never_cut_inside_a_character);
  RUN(a_model_is_written_to_a_function);
  RUN(options_are_cloned);
  RUN(the_version_is_a_number_that_grows);
  return checks_done();
}
