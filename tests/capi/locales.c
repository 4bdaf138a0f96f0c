/* A host whose numbers have a decimal comma: nothing that the library reads or writes follows it.
 * Skipped where no such locale can be made. */
#include "files.h"

#include <locale.h>

#include "samples.h"

/* What localedef needs, so that no package of locales has to be there. */
static const char numbers[] =
    "comment_char %\nescape_char /\n"
    "LC_NUMERIC\ndecimal_point \"<U002C>\"\nthousands_sep \"<U002E>\"\ngrouping 3;3\n"
    "END LC_NUMERIC\n";
static const char characters[] =
    "<code_set_name> ANSI_X3.4-1968\n<comment_char> %\n<escape_char> /\n"
    "CHARMAP\n<U0000>..<U007F> /x00 ASCII\nEND CHARMAP\n";

/* 1 when "1,5" is how this process writes one and a half. */
static int take_a_comma(void) {
  char path[PATH], command[5 * PATH], written[16];
  write_text(in_folder(path, "numbers"), numbers);
  write_text(in_folder(path, "characters"), characters);
  snprintf(command, sizeof command,
           "cd '%s' && localedef -c -f ./characters -i ./numbers ./comma > localedef.log 2>&1",
           folder);
  if (system(command) < 0) return 0; /* it warns of all that is not defined */
  if (setenv("LOCPATH", folder, 1) != 0 || !setlocale(LC_ALL, "comma")) return 0;
  snprintf(written, sizeof written, "%.1f", 1.5);
  return strcmp(written, "1,5") == 0;
}

static void clear_folder(void) {
  char command[2 * PATH];
  snprintf(command, sizeof command, "rm -r '%s'", folder);
  CHECK(system(command) == 0);
}

static void options_are_read_and_listed_with_a_point(void) {
  graft_options* options = NULL;
  char text[32];
  OK(graft_options_create(&options));
  OK(graft_options_set_text(options, "learning_rate", "0.25"));
  OK(graft_options_get_text(options, "learning_rate", text, sizeof text, NULL));
  CHECK(strcmp(text, "0.25") == 0);
  REFUSED(graft_options_set_text(options, "learning_rate", "0,25"), GRAFT_ERROR_OPTION, "0,25");
  REFUSED(graft_options_set_double(options, "learning_rate", 1.5), GRAFT_ERROR_OPTION, "1.5");
  for (int64_t i = 0; i < graft_option_count(); ++i) {
    const char *type = NULL, *initial = NULL;
    OK(graft_option_describe(i, NULL, &type, &initial, NULL, NULL));
    CHECK(strcmp(type, "string") == 0 || strchr(initial, ',') == NULL);
  }
  graft_options_free(options);
}

static void tables_are_read_with_a_point(void) {
  char path[PATH];
  double targets[2] = {0};
  graft_dataset* set = NULL;
  write_text(in_folder(path, "points.csv"), "a,y\n0.5,1.25\n1.5,-2.5e-1\n");
  OK(graft_dataset_from_csv(NULL, path, "features", "a", "y", NULL, NULL, &set));
  OK(graft_dataset_targets(set, targets, 2));
  CHECK(targets[0] == 1.25 && targets[1] == -0.25);
  graft_dataset_free(set);
}

static void a_model_is_the_same_and_tells_of_itself_with_points(void) {
  char info[8192];
  graft_model* with_comma = fitted(fitter_of("gate", tiny(), vectors));
  OK(graft_model_info(with_comma, info, sizeof info, NULL));
  CHECK(strstr(info, "\"valid_fraction\": 0.1") != NULL || strstr(info, "\"0.1\"") != NULL);
  CHECK(setlocale(LC_ALL, "C") != NULL);
  graft_model* with_point = fitted(fitter_of("gate", tiny(), vectors));
  CHECK(setlocale(LC_ALL, "comma") != NULL);
  CHECK(same_model(with_comma, with_point));
  graft_model_free(with_comma);
  graft_model_free(with_point);
}

int main(void) {
  make_folder();
  if (!take_a_comma()) {
    clear_folder();
    printf("skipped: localedef makes no locale with a decimal comma here\n");
    return SKIP_TEST;
  }
  RUN(options_are_read_and_listed_with_a_point);
  RUN(tables_are_read_with_a_point);
  RUN(a_model_is_the_same_and_tells_of_itself_with_points);
  clear_folder();
  return checks_done();
}
