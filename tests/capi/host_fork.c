/* A host that forks: the child of a process whose models hold idle workspaces of two threads, which
 * do not exist in the child, predicts, fits and frees without hanging. */
#define _XOPEN_SOURCE 700
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "samples.h"

enum { LIMIT = 120 }; /* seconds after which a child is taken to hang */

static graft_model* model;
static graft_options* two_threads;
static const double x[2 * FEATURES] = {2, 0, 1, 0, 6, 1, 0, 1};
static double before[2];

static int predicts_the_same(void) {
  double mean[2] = {0};
  return graft_model_predict_features(model, x, 2, FEATURES, FEATURES, 1, two_threads, mean, NULL,
                                      NULL) == GRAFT_OK &&
         same_bits(mean, before, 2);
}

static int fits(void) {
  graft_options* options = tiny();
  graft_fitter* fitter;
  graft_model* made = NULL;
  graft_status status;
  graft_options_set_text(options, "n_threads", "2");
  graft_options_set_text(options, "members", "2");
  fitter = fitter_of("scratch", options, vectors);
  status = graft_fitter_fit(fitter, &made);
  graft_fitter_free(fitter);
  graft_model_free(made);
  return status == GRAFT_OK;
}

static int frees(void) {
  graft_model_free(model);
  return 1;
}

/* Runs the steps in a child; all of them must hold. */
static void in_child(int (*const* steps)(void), int count) {
  int status = 0;
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    alarm(LIMIT);
    for (int i = 0; i < count; ++i)
      if (!steps[i]()) _exit(10 + i);
    _exit(0);
  }
  CHECK(child > 0);
  CHECK(waitpid(child, &status, 0) == child);
  if (!CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0))
    printf("    %s %d\n", WIFSIGNALED(status) ? "signal" : "step",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) - 10);
}

static void a_child_predicts_fits_and_frees(void) {
  int (*const all[])(void) = {predicts_the_same, fits, predicts_the_same, frees};
  int (*const free_only[])(void) = {frees};
  int (*const fit_first[])(void) = {fits, frees};
  in_child(all, 4);
  in_child(free_only, 1);
  in_child(fit_first, 2);
}

static void the_parent_goes_on_as_before(void) {
  CHECK(predicts_the_same());
  CHECK(fits());
}

static void a_child_of_a_child_works_too(void) {
  int (*const nested[])(void) = {predicts_the_same, fits};
  int status = 0;
  const pid_t child = fork();
  if (child == 0) {
    alarm(LIMIT);
    if (!predicts_the_same()) _exit(1);
    const int failed = checks_failed;
    in_child(nested, 2);
    _exit(checks_failed > failed);
  }
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

int main(void) {
  graft_options* options = tiny();
  OK(graft_options_set_text(options, "n_threads", "2"));
  OK(graft_options_set_text(options, "members", "2"));
  model = fitted(fitter_of("scratch", options, vectors));
  OK(graft_options_create(&two_threads));
  OK(graft_options_set_text(two_threads, "n_threads", "2"));
  OK(graft_model_predict_features(model, x, 2, FEATURES, FEATURES, 1, two_threads, before, NULL,
                                  NULL));
  RUN(a_child_predicts_fits_and_frees);
  RUN(a_child_of_a_child_works_too);
  RUN(the_parent_goes_on_as_before);
  graft_model_free(model);
  graft_options_free(two_threads);
  return checks_done();
}
