/* Arrays that cannot be used: lengths, strides, values, indices, offsets. */
#include "samples.h"

static graft_dataset* set; /* every call here must leave it NULL */

static void wrong_sizes_and_zero_strides_are_refused(void) {
  const double x[] = {1, 2, 3, 4};
  REFUSED(graft_dataset_from_features(NULL, x, -1, 2, 2, 1, NULL, NULL, &set), GRAFT_ERROR_ARGUMENT,
          "rows|-1");
  REFUSED(graft_dataset_from_features(NULL, x, 2, 0, 2, 1, NULL, NULL, &set), GRAFT_ERROR_ARGUMENT,
          "cols|0");
  REFUSED(graft_dataset_from_features(NULL, x, 2, 2, 0, 1, NULL, NULL, &set), GRAFT_ERROR_ARGUMENT,
          "row_stride|0");
  REFUSED(graft_dataset_from_features(NULL, x, 2, 2, 2, 0, NULL, NULL, &set), GRAFT_ERROR_ARGUMENT,
          "col_stride|0");
  CHECK(set == NULL);
}

static void values_that_are_not_finite_name_row_and_column(void) {
  const double x[] = {1, 2, 3, NAN, 5, 6}, targets[] = {1, NAN, INFINITY};
  graft_options* options = tiny();
  char reason[128];
  REFUSED(graft_dataset_from_features(NULL, x, 3, 2, 2, 1, NULL, NULL, &set), GRAFT_ERROR_DATA,
          "row 1|column 1|nan");
  REFUSED(graft_dataset_from_features(NULL, x + 4, 1, 2, 2, 1, targets + 2, NULL, &set),
          GRAFT_ERROR_DATA, "row 0|target|infinite");
  CHECK(set == NULL);
  OK(graft_options_set_int(options, "strict", 0));
  OK(graft_dataset_from_features(NULL, x, 3, 2, 2, 1, targets, options, &set));
  CHECK(graft_dataset_rows(set) == 1 && graft_dataset_skipped(set) == 2);
  OK(graft_dataset_skipped_reason(set, 0, reason, sizeof reason, NULL));
  CHECK(strstr(reason, "row 1") && strstr(reason, "column 1"));
  graft_options_free(options);
  graft_dataset_free(set);
  set = NULL;
}

static graft_status graphs(const int64_t* atom_offsets, const int64_t* bond_offsets,
                           const int64_t* ends, double atom, double bond) {
  double atoms[8] = {1, 1, 1, 1, 1, 1, 1}, bonds[8] = {1, 1, 1, 1, 1, 1, 1};
  atoms[3] = atom;
  bonds[1] = bond;
  return graft_dataset_from_graphs(NULL, 2, atom_offsets, atoms, 1, bond_offsets, ends, bonds, 1,
                                   NULL, NULL, &set);
}

static void graphs_that_are_none_are_left_out_whole_if_asked(void) {
  enum { GRAPHS = 6 };
  /* Fine; without an atom; a loop; no number; beyond 1e30; an infinite target. */
  const int64_t atoms[] = {0, 2, 2, 4, 6, 8, 10}, bonds[] = {0, 1, 1, 2, 3, 4, 5};
  const int64_t ends[] = {0, 1, 1, 1, 0, 1, 0, 1, 0, 1}, late[] = {1, 2, 2, 4, 6, 8, 10};
  const double of_atoms[] = {1, 1, 1, 1, NAN, 1, 1, 2e30, 1, 1}, of_bonds[] = {1, 1, 1, 1, 1};
  const double targets[] = {1, 1, 1, 1, 1, INFINITY};
  graft_options* options = tiny();
  char reason[128];
  int64_t rows[GRAPHS - 1];
  OK(graft_options_set_int(options, "strict", 0));
  OK(graft_dataset_from_graphs(NULL, GRAPHS, atoms, of_atoms, 1, bonds, ends, of_bonds, 1, targets,
                               options, &set));
  CHECK(graft_dataset_rows(set) == 1 && graft_dataset_skipped(set) == GRAPHS - 1);
  OK(graft_dataset_skipped_rows(set, rows, GRAPHS - 1));
  for (int i = 0; i < GRAPHS - 1; ++i) CHECK(rows[i] == i + 1);
  OK(graft_dataset_skipped_reason(set, 3, reason, sizeof reason, NULL));
  CHECK(strstr(reason, "2e+30") != NULL);
  graft_dataset_free(set);
  set = NULL;
  REFUSED(graft_dataset_from_graphs(NULL, GRAPHS, late, of_atoms, 1, bonds, ends, of_bonds, 1,
                                    targets, options, &set),
          GRAFT_ERROR_DATA, "atom_offsets[0]");
  graft_options_free(options);
}

static void graphs_that_are_none_name_the_graph_and_the_bond(void) {
  const int64_t atoms[] = {0, 2, 4}, bonds[] = {0, 1, 2}, ends[] = {0, 1, 0, 1};
  const int64_t late[] = {1, 2, 4}, empty[] = {0, 0, 4}, falling[] = {0, 5, 0};
  const int64_t outside[] = {0, 1, 0, 2}, negative[] = {0, 1, -1, 0}, loop[] = {0, 1, 1, 1};
  OK(graphs(atoms, bonds, ends, 1, 1));
  graft_dataset_free(set);
  REFUSED(graphs(late, bonds, ends, 1, 1), GRAFT_ERROR_DATA, "atom_offsets[0]|1");
  REFUSED(graphs(empty, bonds, ends, 1, 1), GRAFT_ERROR_DATA, "graph 0|atom_offsets");
  REFUSED(graphs(falling, bonds, ends, 1, 1), GRAFT_ERROR_DATA, "graph 1|atom_offsets");
  REFUSED(graphs(atoms, falling, NULL, 1, 1), GRAFT_ERROR_DATA, "graph 1|bond_offsets");
  REFUSED(graphs(atoms, bonds, outside, 1, 1), GRAFT_ERROR_DATA, "bond_atoms|graph 1|2");
  REFUSED(graphs(atoms, bonds, negative, 1, 1), GRAFT_ERROR_DATA, "bond_atoms|graph 1|-1");
  REFUSED(graphs(atoms, bonds, loop, 1, 1), GRAFT_ERROR_DATA, "bond_atoms|graph 1|1 and 1");
  REFUSED(graphs(atoms, bonds, ends, NAN, 1), GRAFT_ERROR_DATA, "atom_features|row 3|column 0");
  REFUSED(graphs(atoms, bonds, ends, 1, INFINITY), GRAFT_ERROR_DATA, "bond_features|row 1");
  CHECK(set == NULL);
}

static void an_index_out_of_range_is_refused(void) {
  graft_dataset* all = vectors(FLASH, 4);
  const int64_t rows[] = {0, 4}, below[] = {-1};
  char text[8] = "old";
  int64_t needed = 9;
  REFUSED(graft_dataset_select(all, rows, 2, &set), GRAFT_ERROR_ARGUMENT, "rows[1]|4|[0, 4)");
  REFUSED(graft_dataset_select(all, below, 1, &set), GRAFT_ERROR_ARGUMENT, "rows[0]|-1");
  REFUSED(graft_dataset_select(all, rows, -1, &set), GRAFT_ERROR_ARGUMENT, "count|-1");
  CHECK(set == NULL);
  REFUSED(graft_dataset_id(all, 4, text, sizeof text, &needed), GRAFT_ERROR_ARGUMENT, "row|4");
  CHECK(text[0] == '\0' && needed == 0);
  REFUSED(graft_dataset_id(all, -1, text, sizeof text, &needed), GRAFT_ERROR_ARGUMENT, "row|-1");
  REFUSED(graft_dataset_scaffold(all, 7, text, 8, &needed), GRAFT_ERROR_ARGUMENT, "row|7");
  REFUSED(graft_dataset_scaffold(all, 0, text, 8, &needed), GRAFT_ERROR_UNSUPPORTED, "SMILES");
  REFUSED(graft_dataset_skipped_reason(all, 0, text, 8, &needed), GRAFT_ERROR_ARGUMENT, "index|0");
  graft_dataset_free(all);
}

static void splits_check_their_arguments(void) {
  graft_dataset* all = vectors(FLASH, 4);
  int32_t part[] = {9, 9, 9, 9};
  REFUSED(graft_split_random(all, 1.5, 0, part, 4), GRAFT_ERROR_ARGUMENT, "test_fraction|1.5");
  CHECK(part[0] == 0 && part[3] == 0);
  REFUSED(graft_split_random(all, NAN, 0, part, 4), GRAFT_ERROR_ARGUMENT, "test_fraction|nan");
  REFUSED(graft_split_random(all, 0.5, 0, part, 3), GRAFT_ERROR_ARGUMENT, "rows|3|4");
  REFUSED(graft_split_kfold(all, 1, 0, part, 4), GRAFT_ERROR_ARGUMENT, "folds|1|[2, 4]");
  REFUSED(graft_split_kfold(all, 5, 0, part, 4), GRAFT_ERROR_ARGUMENT, "folds|5|[2, 4]");
  REFUSED(graft_split_scaffold(all, 0.5, 0, part, 4), GRAFT_ERROR_UNSUPPORTED, "SMILES");
  REFUSED(graft_split_scaffold_ordered(all, 0.5, part, 4), GRAFT_ERROR_UNSUPPORTED, "SMILES");
  graft_dataset_free(all);
}

static void outputs_of_a_model_check_their_shape(void) {
  graft_model* model = fitted(fitter_of("scratch", tiny(), vectors));
  graft_dataset* all = vectors(FLASH, 4);
  double out[5 * 16] = {7, 7, 7}, x[2 * FEATURES] = {0};
  int64_t cols = 9;
  REFUSED(graft_model_predict(model, all, NULL, out, NULL, NULL, 3), GRAFT_ERROR_ARGUMENT,
          "rows|3|4");
  CHECK(out[0] == 0 && out[2] == 0);
  REFUSED(graft_model_predict_features(model, x, 2, FEATURES, 0, 1, NULL, out, NULL, NULL),
          GRAFT_ERROR_ARGUMENT, "row_stride|0");
  REFUSED(graft_model_predict_features(model, x, 2, FEATURES, FEATURES, 0, NULL, out, NULL, NULL),
          GRAFT_ERROR_ARGUMENT, "col_stride|0");
  REFUSED(graft_model_predict_features(model, x, 2, 3, 3, 1, NULL, out, NULL, NULL),
          GRAFT_ERROR_DATA, "3|4");
  REFUSED(graft_model_predict_features(model, x, -2, 3, 3, 1, NULL, out, NULL, NULL),
          GRAFT_ERROR_ARGUMENT, "rows|-2");
  out[0] = 7;
  REFUSED(graft_model_embed(model, all, "embedding", 0, out, 4, 15, 16, 1), GRAFT_ERROR_ARGUMENT,
          "cols|15|16");
  REFUSED(graft_model_embed(model, all, "embedding", 0, out, 5, 16, 16, 1), GRAFT_ERROR_ARGUMENT,
          "rows|5|4");
  REFUSED(graft_model_embed(model, all, "embedding", 0, out, 4, 16, 0, 1), GRAFT_ERROR_ARGUMENT,
          "row_stride|0");
  REFUSED(graft_model_embed(model, all, "embedding", 0, out, 4, 16, 16, 0), GRAFT_ERROR_ARGUMENT,
          "col_stride|0");
  REFUSED(graft_model_embed(model, all, "latent", 1, out, 4, 8, 8, 1), GRAFT_ERROR_ARGUMENT,
          "task|1|[0, 1)");
  CHECK(out[0] == 0);
  REFUSED(graft_model_embed_cols(model, "weights", &cols), GRAFT_ERROR_ARGUMENT,
          "what|'weights'|embedding, latent or frame");
  CHECK(cols == 0);
  REFUSED(graft_model_embed_cols(model, "frame", &cols), GRAFT_ERROR_UNSUPPORTED, "frame|gate");
  graft_dataset_free(all);
  graft_model_free(model);
}

static void an_empty_set_is_a_set(void) {
  double none = 0;
  int32_t part = 0;
  graft_model* model = fitted(fitter_of("scratch", tiny(), vectors));
  OK(graft_dataset_from_features(NULL, NULL, 0, FEATURES, FEATURES, 1, NULL, NULL, &set));
  CHECK(graft_dataset_rows(set) == 0 && graft_dataset_labelled(set) == 0);
  OK(graft_model_predict(model, set, NULL, &none, NULL, NULL, 0));
  OK(graft_split_random(set, 0.5, 0, &part, 0));
  OK(graft_dataset_set_targets(set, NULL, 0));
  OK(graft_dataset_set_ids(set, NULL, 0));
  graft_dataset_free(set);
  OK(graft_dataset_from_graphs(NULL, 0, NULL, NULL, 1, NULL, NULL, NULL, 1, NULL, NULL, &set));
  graft_dataset_free(set);
  set = NULL;
  graft_model_free(model);
}

int main(void) {
  RUN(wrong_sizes_and_zero_strides_are_refused);
  RUN(values_that_are_not_finite_name_row_and_column);
  RUN(graphs_that_are_none_are_left_out_whole_if_asked);
  RUN(graphs_that_are_none_name_the_graph_and_the_bond);
  RUN(an_index_out_of_range_is_refused);
  RUN(splits_check_their_arguments);
  RUN(outputs_of_a_model_check_their_shape);
  RUN(an_empty_set_is_a_set);
  return checks_done();
}
