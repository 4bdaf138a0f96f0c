/* Data sets: where they come from, what they tell, how they are parted. */
#include "files.h"
#include "samples.h"

static const char* id_of(const graft_dataset* set, int64_t row) {
  static char text[64];
  int64_t needed = 0;
  OK(graft_dataset_id(set, row, text, sizeof text, &needed));
  CHECK(needed == (int64_t)strlen(text));
  return text;
}

static void a_csv_file_gives_molecules_targets_and_ids(void) {
  graft_dataset* set = NULL;
  char path[PATH];
  OK(graft_dataset_from_csv(NULL, EXAMPLE_DATA "/flash_points.csv", "smiles", "smiles",
                            "flash_point_K", "name", NULL, &set));
  const int64_t rows = graft_dataset_rows(set);
  CHECK(rows > 300 && graft_dataset_labelled(set) == rows && graft_dataset_skipped(set) == 0);
  CHECK(strcmp(id_of(set, 0), "Hydrogen cyanide") == 0);
  graft_dataset_free(set);

  write_text(in_folder(path, "odd.csv"),
             "\xEF\xBB\xBFname,smiles,\"Tf, K\"\r\n"
             "\"1,2-ethanediol\",OCCO,384.26\r\n"
             "\"so-called \"\"ether\"\"\",CCOCC,\r\n"
             "water,O,NA\r\n"
             "ethanol,CCO, +285.93\r\n"
             "hexane,CCCCCC,NaN");
  OK(graft_dataset_from_csv(NULL, path, "smiles", "smiles", "Tf, K", "name", NULL, &set));
  double targets[5] = {0};
  OK(graft_dataset_targets(set, targets, 5));
  CHECK(graft_dataset_rows(set) == 5 && graft_dataset_labelled(set) == 2);
  CHECK(targets[0] == 384.26 && isnan(targets[1]) && isnan(targets[2]) && targets[3] == 285.93);
  CHECK(isnan(targets[4]));
  CHECK(strcmp(id_of(set, 0), "1,2-ethanediol") == 0);
  CHECK(strcmp(id_of(set, 1), "so-called \"ether\"") == 0);
  graft_dataset_free(set);
}

static void a_csv_file_gives_named_or_all_other_feature_columns(void) {
  graft_dataset *named = NULL, *all = NULL, *left = NULL;
  char path[PATH];
  write_text(in_folder(path, "features.csv"), "id,a,y,b\nfirst,1,10,2\nsecond,3,20,4.5e0\n");
  OK(graft_dataset_from_csv(NULL, path, "features", "a,b", "y", "id", NULL, &named));
  OK(graft_dataset_from_csv(NULL, path, "features", "*", "y", "id", NULL, &all));
  OK(graft_dataset_without(all, named, &left));
  CHECK(graft_dataset_rows(all) == 2 && graft_dataset_rows(left) == 0);
  CHECK(strcmp(id_of(named, 1), "second") == 0);
  graft_dataset_free(named);
  graft_dataset_free(all);
  graft_dataset_free(left);
}

static void a_name_with_a_comma_stands_in_quotes_in_a_list(void) {
  graft_dataset *named = NULL, *all = NULL, *left = NULL;
  char path[PATH];
  write_text(in_folder(path, "comma.csv"), "\"logP, exp\",b,y\n1,2,10\n3,4,20\n");
  OK(graft_dataset_from_csv(NULL, path, "features", "\"logP, exp\",b", "y", NULL, NULL, &named));
  OK(graft_dataset_from_csv(NULL, path, "features", "*", "y", NULL, NULL, &all));
  OK(graft_dataset_without(all, named, &left));
  CHECK(graft_dataset_rows(all) == 2 && graft_dataset_rows(left) == 0);
  graft_dataset_free(named);
  REFUSED(graft_dataset_from_csv(NULL, path, "features", "logP, exp,b", "y", NULL, NULL, &named),
          GRAFT_ERROR_DATA, "'logP'|'logP, exp'|quotes");
  graft_dataset_free(all);
  graft_dataset_free(left);
}

static void missing_targets_have_many_spellings(void) {
  graft_dataset *set = NULL;
  char path[PATH];
  write_text(in_folder(path, "missing.csv"),
             "a,y\n1,10\n2,N/A\n3,#N/A\n4,NULL\n5,None\n6,null\n7,-\n8,\n");
  OK(graft_dataset_from_csv(NULL, path, "features", "a", "y", NULL, NULL, &set));
  CHECK(graft_dataset_rows(set) == 8 && graft_dataset_labelled(set) == 1);
  graft_dataset_free(set);
}

static void ids_are_given_or_smiles_or_row_numbers(void) {
  static const char* const ids[] = {"a", "", "\xC3\xA9thanol"};
  graft_dataset *set = molecules(FLASH, 3), *numbered = vectors(FLASH, 3);
  char small[3];
  int64_t needed = 0;
  CHECK(strcmp(id_of(set, 1), "CCCO") == 0);
  CHECK(strcmp(id_of(numbered, 2), "2") == 0);
  OK(graft_dataset_set_ids(set, ids, 3));
  CHECK(strcmp(id_of(set, 1), "") == 0 && strcmp(id_of(set, 2), ids[2]) == 0);
  OK(graft_dataset_id(set, 2, small, 2, &needed)); /* half a letter is no letter */
  CHECK(strcmp(small, "") == 0 && needed == 8);
  OK(graft_dataset_id(set, 2, small, 3, NULL));
  CHECK(strcmp(small, "\xC3\xA9") == 0);
  graft_dataset_free(set);
  graft_dataset_free(numbered);
}

static void scaffolds_are_the_rings_and_their_links(void) {
  char scaffold[32] = "x";
  int64_t needed = -1;
  graft_dataset* set = molecules(FLASH, SAMPLES);
  OK(graft_dataset_scaffold(set, 9, scaffold, sizeof scaffold, &needed)); /* toluene */
  CHECK(strcmp(scaffold, "c1ccccc1") == 0 && needed == 8);
  OK(graft_dataset_scaffold(set, 0, scaffold, sizeof scaffold, &needed));
  CHECK(strcmp(scaffold, "") == 0 && needed == 0);
  graft_dataset_free(set);
}

static int count_of(const int32_t* part, int64_t rows, int32_t which) {
  int count = 0;
  for (int64_t i = 0; i < rows; ++i) count += part[i] == which;
  return count;
}

static void splits_have_the_size_asked_for_and_repeat(void) {
  graft_dataset* set = molecules(FLASH, SAMPLES);
  int32_t part[SAMPLES], again[SAMPLES];
  OK(graft_split_random(set, 0.25, 7, part, SAMPLES));
  OK(graft_split_random(set, 0.25, 7, again, SAMPLES));
  CHECK(count_of(part, SAMPLES, 1) == 4 && count_of(part, SAMPLES, 0) == 12);
  CHECK(memcmp(part, again, sizeof part) == 0);
  OK(graft_split_random(set, 0.25, 8, again, SAMPLES));
  CHECK(memcmp(part, again, sizeof part) != 0);
  OK(graft_split_kfold(set, 5, 1, part, SAMPLES));
  for (int fold = 0; fold < 5; ++fold) {
    const int count = count_of(part, SAMPLES, fold);
    CHECK(count == 3 || count == 4);
  }
  OK(graft_split_kfold(set, SAMPLES, 1, part, SAMPLES)); /* leave one out */
  for (int fold = 0; fold < SAMPLES; ++fold) CHECK(count_of(part, SAMPLES, fold) == 1);
  graft_dataset_free(set);
}

static void scaffold_splits_keep_each_scaffold_on_one_side(void) {
  graft_dataset* set = molecules(FLASH, SAMPLES);
  int32_t part[SAMPLES], ordered[SAMPLES];
  char scaffolds[SAMPLES][32];
  for (int64_t i = 0; i < SAMPLES; ++i)
    OK(graft_dataset_scaffold(set, i, scaffolds[i], sizeof scaffolds[i], NULL));
  OK(graft_split_scaffold_ordered(set, 0.25, ordered, SAMPLES));
  for (uint64_t seed = 0; seed < 10; ++seed) {
    OK(graft_split_scaffold(set, 0.25, seed, part, SAMPLES));
    for (int i = 0; i < SAMPLES; ++i)
      for (int j = 0; j < i; ++j) {
        const int same = strcmp(scaffolds[i], scaffolds[j]) == 0;
        CHECK(!same || part[i] == part[j]);
        CHECK(!same || ordered[i] == ordered[j]);
      }
  }
  CHECK(ordered[0] == 0); /* ten molecules without a ring: the largest group */
  graft_dataset_free(set);
}

static void parts_of_a_set_are_sets_that_remember_their_rows(void) {
  graft_dataset *set = molecules(FLASH, 6), *odd = NULL, *none = NULL;
  const int32_t part[] = {0, 1, 0, 1, 0, 5};
  int64_t rows[2] = {-1, -1};
  double targets[2];
  OK(graft_dataset_select_part(set, part, 1, &odd));
  OK(graft_dataset_select_part(set, part, 9, &none));
  graft_dataset_free(set);
  OK(graft_dataset_input_rows(odd, rows, 2));
  OK(graft_dataset_targets(odd, targets, 2));
  CHECK(rows[0] == 1 && rows[1] == 3 && graft_dataset_rows(none) == 0);
  CHECK(targets[0] == samples[1].flash && targets[1] == samples[3].flash);
  CHECK(strcmp(id_of(odd, 1), "CCCCCO") == 0);
  graft_dataset_free(odd);
  graft_dataset_free(none);
}

static void without_leaves_out_a_molecule_however_it_is_written(void) {
  static const char* const written[] = {"OCC", "C1=CC=CC=C1", "CCCCCCCC"};
  graft_dataset *set = molecules(FLASH, 9), *test = NULL, *left = NULL;
  int64_t rows[7];
  OK(graft_dataset_from_smiles(NULL, written, 3, NULL, NULL, &test));
  OK(graft_dataset_without(set, test, &left));
  CHECK(graft_dataset_rows(left) == 7);
  OK(graft_dataset_input_rows(left, rows, 7));
  for (int i = 0; i < 7; ++i) CHECK(rows[i] == i + 1);
  graft_dataset_free(set);
  graft_dataset_free(test);
  graft_dataset_free(left);
}

static void isotopes_and_stereoisomers_are_molecules_of_their_own(void) {
  static const char* const rows[] = {"C[C@H](N)O", "F/C=C/F", "[13CH4]", "[2H]O", "[CH4:1]", "O"};
  static const char* const others[] = {"C[C@@H](N)O", "F/C=C\\F", "C", "CC(N)O", "FC=CF"};
  graft_dataset *set = NULL, *other = NULL, *left = NULL;
  int64_t kept[5] = {0};
  OK(graft_dataset_from_smiles(NULL, rows, 6, NULL, NULL, &set));
  OK(graft_dataset_from_smiles(NULL, others, 5, NULL, NULL, &other));
  OK(graft_dataset_without(set, other, &left));
  CHECK(graft_dataset_rows(left) == 5); /* all but methane with an atom map */
  OK(graft_dataset_input_rows(left, kept, 5));
  CHECK(kept[3] == 3 && kept[4] == 5);
  graft_dataset_free(set);
  graft_dataset_free(other);
  graft_dataset_free(left);
}

static void there_are_no_more_folds_than_different_inputs(void) {
  const double x[] = {1, 2, 2, -0.0, 0.0, 1};
  graft_dataset* set = NULL;
  int32_t part[6];
  OK(graft_dataset_from_features(NULL, x, 6, 1, 1, 1, NULL, NULL, &set));
  OK(graft_split_kfold(set, 3, 1, part, 6));
  CHECK(part[0] == part[5] && part[1] == part[2] && part[3] == part[4]);
  CHECK(part[0] != part[1] && part[0] != part[3] && part[1] != part[3]);
  REFUSED(graft_split_kfold(set, 4, 1, part, 6), GRAFT_ERROR_ARGUMENT, "folds|4|[2, 3]|inputs");
  OK(graft_split_random(set, 0.34, 1, part, 6));
  CHECK(part[0] == part[5] && part[1] == part[2] && part[3] == part[4]);
  CHECK(count_of(part, 6, 1) == 2);
  graft_dataset_free(set);
}

int main(void) {
  make_folder();
  RUN(a_csv_file_gives_named_or_all_other_feature_columns);
  RUN(a_name_with_a_comma_stands_in_quotes_in_a_list);
  RUN(missing_targets_have_many_spellings);
  RUN(there_are_no_more_folds_than_different_inputs);
  if (has_smiles()) {
    RUN(a_csv_file_gives_molecules_targets_and_ids);
    RUN(ids_are_given_or_smiles_or_row_numbers);
    RUN(scaffolds_are_the_rings_and_their_links);
    RUN(splits_have_the_size_asked_for_and_repeat);
    RUN(scaffold_splits_keep_each_scaffold_on_one_side);
    RUN(parts_of_a_set_are_sets_that_remember_their_rows);
    RUN(without_leaves_out_a_molecule_however_it_is_written);
    RUN(isotopes_and_stereoisomers_are_molecules_of_their_own);
  }
  remove_folder();
  return checks_done();
}
