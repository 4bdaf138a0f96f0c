/* A host that ends its own threads with pthread_cancel while they are inside the library: the
 * process lives, nothing hangs, and the library works afterwards. */
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

#include "samples.h"

static const char* method;
static const char* threads;
static int inside; /* set by the progress callback */
static graft_fitter* fitter;
static graft_model* model;

static int32_t note(const graft_progress* now, void* user) {
  (void)user;
  if (now->done > 0) __atomic_store_n(&inside, 1, __ATOMIC_SEQ_CST);
  return 0;
}

static graft_fitter* new_fitter(int endless) {
  graft_options* options = tiny();
  graft_fitter* made;
  OK(graft_options_set_text(options, "n_threads", threads));
  OK(graft_options_set_text(options, "members", "2"));
  OK(graft_options_set_text(options, "chains", "2"));
  OK(graft_options_set_text(options, "hidden", "3"));
  OK(graft_options_set_text(options, "max_depth", "3"));
  if (endless) {
    OK(graft_options_set_text(options, "steps", "100000000"));
    OK(graft_options_set_text(options, "samples", "1000000"));
  } else {
    OK(graft_options_set_text(options, "adaptation", "20"));
    OK(graft_options_set_text(options, "samples", "20"));
    OK(graft_options_set_text(options, "draws", "20"));
  }
  made = fitter_of(method, options, vectors);
  OK(graft_fitter_set_progress(made, note, NULL));
  return made;
}

static void* fit(void* unused) {
  graft_model* out = NULL;
  graft_fitter_fit(fitter, &out);
  graft_model_free(out);
  return unused;
}

static void cancel_a_fit(const char* of, const char* with_threads) {
  pthread_t thread;
  void* result = NULL;
  graft_model* out = NULL;
  graft_status status;
  method = of;
  threads = with_threads;
  inside = 0;
  fitter = new_fitter(1);
  CHECK(pthread_create(&thread, NULL, fit, NULL) == 0);
  while (!__atomic_load_n(&inside, __ATOMIC_SEQ_CST)) usleep(1000);
  CHECK(pthread_cancel(thread) == 0);
#ifndef __GLIBC__
  OK(graft_fitter_cancel(fitter)); /* there the thread ends after its call only */
#endif
  CHECK(pthread_join(thread, &result) == 0);
  CHECK(result == PTHREAD_CANCELED);
  graft_fitter_free(fitter); /* as one whose fit has ended */

  fitter = new_fitter(0);
  status = graft_fitter_fit(fitter, &out);
  if (status != GRAFT_UNCONVERGED) OK(status);
  CHECK(out != NULL);
  graft_model_free(out);
  graft_fitter_free(fitter);
}

static void a_fit_of_one_thread_is_cancelled(void) { cancel_a_fit("scratch", "1"); }
static void a_fit_of_two_threads_is_cancelled(void) { cancel_a_fit("scratch", "2"); }
static void a_fit_of_more_threads_than_members_is_cancelled(void) { cancel_a_fit("scratch", "4"); }
static void the_chains_of_a_posterior_are_cancelled(void) {
  cancel_a_fit("pc_prior", "1");
  cancel_a_fit("pc_prior", "2");
}

static void* predict(void* unused) {
  double x[64 * FEATURES] = {0}, mean[64];
  graft_options* options = NULL;
  graft_options_create(&options);
  graft_options_set_text(options, "n_threads", "2");
  __atomic_store_n(&inside, 1, __ATOMIC_SEQ_CST);
  for (;;) {
    graft_model* copy = NULL;
    graft_model_predict_features(model, x, 64, FEATURES, FEATURES, 1, options, mean, NULL, NULL);
    graft_model_load(NULL, "/nonexistent", &copy);
    pthread_testcancel();
  }
  return unused;
}

/* Files, locks and joins are points where a thread may be cancelled: not inside the library. */
static void a_predicting_thread_is_cancelled(void) {
  method = "scratch";
  threads = "2";
  fitter = new_fitter(0);
  model = fitted(fitter);
  for (int round = 0; round < 40; ++round) {
    pthread_t thread;
    void* result = NULL;
    double mean;
    const double x[FEATURES] = {2, 0, 1, 0};
    inside = 0;
    CHECK(pthread_create(&thread, NULL, predict, NULL) == 0);
    while (!__atomic_load_n(&inside, __ATOMIC_SEQ_CST)) usleep(100);
    usleep((useconds_t)(137 * round));
    CHECK(pthread_cancel(thread) == 0);
    CHECK(pthread_join(thread, &result) == 0);
    CHECK(result == PTHREAD_CANCELED);
    OK(graft_model_predict_features(model, x, 1, FEATURES, FEATURES, 1, NULL, &mean, NULL, NULL));
  }
  graft_model_free(model);
}

static graft_context* context;

static void* free_all(void* unused) {
  int before;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
  pthread_cancel(pthread_self()); /* from now on at the first point where a thread may end */
  pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &before);
  graft_model_free(model);
  graft_context_free(context);
  pthread_testcancel();
  return unused;
}

/* Freed are threads that wait for work, and have to be waited for. */
static void a_thread_that_frees_is_cancelled(void) {
  graft_options* options = NULL;
  graft_dataset* set = NULL;
  const double x[4 * FEATURES] = {2, 0, 1, 0, 3, 1};
  double mean[4];
  pthread_t thread;
  void* result = NULL;
  method = "scratch";
  threads = "2";
  model = fitted(new_fitter(0));
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "n_threads", 2));
  OK(graft_context_create(options, &context));
  OK(graft_dataset_from_features(context, x, 4, FEATURES, FEATURES, 1, NULL, NULL, &set));
  OK(graft_dataset_distances(set, set, options, mean, 4));
  OK(graft_model_predict(model, set, options, mean, NULL, NULL, 4));
  graft_dataset_free(set);
  graft_options_free(options);
  CHECK(pthread_create(&thread, NULL, free_all, NULL) == 0);
  CHECK(pthread_join(thread, &result) == 0);
  CHECK(result == PTHREAD_CANCELED);
}

int main(void) {
#if defined(__SANITIZE_ADDRESS__)
  /* It does not see the frames that such an unwinding leaves and takes the next for overflows. */
  printf("skipped: the address sanitizer does not know pthread_cancel\n");
  return SKIP_TEST;
#endif
  RUN(a_fit_of_one_thread_is_cancelled);
  RUN(a_fit_of_two_threads_is_cancelled);
  RUN(a_fit_of_more_threads_than_members_is_cancelled);
  RUN(the_chains_of_a_posterior_are_cancelled);
  RUN(a_predicting_thread_is_cancelled);
  RUN(a_thread_that_frees_is_cancelled);
  return checks_done();
}
