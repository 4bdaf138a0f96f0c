/* Threads: results are the same bits for any number of them, and handles are used side by side. */
#define _XOPEN_SOURCE 700
#include <pthread.h>

#include "samples.h"

enum { THREADS = 4, ROWS = 400 };

/* Rows enough for several threads to find work. */
static graft_dataset* many_rows(property which, int64_t ignored) {
  graft_dataset *set = NULL, *all = NULL;
  double x[ROWS * FEATURES], targets[ROWS];
  int64_t first[ROWS];
  (void)ignored;
  for (int i = 0; i < ROWS * FEATURES; ++i) x[i] = sin(i);
  for (int i = 0; i < ROWS; ++i) {
    first[i] = i;
    targets[i] = which == FLASH ? x[4 * i] + x[4 * i + 1] * x[4 * i + 2] : i % 17;
  }
  if (!has_smiles()) {
    OK(graft_dataset_from_features(NULL, x, ROWS, FEATURES, FEATURES, 1, targets, NULL, &set));
    return set;
  }
  OK(graft_dataset_from_csv(NULL, EXAMPLE_DATA "/flash_points.csv", "smiles", "smiles",
                            "flash_point_K", NULL, NULL, &all));
  OK(graft_dataset_select(all, first, ROWS, &set));
  if (which == BOILING) OK(graft_dataset_set_targets(set, targets, ROWS));
  graft_dataset_free(all);
  return set;
}

static graft_model* fit_with(const char* method, int64_t members, int64_t threads) {
  graft_options* options = tiny();
  OK(graft_options_set_int(options, "width", 80));
  OK(graft_options_set_int(options, "batch", 100));
  OK(graft_options_set_int(options, "steps", 12));
  OK(graft_options_set_int(options, "epoch_steps", 6));
  OK(graft_options_set_int(options, "members", members));
  OK(graft_options_set_int(options, "n_threads", threads));
  return fitted(fitter_of(method, options, many_rows));
}

static void check_thread_counts(const char* method, int64_t members) {
  graft_model* one = fit_with(method, members, 1);
  for (int64_t threads = 2; threads <= 3; ++threads) {
    graft_model* more = fit_with(method, members, threads);
    CHECK(same_model(one, more));
    graft_model_free(more);
  }
  graft_model_free(one);
}

static void one_member_is_the_same_for_any_number_of_threads(void) {
  check_thread_counts("gate", 1);
  check_thread_counts("scratch", 1);
}

static void three_members_are_the_same_for_any_number_of_threads(void) {
  check_thread_counts("gate", 3);
}

static void a_prediction_is_the_same_for_any_number_of_threads(void) {
  double mean[2][ROWS], model_sd[2][ROWS];
  graft_dataset* set = many_rows(FLASH, 0);
  graft_model* model = fit_with("gate", 2, 1);
  graft_options* options = tiny();
  OK(graft_model_predict(model, set, NULL, mean[0], model_sd[0], NULL, ROWS));
  for (int64_t threads = 2; threads <= 3; ++threads) {
    OK(graft_options_set_int(options, "n_threads", threads));
    OK(graft_model_predict(model, set, options, mean[1], model_sd[1], NULL, ROWS));
    CHECK(same_bits(mean[0], mean[1], ROWS) && same_bits(model_sd[0], model_sd[1], ROWS));
  }
  graft_options_free(options);
  graft_dataset_free(set);
  graft_model_free(model);
}

typedef struct {
  pthread_t thread;
  const graft_model* model;
  const graft_dataset* set;
  graft_fitter* fitter;
  graft_model* result;
  graft_status status;
  int differs, error_is_own;
  double expected[ROWS];
} job;

static void* predict_often(void* argument) {
  job* j = argument;
  double mean[ROWS];
  for (int round = 0; round < 10 && j->status == GRAFT_OK; ++round) {
    j->status = graft_model_predict(j->model, j->set, NULL, mean, NULL, NULL, ROWS);
    j->differs += !same_bits(mean, j->expected, ROWS);
  }
  return NULL;
}

static void threads_predict_on_one_model_at_once(void) {
  static job jobs[THREADS];
  graft_dataset* set = many_rows(FLASH, 0);
  graft_model* model = fit_with("gate", 1, 1);
  for (int t = 0; t < THREADS; ++t) {
    jobs[t].model = model;
    jobs[t].set = set;
    OK(graft_model_predict(model, set, NULL, jobs[t].expected, NULL, NULL, ROWS));
  }
  for (int t = 0; t < THREADS; ++t)
    CHECK(pthread_create(&jobs[t].thread, NULL, predict_often, &jobs[t]) == 0);
  for (int t = 0; t < THREADS; ++t) {
    CHECK(pthread_join(jobs[t].thread, NULL) == 0);
    CHECK(jobs[t].status == GRAFT_OK && jobs[t].differs == 0);
  }
  graft_dataset_free(set);
  graft_model_free(model);
}

static void* fit_it(void* argument) {
  job* j = argument;
  j->status = graft_fitter_fit(j->fitter, &j->result);
  return NULL;
}

static void fitters_fit_side_by_side(void) {
  static job jobs[THREADS];
  for (int t = 0; t < THREADS; ++t) {
    graft_options* options = tiny();
    OK(graft_options_set_int(options, "seed", t % 2));
    jobs[t].fitter = fitter_of(t < 2 ? "gate" : "scratch", options, sample_set);
  }
  for (int t = 0; t < THREADS; ++t)
    CHECK(pthread_create(&jobs[t].thread, NULL, fit_it, &jobs[t]) == 0);
  for (int t = 0; t < THREADS; ++t) {
    graft_model* alone = NULL;
    CHECK(pthread_join(jobs[t].thread, NULL) == 0 && jobs[t].status == GRAFT_OK);
    OK(graft_fitter_fit(jobs[t].fitter, &alone));
    CHECK(same_model(jobs[t].result, alone));
    graft_fitter_free(jobs[t].fitter);
    graft_model_free(jobs[t].result);
    graft_model_free(alone);
  }
}

static void* fail_elsewhere(void* argument) {
  job* j = argument;
  j->error_is_own = strcmp(graft_last_error(), "") == 0;
  j->status = graft_options_create(NULL);
  j->error_is_own &= strstr(graft_last_error(), "out") != NULL;
  return NULL;
}

static void each_thread_has_its_own_last_error(void) {
  job elsewhere = {0};
  REFUSED(graft_model_save(NULL, "x"), GRAFT_ERROR_ARGUMENT, "model");
  CHECK(pthread_create(&elsewhere.thread, NULL, fail_elsewhere, &elsewhere) == 0);
  CHECK(pthread_join(elsewhere.thread, NULL) == 0);
  CHECK(elsewhere.status == GRAFT_ERROR_ARGUMENT && elsewhere.error_is_own);
  CHECK(strstr(graft_last_error(), "model") != NULL);
}

int main(void) {
  RUN(one_member_is_the_same_for_any_number_of_threads);
  RUN(three_members_are_the_same_for_any_number_of_threads);
  RUN(a_prediction_is_the_same_for_any_number_of_threads);
  RUN(threads_predict_on_one_model_at_once);
  RUN(fitters_fit_side_by_side);
  RUN(each_thread_has_its_own_last_error);
  return checks_done();
}
