/* Options: the table, the setters, and what they refuse. */
#include <stdlib.h>

#include "check.h"

static graft_options *options;

static const char *value_of(const char *key) {
  static char text[128];
  int64_t needed = 0;
  OK(graft_options_get_text(options, key, text, sizeof text, &needed));
  CHECK(needed == (int64_t)strlen(text));
  return text;
}

static void the_table_lists_every_option_with_its_default(void) {
  const int64_t count = graft_option_count();
  int seen_width = 0;
  CHECK(count > 20);
  for (int64_t i = 0; i < count; ++i) {
    const char *key = NULL, *type = NULL, *initial = NULL, *range = NULL, *meaning = NULL;
    OK(graft_option_describe(i, &key, &type, &initial, &range, &meaning));
    CHECK(*key && *range && *meaning);
    CHECK(!strcmp(type, "int") || !strcmp(type, "double") || !strcmp(type, "string"));
    CHECK(strcmp(value_of(key), initial) == 0);
    OK(graft_options_set_text(options, key, initial)); /* a default is within its own range */
    OK(graft_option_describe(i, NULL, NULL, NULL, NULL, NULL));
    seen_width += strcmp(key, "width") == 0;
  }
  CHECK(seen_width == 1);
}

static void values_are_set_by_type_or_from_their_text(void) {
  OK(graft_options_set_int(options, "depth", 4));
  CHECK(strcmp(value_of("depth"), "4") == 0);
  OK(graft_options_set_double(options, "learning_rate", 0.1));
  CHECK(strcmp(value_of("learning_rate"), "0.1") == 0);
  OK(graft_options_set_int(options, "clip", 2)); /* an int where a double is wanted */
  CHECK(strcmp(value_of("clip"), "2") == 0);
  OK(graft_options_set_string(options, "activation", "silu"));
  OK(graft_options_set_text(options, "members", "5"));
  CHECK(strcmp(value_of("members"), "5") == 0);
  OK(graft_options_set_text(options, "warmup", "2.5e-1"));
  CHECK(strcmp(value_of("warmup"), "0.25") == 0);
  OK(graft_options_set_int(options, "seed", INT64_C(1) << 53));
  CHECK(strcmp(value_of("seed"), "9007199254740992") == 0);
}

static void an_unknown_key_names_the_nearest(void) {
  REFUSED(graft_options_set_int(options, "widht", 3), GRAFT_ERROR_OPTION, "'widht'|'width'");
  REFUSED(graft_options_set_double(options, "learning-rate", 1), GRAFT_ERROR_OPTION,
          "'learning-rate'|'learning_rate'");
  REFUSED(graft_options_set_string(options, "pool", "sum"), GRAFT_ERROR_OPTION, "'pooling'");
  REFUSED(graft_options_set_text(options, "", "1"), GRAFT_ERROR_OPTION, "''");
  REFUSED(graft_options_get_text(options, "step", NULL, 0, NULL), GRAFT_ERROR_OPTION, "'steps'");
}

static void a_value_out_of_range_states_the_range(void) {
  const double infinite = strtod("inf", NULL), nan = strtod("nan", NULL);
  OK(graft_options_set_int(options, "depth", 4));
  REFUSED(graft_options_set_int(options, "depth", 13), GRAFT_ERROR_OPTION, "'depth'|13|[1, 12]");
  REFUSED(graft_options_set_int(options, "depth", INT64_MIN), GRAFT_ERROR_OPTION, "[1, 12]");
  REFUSED(graft_options_set_int(options, "strict", 2), GRAFT_ERROR_OPTION, "'strict'|2|[0, 1]");
  REFUSED(graft_options_set_double(options, "clip", infinite), GRAFT_ERROR_OPTION, "'clip'|inf");
  REFUSED(graft_options_set_double(options, "clip", nan), GRAFT_ERROR_OPTION, "'clip'|nan");
  REFUSED(graft_options_set_string(options, "activation", "gelu"), GRAFT_ERROR_OPTION,
          "'gelu'|relu | silu | tanh");
  REFUSED(graft_options_set_string(options, "activation", "relu | silu"), GRAFT_ERROR_OPTION,
          "relu | silu | tanh");
  REFUSED(graft_options_set_text(options, "depth", "99999999999999999999"), GRAFT_ERROR_OPTION,
          "'depth'|99999999999999999999|[1, 12]");
  CHECK(strcmp(value_of("depth"), "4") == 0); /* what is refused changes nothing */
}

static void a_value_of_another_type_is_refused(void) {
  REFUSED(graft_options_set_double(options, "depth", 3), GRAFT_ERROR_OPTION, "'depth'|integer");
  REFUSED(graft_options_set_string(options, "depth", "3"), GRAFT_ERROR_OPTION, "'depth'|integer");
  REFUSED(graft_options_set_int(options, "activation", 1), GRAFT_ERROR_OPTION, "'activation'|text");
  REFUSED(graft_options_set_text(options, "depth", "3.5"), GRAFT_ERROR_OPTION, "'depth'|3.5");
  REFUSED(graft_options_set_text(options, "depth", " 3"), GRAFT_ERROR_OPTION, "'depth'|' 3'");
  REFUSED(graft_options_set_text(options, "clip", "1,5"), GRAFT_ERROR_OPTION, "'clip'|1,5");
  REFUSED(graft_options_set_text(options, "clip", ""), GRAFT_ERROR_OPTION, "'clip'|''");
}

static void the_index_of_an_option_is_checked(void) {
  const char *key = "left over";
  REFUSED(graft_option_describe(-1, &key, NULL, NULL, NULL, NULL), GRAFT_ERROR_ARGUMENT,
          "index|-1");
  CHECK(key == NULL);
  REFUSED(graft_option_describe(graft_option_count(), NULL, NULL, NULL, NULL, NULL),
          GRAFT_ERROR_ARGUMENT, "index");
}

static void a_text_that_is_cut_still_tells_its_length(void) {
  char text[8] = "xxxxxxx";
  int64_t needed = 0;
  OK(graft_options_set_string(options, "checkpoint", "0123456789"));
  OK(graft_options_get_text(options, "checkpoint", text, 4, &needed));
  CHECK(strcmp(text, "012") == 0 && needed == 10 && text[4] == 'x');
  OK(graft_options_get_text(options, "checkpoint", text, 0, &needed));
  CHECK(strcmp(text, "012") == 0 && needed == 10);
  OK(graft_options_get_text(options, "checkpoint", NULL, 100, &needed));
  REFUSED(graft_options_get_text(options, "checkpoint", text, -1, &needed), GRAFT_ERROR_ARGUMENT,
          "capacity|-1");
  CHECK(needed == 0);
}

static void versions_features_and_statuses_have_names(void) {
  char version[32];
  snprintf(version, sizeof version, "%d.%d.%d", GRAFT_VERSION_MAJOR, GRAFT_VERSION_MINOR,
           GRAFT_VERSION_PATCH);
  CHECK(strcmp(graft_version(), version) == 0);
  CHECK(graft_has_feature("time travel") == 0 && graft_has_feature(NULL) == 0);
  CHECK(strcmp(graft_status_name(GRAFT_OK), "GRAFT_OK") == 0);
  CHECK(strcmp(graft_status_name(GRAFT_ERROR_DATA), "GRAFT_ERROR_DATA") == 0);
  CHECK(strcmp(graft_status_name(GRAFT_STOPPED), "GRAFT_STOPPED") == 0);
  CHECK(strcmp(graft_status_name(-3), "callback") == 0);
  CHECK(strcmp(graft_status_name(99), "unknown") == 0);
}

int main(void) {
  CHECK(strcmp(graft_last_error(), "") == 0); /* nothing has failed yet */
  OK(graft_options_create(&options));
  RUN(the_table_lists_every_option_with_its_default);
  RUN(values_are_set_by_type_or_from_their_text);
  RUN(an_unknown_key_names_the_nearest);
  RUN(a_value_out_of_range_states_the_range);
  RUN(a_value_of_another_type_is_refused);
  RUN(the_index_of_an_option_is_checked);
  RUN(a_text_that_is_cut_still_tells_its_length);
  RUN(versions_features_and_statuses_have_names);
  graft_options_free(options);
  return checks_done();
}
