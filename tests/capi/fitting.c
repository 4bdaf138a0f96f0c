/* A running fit: progress, stopping, cancelling, limits, history, log. */
#define _XOPEN_SOURCE 700
#include <pthread.h>
#include <unistd.h>

#include "samples.h"

typedef struct {
  int64_t calls, done, total, answer_at;
  int32_t answer;
  int finite_rmse, disorder, elsewhere;
  int tell, told; /* a pipe's ends: a byte is written at the first epoch's end, unless tell is 0 */
  graft_fitter *fitter;
  pthread_t thread;
} watch;

static int32_t watching(const graft_progress *now, void *user) {
  watch *w = user;
  CHECK(now->size == (int64_t)sizeof(graft_progress) && now->stage && now->stage[0]);
  CHECK(now->member >= -1 && now->member < now->members);
  CHECK(now->seconds >= 0 && !(now->seconds_left < 0));
  w->disorder |= now->done < w->done || now->done > now->total;
  w->elsewhere |= !pthread_equal(w->thread, pthread_self());
  w->finite_rmse += isfinite(now->train_loss) && isfinite(now->valid_rmse);
  w->done = now->done;
  w->total = now->total;
  if (!isfinite(now->train_loss)) return 0; /* no epoch is over: a call for the time that passed */
  if (++w->calls == 1 && w->tell && write(w->tell, "!", 1) != 1) return -1;
  return w->calls >= w->answer_at && w->answer_at > 0 ? w->answer : 0;
}

static graft_fitter *watched(watch *w) {
  graft_fitter *fitter = fitter_of("gate", tiny(), sample_set);
  w->thread = pthread_self();
  OK(graft_fitter_set_progress(fitter, watching, w));
  return fitter;
}

static int info_has(const graft_model *model, const char *text) {
  char info[4096];
  OK(graft_model_info(model, info, sizeof info, NULL));
  return strstr(info, text) != NULL;
}

static void progress_is_told_at_every_epochs_end(void) {
  watch w = {0};
  graft_model_free(fitted(watched(&w)));
  CHECK(w.calls >= 6); /* six epochs */
  CHECK(w.done == 60 && w.total == 60 && w.finite_rmse >= 6 && !w.disorder && !w.elsewhere);
}

static void the_sources_own_stage_counts_as_well(void) {
  watch w = {.thread = pthread_self()};
  graft_options *options = tiny();
  OK(graft_options_set_int(options, "source_start", 1));
  OK(graft_options_set_int(options, "source_steps", 40));
  graft_fitter *fitter = fitter_of("gate", options, sample_set);
  OK(graft_fitter_set_progress(fitter, watching, &w));
  graft_model_free(fitted(fitter));
  CHECK(w.done == 40 + 60 && w.total == 40 + 60 && !w.disorder && !w.elsewhere);
}

static void watching_a_fit_does_not_change_it(void) {
  watch w = {0};
  graft_model *seen = fitted(watched(&w)), *unseen = fitted(fitter_of("gate", tiny(), sample_set));
  CHECK(same_model(seen, unseen));
  graft_model_free(seen);
  graft_model_free(unseen);
}

static void a_positive_answer_stops_and_keeps_the_best(void) {
  watch w = {.answer_at = 2, .answer = 1};
  double mean = 0;
  graft_dataset *set = sample_set(FLASH, 1);
  graft_model *model = fitted(watched(&w));
  CHECK(w.done < 60);
  CHECK(info_has(model, "\"ended\": \"stopped by the progress callback\""));
  OK(graft_model_predict(model, set, NULL, &mean, NULL, NULL, 1));
  CHECK(isfinite(mean));
  graft_model_free(model);
  graft_dataset_free(set);
}

static void a_negative_answer_aborts_and_is_passed_through(void) {
  watch w = {.answer_at = 3, .answer = -42};
  graft_fitter *fitter = watched(&w);
  graft_model *model = (graft_model *)&w;
  REFUSED(graft_fitter_fit(fitter, &model), -42, "progress callback");
  CHECK(model == NULL && w.calls == 3);
  w = (watch){.thread = pthread_self()};
  OK(graft_fitter_fit(fitter, &model)); /* and the fitter is as good as new */
  CHECK(model != NULL && w.done == 60);
  graft_model_free(model);
  graft_fitter_free(fitter);
}

static graft_options *endless(void) {
  graft_options *options = tiny();
  OK(graft_options_set_int(options, "steps", 1000000000));
  return options;
}

static void members_side_by_side_are_watched_from_the_fitting_thread(void) {
  static const int32_t answers[] = {-7, 7};
  for (int i = 0; i < 2; ++i) {
    graft_options *options = endless();
    OK(graft_options_set_int(options, "members", 3));
    OK(graft_options_set_int(options, "n_threads", 2));
    graft_fitter *fitter = fitter_of("gate", options, sample_set);
    graft_model *model = NULL;
    watch w = {.answer_at = 3, .answer = answers[i], .thread = pthread_self()};
    OK(graft_fitter_set_progress(fitter, watching, &w));
    if (i == 0) REFUSED(graft_fitter_fit(fitter, &model), -7, "progress callback");
    if (i == 1) OK(graft_fitter_fit(fitter, &model));
    CHECK((i == 0) == (model == NULL) && w.calls >= 3 && !w.elsewhere && !w.disorder);
    graft_model_free(model);
    graft_fitter_free(fitter);
  }
}

static int32_t meddling(const graft_progress *now, void *user) {
  watch *w = user;
  graft_model *model = (graft_model *)w;
  graft_dataset *set = sample_set(FLASH, 4);
  (void)now;
  if (w->calls++ == 0) {
    REFUSED(graft_fitter_fit(w->fitter, &model), GRAFT_ERROR_STATE, "fitter|running");
    CHECK(model == NULL);
    REFUSED(graft_fitter_set_target(w->fitter, set), GRAFT_ERROR_STATE, "running");
    REFUSED(graft_fitter_add_source(w->fitter, set), GRAFT_ERROR_STATE, "running");
    REFUSED(graft_fitter_set_unlabelled(w->fitter, NULL), GRAFT_ERROR_STATE, "running");
    REFUSED(graft_fitter_set_validation(w->fitter, set), GRAFT_ERROR_STATE, "running");
    REFUSED(graft_fitter_set_progress(w->fitter, NULL, NULL), GRAFT_ERROR_STATE, "running");
    REFUSED(graft_fitter_set_log(w->fitter, NULL, NULL), GRAFT_ERROR_STATE, "running");
    CHECK(graft_fitter_history_rows(w->fitter) == 0); /* none while a fit is running */
  }
  graft_dataset_free(set);
  return 0;
}

static void a_callback_cannot_change_its_own_fitter(void) {
  watch w = {0};
  w.fitter = fitter_of("gate", tiny(), sample_set);
  OK(graft_fitter_set_progress(w.fitter, meddling, &w));
  graft_model *model = NULL, *expected = fitted(fitter_of("gate", tiny(), sample_set));
  OK(graft_fitter_fit(w.fitter, &model));
  CHECK(w.calls > 0 && same_model(model, expected));
  graft_fitter_free(w.fitter);
  graft_model_free(model);
  graft_model_free(expected);
}

static void* cancel_when_it_runs(void* argument) {
  watch* w = argument;
  char sign;
  if (read(w->told, &sign, 1) != 1) return NULL;
  return graft_fitter_cancel(w->fitter) == GRAFT_OK ? w : NULL;
}

static void another_thread_may_cancel(void) {
  watch w = {.fitter = fitter_of("scratch", endless(), sample_set), .thread = pthread_self()};
  graft_model *model = NULL;
  pthread_t thread;
  void *cancelled = NULL;
  int ends[2];
  CHECK(pipe(ends) == 0);
  w.told = ends[0];
  w.tell = ends[1];
  OK(graft_fitter_set_progress(w.fitter, watching, &w));
  CHECK(pthread_create(&thread, NULL, cancel_when_it_runs, &w) == 0);
  OK(graft_fitter_fit(w.fitter, &model));
  CHECK(pthread_join(thread, &cancelled) == 0 && cancelled == &w);
  CHECK(info_has(model, "\"ended\": \"cancelled\""));
  graft_model_free(model);
  graft_fitter_free(w.fitter);
  close(ends[0]);
  close(ends[1]);
}

static void a_cancel_is_kept_for_the_next_fit_and_no_longer(void) {
  graft_fitter *fitter = fitter_of("scratch", tiny(), sample_set);
  graft_model *model = NULL;
  OK(graft_fitter_cancel(fitter));
  REFUSED(graft_fitter_fit(fitter, &model), GRAFT_STOPPED, "cancelled before it began");
  CHECK(!model);
  model = fitted(fitter);
  CHECK(info_has(model, "\"ended\": \"finished\""));
  graft_model_free(model);
}

static void a_time_limit_ends_a_fit(void) {
  graft_model* model = NULL;
  /* An epoch is over within the limit, however slow the machine. */
  for (double limit = 0.1; !model; limit *= 2) {
    graft_options* options = endless();
    OK(graft_options_set_double(options, "time_limit", limit));
    graft_fitter* fitter = fitter_of("gate", options, sample_set);
    const graft_status status = graft_fitter_fit(fitter, &model);
    graft_fitter_free(fitter);
    if (!CHECK(status == GRAFT_OK || status == GRAFT_STOPPED)) return;
  }
  CHECK(info_has(model, "\"ended\": \"time_limit\""));
  graft_model_free(model);
}

static void a_fit_stopped_before_its_first_epoch_gives_nothing(void) {
  graft_options *options = endless();
  OK(graft_options_set_int(options, "epoch_steps", 1000000000));
  OK(graft_options_set_double(options, "time_limit", 0.05));
  graft_fitter *fitter = fitter_of("scratch", options, sample_set);
  graft_model *model = NULL;
  REFUSED(graft_fitter_fit(fitter, &model), GRAFT_STOPPED, "time_limit");
  CHECK(model == NULL && graft_fitter_history_rows(fitter) == 0);
  graft_fitter_free(fitter);
}

static int64_t column_of(const graft_fitter *fitter, const char *wanted) {
  char name[64];
  for (int64_t col = 0; col < graft_fitter_history_cols(fitter); ++col) {
    OK(graft_fitter_history_name(fitter, col, name, sizeof name, NULL));
    if (strcmp(name, wanted) == 0) return col;
  }
  return -1;
}

static void the_history_has_a_row_an_epoch_and_named_columns(void) {
  static const char *const names[] = {"member", "epoch", "step", "seconds", "train_total",
    "train_regression", "train_autoencoder", "train_consistency", "train_mapping",
    "train_distance", "valid_total", "valid_distance", "valid_rmse", "jacobian_condition"};
  graft_fitter *fitter = fitter_of("gate", tiny(), sample_set);
  graft_model *model = NULL;
  double values[6 * 32], transposed[6 * 32];
  CHECK(graft_fitter_history_rows(fitter) == 0);
  OK(graft_fitter_fit(fitter, &model));
  const int64_t rows = graft_fitter_history_rows(fitter), cols = graft_fitter_history_cols(fitter);
  CHECK(rows == 6 && cols <= 32);
  OK(graft_fitter_history(fitter, values, rows, cols, cols, 1));
  OK(graft_fitter_history(fitter, transposed, rows, cols, 1, rows));
  for (int n = 0; n < 14; ++n) {
    const int64_t col = column_of(fitter, names[n]);
    if (!CHECK(col >= 0)) continue;
    for (int64_t row = 0; row < rows; ++row) {
      CHECK(isfinite(values[row * cols + col]));
      CHECK(values[row * cols + col] == transposed[col * rows + row]);
    }
  }
  CHECK(values[5 * cols + column_of(fitter, "epoch")] == 6);
  CHECK(values[5 * cols + column_of(fitter, "step")] == 60);
  REFUSED(graft_fitter_history(fitter, values, rows + 1, cols, cols, 1), GRAFT_ERROR_ARGUMENT,
          "rows|7|6");
  REFUSED(graft_fitter_history(fitter, values, rows, 2, 2, 1), GRAFT_ERROR_ARGUMENT, "cols|2");
  graft_model_free(model);
  graft_fitter_free(fitter);
}

static graft_fitter *selecting(void) {
  graft_options *options = tiny();
  OK(graft_options_set_string(options, "candidates", "scratch,gaussian_process,finetune"));
  return fitter_of("select", options, sample_set);
}

static void select_says_what_it_chose_from(void) {
  graft_model *model = fitted(selecting()), *again = fitted(selecting());
  CHECK(info_has(model, "\"selected\": {\"method\": \""));
  CHECK(info_has(model, "\"cross_validated_rmse\": {\"scratch\": "));
  CHECK(info_has(model, "\"finetune\": "));
  CHECK(same_model(model, again));
  graft_model_free(model);
  graft_model_free(again);
}

static void select_refuses_a_candidate_that_is_no_method(void) {
  graft_options *options = tiny();
  graft_model *model = NULL;
  OK(graft_options_set_string(options, "candidates", "scratch,magic"));
  graft_fitter *fitter = fitter_of("select", options, sample_set);
  REFUSED(graft_fitter_fit(fitter, &model), GRAFT_ERROR_ARGUMENT, "candidates|'magic'|finetune");
  CHECK(model == NULL);
  graft_fitter_free(fitter);
}

static void select_stopped_before_its_choice_gives_nothing(void) {
  watch w = {.answer_at = 2, .answer = 1, .thread = pthread_self()};
  graft_fitter *fitter = selecting();
  graft_model *model = NULL;
  OK(graft_fitter_set_progress(fitter, watching, &w));
  REFUSED(graft_fitter_fit(fitter, &model), GRAFT_STOPPED, "before a method was chosen");
  CHECK(model == NULL && !w.disorder && !w.elsewhere);
  graft_fitter_free(fitter);
}

static void count_lines(const char *line, void *user) {
  ++*(int *)user;
  CHECK(*line && strchr(line, '\n') == NULL);
}

static void the_log_tells_what_is_fitted(void) {
  int lines = 0;
  graft_fitter *fitter = fitter_of("gate", tiny(), sample_set);
  OK(graft_fitter_set_log(fitter, count_lines, &lines));
  graft_model_free(fitted(fitter));
  CHECK(lines > 0);
}

int main(void) {
  RUN(progress_is_told_at_every_epochs_end);
  RUN(the_sources_own_stage_counts_as_well);
  RUN(watching_a_fit_does_not_change_it);
  RUN(a_positive_answer_stops_and_keeps_the_best);
  RUN(a_negative_answer_aborts_and_is_passed_through);
  RUN(members_side_by_side_are_watched_from_the_fitting_thread);
  RUN(a_callback_cannot_change_its_own_fitter);
  RUN(another_thread_may_cancel);
  RUN(a_cancel_is_kept_for_the_next_fit_and_no_longer);
  RUN(a_time_limit_ends_a_fit);
  RUN(a_fit_stopped_before_its_first_epoch_gives_nothing);
  RUN(the_history_has_a_row_an_epoch_and_named_columns);
  RUN(select_says_what_it_chose_from);
  RUN(select_refuses_a_candidate_that_is_no_method);
  RUN(select_stopped_before_its_choice_gives_nothing);
  RUN(the_log_tells_what_is_fitted);
  return checks_done();
}
