/* SMILES that cannot be used, and unusual ones that can. */
#include "samples.h"

static const char* const mixed[] = {"CCO", "C1CC", "", "c1ccccc1", "[Xx]"};

static void a_bad_smiles_is_an_error_with_row_text_and_reason(void) {
  graft_dataset* set = (graft_dataset*)&set;
  REFUSED(graft_dataset_from_smiles(NULL, mixed, 5, NULL, NULL, &set), GRAFT_ERROR_DATA,
          "row 1|'C1CC'|unclosed ring");
  CHECK(set == NULL);
  REFUSED(graft_dataset_from_smiles(NULL, mixed + 2, 1, NULL, NULL, &set), GRAFT_ERROR_DATA,
          "row 0|''|no atom");
  REFUSED(graft_dataset_from_smiles(NULL, mixed + 4, 1, NULL, NULL, &set), GRAFT_ERROR_DATA,
          "row 0|'[Xx]'");
  const char* const valence[] = {"C(C)(C)(C)(C)C"};
  REFUSED(graft_dataset_from_smiles(NULL, valence, 1, NULL, NULL, &set), GRAFT_ERROR_DATA,
          "row 0|valence");
}

static void strict_off_leaves_bad_rows_out_and_tells_why(void) {
  const double targets[] = {1, 2, 3, INFINITY, 5};
  double kept = 0;
  int64_t row = -1, needed = 0;
  char reason[256];
  graft_options* options = NULL;
  graft_dataset* set = NULL;
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "strict", 0));
  OK(graft_dataset_from_smiles(NULL, mixed, 5, targets, options, &set));
  CHECK(graft_dataset_rows(set) == 1 && graft_dataset_skipped(set) == 4);
  OK(graft_dataset_targets(set, &kept, 1));
  OK(graft_dataset_input_rows(set, &row, 1));
  CHECK(kept == 1 && row == 0);
  OK(graft_dataset_skipped_reason(set, 0, reason, sizeof reason, &needed));
  CHECK(strstr(reason, "row 1") && strstr(reason, "'C1CC'") && strstr(reason, "unclosed ring"));
  CHECK(needed == (int64_t)strlen(reason));
  OK(graft_dataset_skipped_reason(set, 2, reason, sizeof reason, NULL));
  CHECK(strstr(reason, "row 3") && strstr(reason, "infinite"));
  REFUSED(graft_dataset_skipped_reason(set, 4, reason, sizeof reason, &needed),
          GRAFT_ERROR_ARGUMENT, "index|4|[0, 4)");
  CHECK(needed == 0 && reason[0] == '\0');
  graft_dataset_free(set);
  graft_options_free(options);
}

static void an_unreadable_smiles_predicts_nan_when_not_strict(void) {
  double mean[5] = {7, 7, 7, 7, 7}, model_sd[5], noise_sd[5], good = 0;
  graft_model* model = fitted(fitter_of("scratch", tiny(), molecules));
  graft_options* options = tiny();
  REFUSED(graft_model_predict_smiles(model, mixed, 5, NULL, mean, model_sd, noise_sd),
          GRAFT_ERROR_DATA, "row 1|'C1CC'");
  for (int i = 0; i < 5; ++i) CHECK(mean[i] == 0 && model_sd[i] == 0 && noise_sd[i] == 0);
  OK(graft_options_set_int(options, "strict", 0));
  OK(graft_model_predict_smiles(model, mixed, 5, options, mean, model_sd, noise_sd));
  OK(graft_model_predict_smiles(model, mixed + 3, 1, NULL, &good, NULL, NULL));
  CHECK(isfinite(mean[0]) && same_bits(&good, mean + 3, 1));
  for (int i = 0; i < 5; ++i)
    if (i != 0 && i != 3) CHECK(isnan(mean[i]) && isnan(model_sd[i]) && isnan(noise_sd[i]));
  graft_options_free(options);
  graft_model_free(model);
}

static void lone_atoms_salts_and_giants_are_molecules(void) {
  char giant[501];
  double mean[4];
  memset(giant, 'C', 500);
  giant[500] = '\0';
  const char* const odd[] = {"C", "CCO.CC", "[Na+].[Cl-]", giant};
  graft_dataset* set = NULL;
  graft_fitter* fitter = NULL;
  graft_options* options = tiny();
  const double targets[] = {111.65, 351.39, 1738.15, 900};
  OK(graft_dataset_from_smiles(NULL, odd, 4, targets, NULL, &set));
  OK(graft_fitter_create(NULL, "scratch", options, &fitter));
  OK(graft_fitter_set_target(fitter, set));
  graft_model* model = fitted(fitter);
  OK(graft_model_predict(model, set, NULL, mean, NULL, NULL, 4));
  for (int i = 0; i < 4; ++i) CHECK(isfinite(mean[i]));
  graft_options_free(options);
  graft_dataset_free(set);
  graft_model_free(model);
}

static void absurd_texts_are_refused_without_harm(void) {
  static char longest[100001], text[512];
  const char* const absurd[] = {longest, "CC O",  "C\nC", "\xFF\xFE",
                                "%",     "(((((", "[",    "C%(99999)"};
  graft_dataset* set = NULL;
  memset(longest, '(', sizeof longest - 1);
  for (int i = 0; i < 8; ++i) {
    REFUSED(graft_dataset_from_smiles(NULL, absurd + i, 1, NULL, NULL, &set), GRAFT_ERROR_DATA,
            "row 0");
    CHECK(strlen(graft_last_error()) < sizeof text && !strchr(graft_last_error(), '\n'));
  }
}

static void infinite_targets_and_wrong_rows_are_refused(void) {
  const double targets[] = {1, -INFINITY, 3};
  graft_dataset *set = NULL, *good = molecules(FLASH, 3);
  double read[3] = {7, 7, 7};
  REFUSED(graft_dataset_from_smiles(NULL, mixed, -1, NULL, NULL, &set), GRAFT_ERROR_ARGUMENT,
          "rows|-1");
  REFUSED(graft_dataset_set_targets(good, targets, 3), GRAFT_ERROR_DATA, "row 1|infinite");
  OK(graft_dataset_targets(good, read, 3));
  CHECK(read[0] == samples[0].flash && read[1] == samples[1].flash); /* none was set */
  REFUSED(graft_dataset_set_targets(good, targets, 2), GRAFT_ERROR_ARGUMENT, "rows|2|3");
  REFUSED(graft_dataset_targets(good, read, 2), GRAFT_ERROR_ARGUMENT, "rows|2|3");
  CHECK(read[0] == 0 && read[1] == 0);
  REFUSED(graft_dataset_from_smiles(NULL, mixed, 1, targets + 1, NULL, &set), GRAFT_ERROR_DATA,
          "row 0|infinite");
  graft_dataset_free(good);
}

int main(void) {
  if (!has_smiles()) {
    graft_dataset* set = NULL;
    REFUSED(graft_dataset_from_smiles(NULL, mixed, 1, NULL, NULL, &set), GRAFT_ERROR_UNSUPPORTED,
            "RDKit");
    return checks_done();
  }
  RUN(a_bad_smiles_is_an_error_with_row_text_and_reason);
  RUN(strict_off_leaves_bad_rows_out_and_tells_why);
  RUN(an_unreadable_smiles_predicts_nan_when_not_strict);
  RUN(lone_atoms_salts_and_giants_are_molecules);
  RUN(absurd_texts_are_refused_without_harm);
  RUN(infinite_targets_and_wrong_rows_are_refused);
  return checks_done();
}
