/* Checkpoints: a fit that was stopped, or killed, goes on to the same model, bit for bit. */
#include "files.h"

#include <signal.h>
#include <sys/wait.h>

#include "samples.h"

static char checkpoint[PATH];

typedef struct {
  int64_t stop_at; /* steps; 0: never */
  int64_t first;   /* steps done at the first call */
  int told;        /* a pipe to write a byte to at every call, or 0 */
  int64_t last;    /* the call from which on it waits to be killed; 0: never */
  int64_t calls;
} plan;

static int32_t follow(const graft_progress *now, void *user) {
  plan *p = user;
  if (p->first == 0) p->first = now->done;
  if (p->told && write(p->told, "!", 1) != 1) return -1;
  while (++p->calls == p->last) pause();
  return p->stop_at > 0 && now->done >= p->stop_at;
}

static graft_options *with_checkpoint(int64_t members, int64_t steps) {
  graft_options *options = tiny();
  OK(graft_options_set_string(options, "checkpoint", checkpoint));
  OK(graft_options_set_double(options, "checkpoint_every", 0));
  OK(graft_options_set_int(options, "members", members));
  OK(graft_options_set_int(options, "steps", steps));
  return options;
}

static graft_model *run(plan *p, graft_options *options) {
  graft_fitter *fitter = fitter_of("gate", options, sample_set);
  OK(graft_fitter_set_progress(fitter, follow, p));
  return fitted(fitter);
}

static graft_model *uninterrupted(int64_t members, int64_t steps) {
  graft_options *options = tiny();
  OK(graft_options_set_int(options, "members", members));
  OK(graft_options_set_int(options, "steps", steps));
  return fitted(fitter_of("gate", options, sample_set));
}

static void a_stopped_fit_goes_on_to_the_same_model(void) {
  for (int64_t members = 1; members <= 2; ++members) {
    plan stopping = {.stop_at = members == 1 ? 35 : 95}, going_on = {0};
    graft_model *expected = uninterrupted(members, 60);
    graft_model *half = run(&stopping, with_checkpoint(members, 60));
    CHECK(file_exists(checkpoint));
    CHECK(!same_model(half, expected));
    graft_model *whole = run(&going_on, with_checkpoint(members, 60));
    CHECK(going_on.first >= stopping.stop_at - 10); /* it did not begin again */
    CHECK(same_model(whole, expected));
    CHECK(!file_exists(checkpoint) && count_files(folder) == 0);
    graft_model_free(expected);
    graft_model_free(half);
    graft_model_free(whole);
  }
}

static void a_fit_goes_on_with_another_number_of_threads(void) {
  plan stopping = {.stop_at = 25}, going_on = {0};
  graft_options *options = with_checkpoint(3, 60);
  graft_model *expected = uninterrupted(3, 60);
  graft_model_free(run(&stopping, with_checkpoint(3, 60)));
  OK(graft_options_set_int(options, "n_threads", 2));
  graft_model *whole = run(&going_on, options);
  CHECK(same_model(whole, expected) && !file_exists(checkpoint));
  graft_model_free(whole);
  graft_model_free(expected);
}

static graft_status fit_something_else(const char *method, int64_t width, double target) {
  graft_options *options = with_checkpoint(1, 60);
  graft_dataset *set = sample_set(FLASH, 12);
  graft_model *model = NULL;
  double targets[12];
  OK(graft_options_set_int(options, "width", width));
  graft_fitter *fitter = fitter_of(method, options, sample_set);
  OK(graft_dataset_targets(set, targets, 12));
  targets[3] = target;
  OK(graft_dataset_set_targets(set, targets, 12));
  OK(graft_fitter_set_target(fitter, set));
  const graft_status status = graft_fitter_fit(fitter, &model);
  CHECK((status == GRAFT_OK) == (model != NULL));
  graft_model_free(model);
  graft_fitter_free(fitter);
  graft_dataset_free(set);
  return status;
}

static void the_checkpoint_of_another_fit_is_refused_and_kept(void) {
  plan stopping = {.stop_at = 25}, going_on = {0};
  const double as_before = samples[3].flash;
  graft_model_free(run(&stopping, with_checkpoint(1, 60)));
  REFUSED(fit_something_else("gate", 17, as_before), GRAFT_ERROR_DATA, "checkpoint|options");
  REFUSED(fit_something_else("gate", 16, 300), GRAFT_ERROR_DATA, "checkpoint|data");
  REFUSED(fit_something_else("scratch", 16, as_before), GRAFT_ERROR_DATA, "checkpoint");
  CHECK(file_exists(checkpoint));
  graft_model *expected = uninterrupted(1, 60), *whole = run(&going_on, with_checkpoint(1, 60));
  CHECK(same_model(whole, expected));
  graft_model_free(expected);
  graft_model_free(whole);
}

static void a_checkpoint_that_is_none_is_refused(void) {
  write_text(checkpoint, "This is no checkpoint, though it is long enough for one.");
  REFUSED(fit_something_else("gate", 16, 300), GRAFT_ERROR_FORMAT, "checkpoint");
  CHECK(file_exists(checkpoint)); /* it may be something dear to the user */
  unlink(checkpoint);
}

static void a_checkpoint_that_cannot_be_written_is_an_error(void) {
  char usual[PATH];
  memcpy(usual, checkpoint, PATH);
  in_folder(checkpoint, "no/such/folder");
  REFUSED(fit_something_else("gate", 16, 300), GRAFT_ERROR_IO, "no/such/folder|No such file");
  strcpy(checkpoint, folder);
  REFUSED(fit_something_else("gate", 16, 300), GRAFT_ERROR_IO, "a directory");
  memcpy(checkpoint, usual, PATH);
  CHECK(count_files(folder) == 0);
}

/* Lets a child fit and kills it when it has told of its progress `calls` times: somewhere on
 * the way to the third time after that, where it waits. 1 if it was killed. */
static int kill_a_fit(int64_t steps, int64_t calls) {
  int ends[2], status = 0;
  char sign;
  fflush(stdout);
  if (!CHECK(pipe(ends) == 0)) return 0;
  const pid_t child = fork();
  if (child == 0) {
    plan p = {.told = ends[1], .last = calls + 3};
    graft_model_free(run(&p, with_checkpoint(2, steps)));
    _exit(0);
  }
  close(ends[1]);
  CHECK(child > 0);
  for (int64_t i = 0; i < calls; ++i) CHECK(read(ends[0], &sign, 1) == 1);
  kill(child, SIGKILL);
  CHECK(waitpid(child, &status, 0) == child);
  close(ends[0]);
  return WIFSIGNALED(status);
}

static void a_killed_fit_goes_on_to_the_same_model(void) {
  enum { STEPS = 1000, KILLS = 4 };
  graft_model *expected = uninterrupted(2, STEPS);
  for (int i = 0; i < KILLS; ++i) {
    CHECK(kill_a_fit(STEPS, 5 + 9 * i));
    CHECK(file_exists(checkpoint));
  }
  plan p = {0};
  graft_model *whole = run(&p, with_checkpoint(2, STEPS));
  CHECK(same_model(whole, expected));
  CHECK(!file_exists(checkpoint));
  graft_model_free(whole);
  graft_model_free(expected);
}

int main(void) {
  make_folder();
  in_folder(checkpoint, "checkpoint");
  RUN(a_stopped_fit_goes_on_to_the_same_model);
  RUN(a_fit_goes_on_with_another_number_of_threads);
  RUN(the_checkpoint_of_another_fit_is_refused_and_kept);
  RUN(a_checkpoint_that_is_none_is_refused);
  RUN(a_checkpoint_that_cannot_be_written_is_an_error);
  RUN(a_killed_fit_goes_on_to_the_same_model);
  remove_folder();
  return checks_done();
}
