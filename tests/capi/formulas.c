/* Compositions from chemical formulas. */
#include "samples.h"

/* Band gaps in eV, rounded. */
static const struct {
  const char* formula;
  double gap;
} oxide[SAMPLES] = {
    {"TiO2", 3.2}, {"ZnO", 3.3},   {"Fe2O3", 2.1}, {"Cu2O", 2.1},   {"Al2O3", 8.8}, {"MgO", 7.8},
    {"SnO2", 3.6}, {"In2O3", 3.0}, {"NiO", 3.8},   {"SrTiO3", 3.2}, {"CeO2", 3.2},  {"Ga2O3", 4.8},
    {"CaO", 7.0},  {"WO3", 2.8},   {"CdO", 2.2},   {"BeO", 10.6},
};

static graft_dataset* oxides(property which, int64_t rows) {
  const char* formulas[SAMPLES] = {NULL};
  double gaps[SAMPLES] = {0};
  graft_dataset* set = NULL;
  (void)which;
  for (int64_t i = 0; i < rows; ++i) {
    formulas[i] = oxide[i].formula;
    gaps[i] = oxide[i].gap;
  }
  OK(graft_dataset_from_formulas(NULL, formulas, rows, gaps, NULL, &set));
  return set;
}

static void the_id_of_a_composition_is_its_formula(void) {
  graft_dataset *set = oxides(FLASH, SAMPLES), *part = NULL;
  const int64_t rows[] = {9, 0};
  char id[16];
  double target = 0;
  CHECK(graft_dataset_rows(set) == SAMPLES && graft_dataset_labelled(set) == SAMPLES);
  OK(graft_dataset_id(set, 9, id, sizeof id, NULL));
  CHECK(strcmp(id, "SrTiO3") == 0);
  OK(graft_dataset_select(set, rows, 2, &part));
  OK(graft_dataset_id(part, 1, id, sizeof id, NULL));
  CHECK(strcmp(id, "TiO2") == 0);
  graft_dataset_free(part);
  OK(graft_dataset_select(set, rows, 1, &part));
  OK(graft_dataset_targets(part, &target, 1));
  CHECK(target == 3.2);
  graft_dataset_free(part);
  graft_dataset_free(set);
}

static void a_model_sees_fractions_not_the_way_they_are_written(void) {
  static const char* const once[] = {"Fe2O3", "Ba0.5Sr0.5TiO3", "CuSO4*5H2O"};
  static const char* const again[] = {"O6 Fe4", "(BaSr)Ti2O6", "CuSO4(H2O)5"};
  graft_model* model = fitted(fitter_of("gate", tiny(), oxides));
  graft_dataset *a = NULL, *b = NULL, *rest = NULL;
  double mean_a[3], mean_b[3];
  OK(graft_dataset_from_formulas(NULL, once, 3, NULL, NULL, &a));
  OK(graft_dataset_from_formulas(NULL, again, 3, NULL, NULL, &b));
  CHECK(graft_dataset_labelled(a) == 0);
  OK(graft_model_predict(model, a, NULL, mean_a, NULL, NULL, 3));
  OK(graft_model_predict(model, b, NULL, mean_b, NULL, NULL, 3));
  CHECK(same_bits(mean_a, mean_b, 3));
  CHECK(mean_a[0] != mean_a[1]);
  OK(graft_dataset_without(a, b, &rest));
  CHECK(graft_dataset_rows(rest) == 0);
  graft_dataset_free(a);
  graft_dataset_free(b);
  graft_dataset_free(rest);
  graft_model_free(model);
}

static void a_bad_formula_is_refused_or_left_out(void) {
  static const char* const mixed[] = {"TiO2", "TiOx", "ZnO", "CuSO4.5H2O", "MgO"};
  const double targets[] = {1, 2, INFINITY, 4, 5};
  graft_dataset* set = NULL;
  graft_options* options = NULL;
  int64_t rows[2] = {0};
  char text[200];
  REFUSED(graft_dataset_from_formulas(NULL, mixed, 5, NULL, NULL, &set), GRAFT_ERROR_DATA,
          "row 1|'TiOx'|character 4|variables");
  REFUSED(graft_dataset_from_formulas(NULL, mixed + 2, 1, targets + 2, NULL, &set),
          GRAFT_ERROR_DATA, "row 0|target|infinite");
  CHECK(set == NULL);
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "strict", 0));
  OK(graft_dataset_from_formulas(NULL, mixed, 5, targets, options, &set));
  CHECK(graft_dataset_rows(set) == 2 && graft_dataset_skipped(set) == 3);
  OK(graft_dataset_input_rows(set, rows, 2));
  CHECK(rows[0] == 0 && rows[1] == 4);
  OK(graft_dataset_id(set, 1, text, sizeof text, NULL));
  CHECK(strcmp(text, "MgO") == 0);
  OK(graft_dataset_skipped_reason(set, 2, text, sizeof text, NULL));
  CHECK(strstr(text, "row 3") && strstr(text, "CuSO4.5H2O"));
  graft_options_free(options);
  graft_dataset_free(set);
}

static void absent_arrays_and_texts_are_named(void) {
  static const char* const holes[] = {"TiO2", NULL};
  graft_dataset* set = NULL;
  REFUSED(graft_dataset_from_formulas(NULL, NULL, 2, NULL, NULL, &set), GRAFT_ERROR_ARGUMENT,
          "formulas");
  REFUSED(graft_dataset_from_formulas(NULL, holes, 2, NULL, NULL, &set), GRAFT_ERROR_ARGUMENT,
          "formulas[1]");
  REFUSED(graft_dataset_from_formulas(NULL, holes, -1, NULL, NULL, &set), GRAFT_ERROR_ARGUMENT,
          "rows|-1");
  REFUSED(graft_dataset_from_formulas(NULL, holes, 1, NULL, NULL, NULL), GRAFT_ERROR_ARGUMENT,
          "out");
  CHECK(set == NULL);
  OK(graft_dataset_from_formulas(NULL, NULL, 0, NULL, NULL, &set));
  CHECK(graft_dataset_rows(set) == 0);
  graft_dataset_free(set);
}

int main(void) {
  RUN(the_id_of_a_composition_is_its_formula);
  RUN(a_model_sees_fractions_not_the_way_they_are_written);
  RUN(a_bad_formula_is_refused_or_left_out);
  RUN(absent_arrays_and_texts_are_named);
  return checks_done();
}
