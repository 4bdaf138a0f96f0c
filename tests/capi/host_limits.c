/* A host whose process may start no thread, or write no large file: a status at the worst. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "samples.h"

/* ---- Threads --------------------------------------------------------------------------------- */

static int refused; /* the library's threads, but not those of this test */

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <dlfcn.h>
#define CAN_REFUSE 1
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) {
  union {
    void* found;
    int (*call)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  } system;
  if (refused) return EAGAIN;
  system.found = dlsym(RTLD_NEXT, "pthread_create");
  return system.call(thread, attributes, run, argument);
}
#else
#define CAN_REFUSE 0 /* the sanitizers have a pthread_create of their own */
#endif

static void fit_and_predict(const char* method, double* mean) {
  graft_options* options = tiny();
  graft_dataset* set = vectors(FLASH, 12);
  graft_model* model;
  OK(graft_options_set_text(options, "n_threads", "4"));
  OK(graft_options_set_text(options, "members", "2"));
  model = fitted(fitter_of(method, options, vectors));
  OK(graft_options_create(&options));
  OK(graft_options_set_text(options, "n_threads", "4"));
  OK(graft_model_predict(model, set, options, mean, NULL, NULL, 12));
  graft_options_free(options);
  graft_dataset_free(set);
  graft_model_free(model);
}

static void without_threads_of_its_own_it_does_the_same(void) {
  static const char* const methods[] = {"scratch", "gate", "stacked"};
  double with[12], without[12];
  for (int i = 0; i < 3; ++i) {
    refused = 0;
    fit_and_predict(methods[i], with);
    refused = 1;
    fit_and_predict(methods[i], without);
    refused = 0;
    CHECK(same_bits(with, without, 12));
  }
}

static void* read_large(void* strict) {
  static char large[1501];
  const char* const smiles[3] = {"CCO", large, "CC"};
  graft_options* options = NULL;
  graft_dataset* set = NULL;
  memset(large, 'C', sizeof large - 1);
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "strict", *(int*)strict));
  refused = 1;
  REFUSED(graft_dataset_from_smiles(NULL, smiles, 3, NULL, options, &set), GRAFT_ERROR_MEMORY,
          "stack");
  refused = 0;
  CHECK(set == NULL);
  OK(graft_dataset_from_smiles(NULL, smiles, 3, NULL, options, &set));
  CHECK(graft_dataset_rows(set) == 3);
  graft_dataset_free(set);
  graft_options_free(options);
  return NULL;
}

/* It is not the row's fault, which would be left out. */
static void a_molecule_for_which_no_stack_can_be_had_is_an_error_of_memory(void) {
  if (!has_smiles()) return;
  for (int strict = 0; strict < 2; ++strict) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    CHECK(pthread_attr_setstacksize(&attributes, 128 << 10) == 0);
    CHECK(pthread_create(&thread, &attributes, read_large, &strict) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    pthread_attr_destroy(&attributes);
  }
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* The signal that the system sends along with the error would end the process. */
static void a_file_beyond_the_limit_of_the_process_is_an_error(void) {
  static const char path[] = "host_limits.graft";
  const struct rlimit small = {1000, RLIM_INFINITY};
  struct rlimit before;
  struct stat info;
  sigset_t pending;
  graft_model *model = fitted(fitter_of("scratch", tiny(), vectors)), *again = NULL;
  OK(graft_model_save(model, path));
  CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
  fflush(stdout);
  CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
  const graft_status status = graft_model_save(model, path);
  CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
  REFUSED(status, GRAFT_ERROR_IO, path);
  CHECK(sigpending(&pending) == 0 && !sigismember(&pending, SIGXFSZ));
  OK(graft_model_load(NULL, path, &again)); /* the one from before */
  CHECK(same_model(model, again));
  CHECK(stat("host_limits.graft.part", &info) != 0);
  graft_model_free(again);
  graft_model_free(model);
  remove(path);
}

int main(void) {
  if (CAN_REFUSE) {
    RUN(without_threads_of_its_own_it_does_the_same);
    RUN(a_molecule_for_which_no_stack_can_be_had_is_an_error_of_memory);
  }
  RUN(a_file_beyond_the_limit_of_the_process_is_an_error);
  return checks_done();
}
