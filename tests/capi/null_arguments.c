/* NULL for every pointer of every function: a status that names the argument, or, where the header
 * says so, a default. */
#include "samples.h"

#define NULL_NAMED(call, name) REFUSED(call, GRAFT_ERROR_ARGUMENT, name ": is NULL")

static graft_options* options;
static graft_dataset *set, *made;
static char text[64];
static int64_t needed;

static void options_name_what_is_null(void) {
  NULL_NAMED(graft_options_create(NULL), "out");
  NULL_NAMED(graft_options_set_int(NULL, "depth", 1), "options");
  NULL_NAMED(graft_options_set_int(options, NULL, 1), "key");
  NULL_NAMED(graft_options_set_double(NULL, "clip", 1), "options");
  NULL_NAMED(graft_options_set_double(options, NULL, 1), "key");
  NULL_NAMED(graft_options_set_string(NULL, "pooling", "sum"), "options");
  NULL_NAMED(graft_options_set_string(options, NULL, "sum"), "key");
  NULL_NAMED(graft_options_set_string(options, "pooling", NULL), "value");
  NULL_NAMED(graft_options_set_text(NULL, "depth", "1"), "options");
  NULL_NAMED(graft_options_set_text(options, NULL, "1"), "key");
  NULL_NAMED(graft_options_set_text(options, "depth", NULL), "text");
  NULL_NAMED(graft_options_get_text(NULL, "depth", text, 64, &needed), "options");
  NULL_NAMED(graft_options_get_text(options, NULL, text, 64, &needed), "key");
  OK(graft_options_get_text(options, "depth", NULL, 0, NULL));
  graft_options* copy = NULL;
  NULL_NAMED(graft_options_clone(NULL, &copy), "options");
  NULL_NAMED(graft_options_clone(options, NULL), "out");
  OK(graft_last_error_copy(NULL, 0, NULL));
  OK(graft_method_describe(0, NULL, NULL, NULL, NULL, NULL));
  OK(graft_option_describe(0, NULL, NULL, NULL, NULL, NULL));
  CHECK(graft_has_feature(NULL) == 0);
}

static void contexts_name_what_is_null(void) {
  NULL_NAMED(graft_context_create(NULL, NULL), "out");
  NULL_NAMED(graft_context_set_log(NULL, NULL, NULL), "context");
  graft_context_free(NULL);
}

static void sources_of_data_name_what_is_null(void) {
  const char* smiles[] = {"CCO", NULL};
  const double x[] = {1, 2};
  const int64_t atoms[] = {0, 2}, bonds[] = {0, 1}, ends[] = {0, 1};
  if (has_smiles()) {
    NULL_NAMED(graft_dataset_from_smiles(NULL, NULL, 2, x, NULL, &made), "smiles");
    NULL_NAMED(graft_dataset_from_smiles(NULL, smiles, 2, NULL, NULL, &made), "smiles[1]");
    NULL_NAMED(graft_dataset_from_smiles(NULL, smiles, 1, NULL, NULL, NULL), "out");
  }
  NULL_NAMED(graft_dataset_from_features(NULL, NULL, 2, 1, 1, 1, NULL, NULL, &made), "x");
  NULL_NAMED(graft_dataset_from_features(NULL, x, 2, 1, 1, 1, NULL, NULL, NULL), "out");
  NULL_NAMED(graft_dataset_from_graphs(NULL, 1, NULL, x, 1, bonds, ends, x, 1, NULL, NULL, &made),
             "atom_offsets");
  NULL_NAMED(
      graft_dataset_from_graphs(NULL, 1, atoms, NULL, 1, bonds, ends, x, 1, NULL, NULL, &made),
      "atom_features");
  NULL_NAMED(graft_dataset_from_graphs(NULL, 1, atoms, x, 1, NULL, ends, x, 1, NULL, NULL, &made),
             "bond_offsets");
  NULL_NAMED(graft_dataset_from_graphs(NULL, 1, atoms, x, 1, bonds, NULL, x, 1, NULL, NULL, &made),
             "bond_atoms");
  NULL_NAMED(
      graft_dataset_from_graphs(NULL, 1, atoms, x, 1, bonds, ends, NULL, 1, NULL, NULL, &made),
      "bond_features");
  NULL_NAMED(graft_dataset_from_graphs(NULL, 1, atoms, x, 1, bonds, ends, x, 1, NULL, NULL, NULL),
             "out");
  NULL_NAMED(graft_dataset_from_features_f32(NULL, NULL, 2, 1, 1, 1, NULL, NULL, &made), "x");
  NULL_NAMED(graft_dataset_from_texts(NULL, NULL, "Si", atoms, 1, NULL, NULL, &made), "input");
  NULL_NAMED(graft_dataset_from_texts(NULL, "formulas", NULL, atoms, 1, NULL, NULL, &made),
             "bytes");
  NULL_NAMED(graft_dataset_from_texts(NULL, "formulas", "Si", NULL, 1, NULL, NULL, &made),
             "offsets");
  NULL_NAMED(graft_dataset_from_texts(NULL, "formulas", "Si", atoms, 1, NULL, NULL, NULL), "out");
  NULL_NAMED(graft_dataset_from_csv(NULL, NULL, "features", "*", NULL, NULL, NULL, &made), "path");
  NULL_NAMED(graft_dataset_from_csv(NULL, "a.csv", "features", "*", NULL, NULL, NULL, NULL), "out");
  NULL_NAMED(graft_dataset_from_csv(NULL, "a.csv", NULL, "*", NULL, NULL, NULL, &made), "input");
  NULL_NAMED(graft_dataset_from_csv(NULL, "a.csv", "features", NULL, NULL, NULL, NULL, &made),
             "columns");
  REFUSED(graft_dataset_from_csv(NULL, "a.csv", "smile", "s", NULL, NULL, NULL, &made),
          GRAFT_ERROR_ARGUMENT, "input|'smile'|smiles, formulas or features");
  CHECK(made == NULL);
}

static void data_sets_name_what_is_null(void) {
  const double y[] = {1, 2, 3, 4};
  const char* ids[] = {"a", "b", NULL, "d"};
  const int64_t rows[] = {0};
  const int32_t part[] = {0, 0, 1, 1};
  NULL_NAMED(graft_dataset_select(NULL, rows, 1, &made), "dataset");
  NULL_NAMED(graft_dataset_select(set, NULL, 1, &made), "rows");
  NULL_NAMED(graft_dataset_select(set, rows, 1, NULL), "out");
  NULL_NAMED(graft_dataset_select_part(NULL, part, 0, &made), "dataset");
  NULL_NAMED(graft_dataset_select_part(set, NULL, 0, &made), "part");
  NULL_NAMED(graft_dataset_select_part(set, part, 0, NULL), "out");
  NULL_NAMED(graft_dataset_without(NULL, set, &made), "dataset");
  NULL_NAMED(graft_dataset_without(set, NULL, &made), "other");
  NULL_NAMED(graft_dataset_without(set, set, NULL), "out");
  NULL_NAMED(graft_dataset_distances(NULL, set, NULL, NULL, 4), "dataset");
  NULL_NAMED(graft_dataset_distances(set, NULL, NULL, NULL, 4), "reference");
  CHECK(made == NULL);
  NULL_NAMED(graft_dataset_set_targets(NULL, y, 4), "dataset");
  NULL_NAMED(graft_dataset_set_targets(set, NULL, 4), "targets");
  NULL_NAMED(graft_dataset_set_ids(NULL, ids, 4), "dataset");
  NULL_NAMED(graft_dataset_set_ids(set, NULL, 4), "ids");
  NULL_NAMED(graft_dataset_set_ids(set, ids, 4), "ids[2]");
  NULL_NAMED(graft_dataset_set_property(NULL, "a", "b"), "dataset");
  NULL_NAMED(graft_dataset_set_ids_texts(NULL, "ab", rows, 0), "dataset");
  NULL_NAMED(graft_dataset_set_ids_texts(set, "ab", NULL, 4), "offsets");
  NULL_NAMED(graft_dataset_set_columns(NULL, ids, 4), "dataset");
  NULL_NAMED(graft_dataset_set_columns(set, NULL, FEATURES), "names");
  NULL_NAMED(graft_dataset_append_features_f32(NULL, NULL, 4, 1, 1, 1, &made), "dataset");
  NULL_NAMED(graft_dataset_append_features_f32(set, NULL, 4, 1, 1, 1, &made), "x");
  NULL_NAMED(graft_dataset_concat(NULL, set, &made), "a");
  NULL_NAMED(graft_dataset_concat(set, NULL, &made), "b");
  NULL_NAMED(graft_dataset_concat(set, set, NULL), "out");
  NULL_NAMED(graft_dataset_skipped_rows(NULL, NULL, 0), "dataset");
  OK(graft_dataset_skipped_rows(set, NULL, 0));
  NULL_NAMED(graft_dataset_features(NULL, NULL, 4, FEATURES, FEATURES, 1), "dataset");
  OK(graft_dataset_features(set, NULL, 4, FEATURES, FEATURES, 1));
  NULL_NAMED(graft_dataset_features_f32(NULL, NULL, 4, FEATURES, FEATURES, 1), "dataset");
  NULL_NAMED(graft_dataset_smiles(NULL, 0, text, 64, &needed), "dataset");
  NULL_NAMED(graft_dataset_column(NULL, 0, text, 64, &needed), "dataset");
  NULL_NAMED(graft_dataset_texts(NULL, "ids", NULL, 0, NULL, 4, NULL), "dataset");
  NULL_NAMED(graft_dataset_texts(set, NULL, NULL, 0, NULL, 4, NULL), "what");
  OK(graft_dataset_texts(set, "ids", NULL, 0, NULL, 4, NULL));
  NULL_NAMED(graft_dataset_get_text(NULL, "unit", text, 64, NULL), "dataset");
  NULL_NAMED(graft_dataset_get_text(set, NULL, text, 64, NULL), "key");
  NULL_NAMED(graft_dataset_get_int(NULL, "rows", NULL), "dataset");
  OK(graft_dataset_get_int(set, "rows", NULL));
  NULL_NAMED(graft_dataset_fact(NULL, 0, NULL, NULL), "dataset");
  CHECK(graft_dataset_fact_count(NULL) == 0);
  CHECK(graft_dataset_rows(NULL) == 0 && graft_dataset_labelled(NULL) == 0);
  CHECK(graft_dataset_skipped(NULL) == 0);
  NULL_NAMED(graft_dataset_skipped_reason(NULL, 0, text, 64, &needed), "dataset");
  NULL_NAMED(graft_dataset_targets(NULL, NULL, 4), "dataset");
  OK(graft_dataset_targets(set, NULL, 4));
  NULL_NAMED(graft_dataset_input_rows(NULL, NULL, 4), "dataset");
  OK(graft_dataset_input_rows(set, NULL, 4));
  NULL_NAMED(graft_dataset_id(NULL, 0, text, 64, &needed), "dataset");
  OK(graft_dataset_id(set, 0, NULL, 64, NULL));
  NULL_NAMED(graft_dataset_scaffold(NULL, 0, text, 64, &needed), "dataset");
}

static void splits_name_what_is_null(void) {
  int32_t part[4];
  NULL_NAMED(graft_split_random(NULL, 0.5, 0, part, 4), "dataset");
  NULL_NAMED(graft_split_random(set, 0.5, 0, NULL, 4), "part");
  NULL_NAMED(graft_split_scaffold(NULL, 0.5, 0, part, 4), "dataset");
  NULL_NAMED(graft_split_scaffold(set, 0.5, 0, NULL, 4), "part");
  NULL_NAMED(graft_split_scaffold_ordered(NULL, 0.5, part, 4), "dataset");
  NULL_NAMED(graft_split_scaffold_ordered(set, 0.5, NULL, 4), "part");
  NULL_NAMED(graft_split_kfold(NULL, 2, 0, part, 4), "dataset");
  NULL_NAMED(graft_split_kfold(set, 2, 0, NULL, 4), "part");
}

static void fitters_name_what_is_null(void) {
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  NULL_NAMED(graft_fitter_create(NULL, NULL, NULL, &fitter), "method");
  NULL_NAMED(graft_fitter_create(NULL, "scratch", NULL, NULL), "out");
  CHECK(fitter == NULL);
  OK(graft_fitter_create(NULL, "scratch", options, &fitter));
  NULL_NAMED(graft_fitter_set_target(NULL, set), "fitter");
  NULL_NAMED(graft_fitter_set_target(fitter, NULL), "dataset");
  NULL_NAMED(graft_fitter_add_source(NULL, set), "fitter");
  NULL_NAMED(graft_fitter_add_source(fitter, NULL), "dataset");
  NULL_NAMED(graft_fitter_set_unlabelled(NULL, set), "fitter");
  OK(graft_fitter_set_unlabelled(fitter, NULL));
  NULL_NAMED(graft_fitter_set_validation(NULL, set), "fitter");
  OK(graft_fitter_set_validation(fitter, NULL));
  NULL_NAMED(graft_fitter_set_progress(NULL, NULL, NULL), "fitter");
  OK(graft_fitter_set_progress(fitter, NULL, NULL));
  NULL_NAMED(graft_fitter_set_log(NULL, NULL, NULL), "fitter");
  OK(graft_fitter_set_log(fitter, NULL, NULL));
  NULL_NAMED(graft_fitter_fit(NULL, &model), "fitter");
  NULL_NAMED(graft_fitter_fit(fitter, NULL), "out");
  NULL_NAMED(graft_fitter_cancel(NULL), "fitter");
  CHECK(graft_fitter_history_rows(NULL) == 0 && graft_fitter_history_cols(NULL) == 0);
  NULL_NAMED(graft_fitter_history_name(NULL, 0, text, 64, &needed), "fitter");
  REFUSED(graft_fitter_history_name(fitter, -1, text, 64, &needed), GRAFT_ERROR_ARGUMENT, "col|-1");
  REFUSED(graft_fitter_history_name(fitter, 99, text, 64, &needed), GRAFT_ERROR_ARGUMENT, "col|99");
  NULL_NAMED(graft_fitter_history(NULL, NULL, 0, 0, 0, 1), "fitter");
  OK(graft_fitter_history(fitter, NULL, 0, graft_fitter_history_cols(fitter), 1, 1));
  graft_fitter_free(fitter);
}

static void models_name_what_is_null(void) {
  const char* smiles[] = {"CCO", NULL};
  double y[4];
  graft_model *model = fitted(fitter_of("gate", tiny(), vectors)), *loaded = NULL;
  NULL_NAMED(graft_model_predict(NULL, set, NULL, y, NULL, NULL, 4), "model");
  NULL_NAMED(graft_model_predict(model, NULL, NULL, y, NULL, NULL, 4), "dataset");
  NULL_NAMED(graft_model_predict_smiles(NULL, smiles, 1, NULL, y, NULL, NULL), "model");
  NULL_NAMED(graft_model_predict_smiles(model, NULL, 1, NULL, y, NULL, NULL), "smiles");
  NULL_NAMED(graft_model_predict_smiles(model, smiles, 2, NULL, y, NULL, NULL), "smiles[1]");
  NULL_NAMED(graft_model_predict_features(NULL, y, 1, 4, 4, 1, NULL, y, NULL, NULL), "model");
  NULL_NAMED(graft_model_predict_features(model, NULL, 1, 4, 4, 1, NULL, y, NULL, NULL), "x");
  NULL_NAMED(graft_model_predict_features_f32(NULL, NULL, 1, 4, 4, 1, NULL, y, NULL, NULL),
             "model");
  NULL_NAMED(graft_model_predict_texts(NULL, "Si", NULL, 1, NULL, y, NULL, NULL), "model");
  NULL_NAMED(graft_model_write(NULL, NULL, NULL), "function");
  NULL_NAMED(graft_model_get_text(NULL, "unit", text, 64, NULL), "model");
  NULL_NAMED(graft_model_get_text(model, NULL, text, 64, NULL), "key");
  NULL_NAMED(graft_model_get_int(NULL, "members", NULL), "model");
  OK(graft_model_get_int(model, "members", NULL));
  NULL_NAMED(graft_model_get_double(NULL, "noise_sd", NULL), "model");
  OK(graft_model_get_double(model, "noise_sd", NULL));
  NULL_NAMED(graft_model_fact(NULL, 0, NULL, NULL), "model");
  CHECK(graft_model_fact_count(NULL) == 0);
  NULL_NAMED(graft_model_column(NULL, 0, text, 64, NULL), "model");
  NULL_NAMED(graft_model_embed(NULL, set, "latent", 0, NULL, 4, 8, 8, 1), "model");
  NULL_NAMED(graft_model_embed(model, NULL, "latent", 0, NULL, 4, 8, 8, 1), "dataset");
  NULL_NAMED(graft_model_embed(model, set, NULL, 0, NULL, 4, 8, 8, 1), "what");
  OK(graft_model_embed(model, set, "latent", 0, NULL, 4, 8, 8, 1));
  NULL_NAMED(graft_model_embed_cols(NULL, "latent", &needed), "model");
  NULL_NAMED(graft_model_embed_cols(model, NULL, &needed), "what");
  OK(graft_model_embed_cols(model, "latent", NULL));
  NULL_NAMED(graft_model_save(NULL, "unwritten"), "model");
  NULL_NAMED(graft_model_save(model, NULL), "path");
  NULL_NAMED(graft_model_load(NULL, NULL, &loaded), "path");
  NULL_NAMED(graft_model_load(NULL, "unread", NULL), "out");
  NULL_NAMED(graft_model_save_memory(NULL, NULL, 0, &needed), "model");
  OK(graft_model_save_memory(model, NULL, 0, NULL));
  NULL_NAMED(graft_model_load_memory(NULL, NULL, 10, &loaded), "buffer");
  NULL_NAMED(graft_model_load_memory(NULL, y, 8, NULL), "out");
  NULL_NAMED(graft_model_info(NULL, text, 64, &needed), "model");
  OK(graft_model_info(model, NULL, 0, NULL));
  CHECK(loaded == NULL);
  graft_model_free(model);
}

int main(void) {
  options = tiny();
  set = vectors(FLASH, 4);
  RUN(options_name_what_is_null);
  RUN(contexts_name_what_is_null);
  RUN(sources_of_data_name_what_is_null);
  RUN(data_sets_name_what_is_null);
  RUN(splits_name_what_is_null);
  RUN(fitters_name_what_is_null);
  RUN(models_name_what_is_null);
  graft_options_free(options);
  graft_dataset_free(set);
  return checks_done();
}
