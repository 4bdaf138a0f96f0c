/* CSV files that cannot be used. */
#include "files.h"
#include "samples.h"

static char path[PATH];

/* The status of reading `text` as features a and b with the target y; no set may come of it. */
static graft_status read_text(const char* text, const char* features) {
  graft_dataset* set = (graft_dataset*)path;
  write_text(in_folder(path, "bad.csv"), text);
  const graft_status status =
      graft_dataset_from_csv(NULL, path, "features", features, "y", NULL, NULL, &set);
  CHECK((status == GRAFT_OK) == (set != NULL));
  graft_dataset_free(set);
  return status;
}

static void an_absent_column_lists_the_columns(void) {
  REFUSED(read_text("alpha,b,y\n1,2,3\n", "alpa,b"), GRAFT_ERROR_DATA,
          "'alpa'|nearest is 'alpha'|'alpha', 'b', 'y'");
  REFUSED(read_text("alpha,b,Y\n1,2,3\n", "*"), GRAFT_ERROR_DATA, "'y'|'alpha', 'b', 'Y'");
}

static void a_file_that_cannot_be_read_gives_its_path_and_the_reason(void) {
  graft_dataset* set = NULL;
  in_folder(path, "absent.csv");
  REFUSED(graft_dataset_from_csv(NULL, path, "features", "*", NULL, NULL, NULL, &set),
          GRAFT_ERROR_IO, "absent.csv|No such file");
  REFUSED(graft_dataset_from_csv(NULL, folder, "features", "*", NULL, NULL, NULL, &set),
          GRAFT_ERROR_IO, "a directory");
  REFUSED(graft_dataset_from_csv(NULL, "", "features", "*", NULL, NULL, NULL, &set), GRAFT_ERROR_IO,
          "''");
}

static void a_bad_cell_gives_line_column_and_text(void) {
  REFUSED(read_text("a,b,y\n1,2,3\n\n4,five,6\n", "a,b"), GRAFT_ERROR_DATA, "line 4|'b'|'five'");
  REFUSED(read_text("a,b,y\n1,,3\n", "a,b"), GRAFT_ERROR_DATA, "line 2|'b'|''");
  REFUSED(read_text("a,b,y\n1,inf,3\n", "a,b"), GRAFT_ERROR_DATA, "line 2|'b'|'inf'");
  REFUSED(read_text("a,b,y\n1,2,1e999\n", "a,b"), GRAFT_ERROR_DATA, "line 2|'y'|'1e999'");
  REFUSED(read_text("a,b,y\n1,2,\"3\n4\"\n", "a,b"), GRAFT_ERROR_DATA, "line 2|'y'|'3?4'");
}

static void another_way_to_write_numbers_is_named(void) {
  REFUSED(read_text("a;b;y\n1;2;254,15\n", "a,b"), GRAFT_ERROR_DATA, "line 2|'y'|'254,15'|decimal comma");
  REFUSED(read_text("a,b,y\n1,2,\"254,15\"\n", "a,b"), GRAFT_ERROR_DATA, "line 2|'254,15'|decimal comma");
  REFUSED(read_text("a,b,y\n1,\"1,234.5\",3\n", "a,b"), GRAFT_ERROR_DATA, "line 2|'b'|thousands");
  REFUSED(read_text("a,b,y\n1,2,>5\n", "a,b"), GRAFT_ERROR_DATA, "line 2|'y'|'>5'|censored");
  REFUSED(read_text("a,b,y\n1,2,254,15\n", "a,b"), GRAFT_ERROR_DATA, "line 2|4 cells|3|needs quotes");
}

static void what_is_no_table_is_named(void) {
  REFUSED(read_text("\xFF\xFE" "a;", "a"), GRAFT_ERROR_DATA, "bad.csv|UTF-16");
  REFUSED(read_text("PK\x03\x04", "a"), GRAFT_ERROR_DATA, "bad.csv|.xlsx");
}

static void semicolons_and_tabs_are_read_where_the_header_has_no_comma(void) {
  OK(read_text("a;b;y\n1;2;3.5\n", "a,b"));
  OK(read_text("\xEF\xBB\xBFsep=;\r\na;b;y\r\n1;2;3.5\r\n", "a,b"));
  OK(read_text("a\tb\ty\r1\t2\t3.5\r", "*"));
  REFUSED(read_text("a;b,y\n1;2,3\n", "a,b"), GRAFT_ERROR_DATA, "'a;b', 'y'|separated by commas");
}

static void a_value_too_large_gives_line_and_column(void) {
  REFUSED(read_text("a,b,y\n1,2,3\n1,1e160,3\n", "a,b"), GRAFT_ERROR_DATA, "line 3|'b'|'1e160'|1e100");
  REFUSED(read_text("a,b,y\n1,2,-1e308\n", "a,b"), GRAFT_ERROR_DATA, "line 2|'y'|'-1e308'|1e100");
}

static void a_column_is_a_feature_once_and_nothing_else(void) {
  REFUSED(read_text("a,b,y\n1,2,3\n", "a,b,y"), GRAFT_ERROR_DATA, "'y'|target");
  REFUSED(read_text("a,b,y\n1,2,3\n", "a,a"), GRAFT_ERROR_DATA, "'a'|twice");
  REFUSED(read_text("a,b,y\n1,2,3\n", "a,,b"), GRAFT_ERROR_ARGUMENT, "columns|'a,,b'");
  REFUSED(read_text("a,b,y\n1,2,3\n", "\"a"), GRAFT_ERROR_ARGUMENT, "columns|'\"a'");
}

static void columns_that_nobody_asks_for_may_have_any_name(void) {
  OK(read_text("a,note,b,note,y,,\n1,x,2,>5,3,,\n4,x,5,y,6,,\n", "a,b"));
  OK(read_text("a,b,y,,\n1,2,3,,\n", "*"));
  REFUSED(read_text("a,note,note,y\n1,2,3,4\n", "*"), GRAFT_ERROR_DATA, "two columns|'note'");
  REFUSED(read_text(",a,y\n0,1,2\n", "*"), GRAFT_ERROR_DATA, "column 1 has no name|line 2");
}

static void every_kind_of_bad_cell_leaves_its_row_out_when_not_strict(void) {
  static const char *const kinds[] = {"x", "NA", ">5", "inf", "1e200", "\"1,5\""};
  graft_dataset *set = NULL;
  graft_options *options = NULL;
  char text[400] = "a,b,y\n1,2,3\n", reason[160];
  int64_t rows[2];
  for (int i = 0; i < 6; ++i) { /* the missing one is a missing target, which is no fault */
    strcat(strcat(strcat(text, "1,"), kinds[i]), ",3\n");
    strcat(strcat(strcat(text, "1,2,"), kinds[i]), "\n");
  }
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "strict", 0));
  write_text(in_folder(path, "lenient.csv"), text);
  OK(graft_dataset_from_csv(NULL, path, "features", "a,b", "y", NULL, options, &set));
  CHECK(graft_dataset_rows(set) == 2 && graft_dataset_labelled(set) == 1);
  CHECK(graft_dataset_skipped(set) == 11);
  OK(graft_dataset_input_rows(set, rows, 2));
  CHECK(rows[0] == 0 && rows[1] == 4);
  OK(graft_dataset_skipped_reason(set, 4, reason, sizeof reason, NULL));
  CHECK(strcmp(reason, "line 8: column 'y': '>5' is a censored value, which is not read") == 0);
  graft_dataset_free(set);
  graft_options_free(options);
}

static void a_broken_record_gives_its_line(void) {
  REFUSED(read_text("a,b,y\n1,2,3\n1,2\n", "a,b"), GRAFT_ERROR_DATA, "line 3|2 cells|3");
  REFUSED(read_text("a,b,y\n1,2,\"3\n", "a,b"), GRAFT_ERROR_DATA, "line 2|quote");
  REFUSED(read_text("a,b,y\n1,\"2\"x,3\n", "a,b"), GRAFT_ERROR_DATA, "line 2|quote");
  REFUSED(read_text("a,a,y\n1,2,3\n", "a"), GRAFT_ERROR_DATA, "two columns|'a'");
  REFUSED(read_text("", "a"), GRAFT_ERROR_DATA, "no header");
  REFUSED(read_text("\xEF\xBB\xBF\r\n\r\n", "a"), GRAFT_ERROR_DATA, "no header");
}

static void a_file_without_a_column_left_for_features_is_refused(void) {
  REFUSED(read_text("y\n1\n2\n", "*"), GRAFT_ERROR_DATA, "column");
  OK(read_text("a,y\n", "*")); /* no rows are no fault */
}

static void a_bad_smiles_gives_the_file_the_line_and_the_text(void) {
  graft_dataset* set = NULL;
  graft_options* options = NULL;
  char id[16];
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "strict", 0));
  write_text(in_folder(path, "smiles.csv"), "smiles,n,y\nCCO,one,1\nCC(,two,2\nCCC,three,3\n");
  REFUSED(graft_dataset_from_csv(NULL, path, "smiles", "smiles", "y", NULL, NULL, &set),
          GRAFT_ERROR_DATA, "smiles.csv|line 3|'CC('");
  OK(graft_dataset_from_csv(NULL, path, "smiles", "smiles", "y", "n", options, &set));
  CHECK(graft_dataset_rows(set) == 2 && graft_dataset_skipped(set) == 1);
  OK(graft_dataset_id(set, 1, id, sizeof id, NULL));
  CHECK(strcmp(id, "three") == 0); /* ids stay with their rows */
  graft_dataset_free(set);
  graft_options_free(options);
}

static void formulas_are_read_from_a_column_too(void) {
  graft_dataset* set = NULL;
  write_text(in_folder(path, "formulas.csv"), "gap,formula\n3.2,TiO2\n,NaCl\n1.1,Si\n");
  OK(graft_dataset_from_csv(NULL, path, "formulas", "formula", "gap", NULL, NULL, &set));
  CHECK(graft_dataset_rows(set) == 3 && graft_dataset_labelled(set) == 2);
  graft_dataset_free(set);
  write_text(path, "gap,formula\n3.2,TiO2\n1.1,Sx\n");
  REFUSED(graft_dataset_from_csv(NULL, path, "formulas", "formula", "gap", NULL, NULL, &set),
          GRAFT_ERROR_DATA, "formulas.csv|line 3|'Sx'");
}

int main(void) {
  make_folder();
  RUN(an_absent_column_lists_the_columns);
  RUN(a_file_that_cannot_be_read_gives_its_path_and_the_reason);
  RUN(a_bad_cell_gives_line_column_and_text);
  RUN(another_way_to_write_numbers_is_named);
  RUN(what_is_no_table_is_named);
  RUN(semicolons_and_tabs_are_read_where_the_header_has_no_comma);
  RUN(a_value_too_large_gives_line_and_column);
  RUN(a_column_is_a_feature_once_and_nothing_else);
  RUN(columns_that_nobody_asks_for_may_have_any_name);
  RUN(every_kind_of_bad_cell_leaves_its_row_out_when_not_strict);
  RUN(a_broken_record_gives_its_line);
  RUN(a_file_without_a_column_left_for_features_is_refused);
  RUN(formulas_are_read_from_a_column_too);
  if (has_smiles()) RUN(a_bad_smiles_gives_the_file_the_line_and_the_text);
  remove_folder();
  return checks_done();
}
