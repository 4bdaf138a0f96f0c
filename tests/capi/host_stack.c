/* A host whose threads have small stacks: every kind of call, of every method, on a stack of
 * 128 KiB, which the header promises to be enough. How much each used is seen from what is left of
 * a pattern, and printed.
 *
 *   host_stack [ONLY]   of the calls whose name holds ONLY */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Enough for the blocked algorithms of linear algebra, which keep blocks on the stack. */
enum { ROWS = 160, STACK = 128 << 10, PAGE = 4096, MODEL_BYTES = 16 << 20 };
#include "host_calls.h"

static const unsigned char pattern = 0xA5;
static char now[120]; /* what is being called */

static void give_up(const char* status, const char* message) {
  printf("before %s: %s: %s\n", now, status, message);
  exit(1);
}

static void at_overflow(int number) {
  static const char text[] = "\nthe stack is used up in: ";
  (void)number;
  if (write(1, text, sizeof text - 1) < 0 || write(1, now, strlen(now)) < 0) _exit(98);
  if (write(1, "\n", 1) < 0) _exit(98);
  _exit(99);
}

/* What a model answers beside its predictions. */
static graft_status ask(void) {
  static double drawn[ROWS * 50], latent[ROWS * 64];
  static char info[1 << 18];
  int64_t cols = 0, needed = 0;
  double value = 0;
  graft_status status =
      graft_model_draws(model, target, options, 1, drawn, ROWS, 50, 50, 1);
  if (status == GRAFT_ERROR_UNSUPPORTED || status == GRAFT_ERROR_ARGUMENT) status = GRAFT_OK;
  if (!status) status = graft_model_evaluate(model, target, options, "crps", &value);
  if (!status) status = graft_model_evaluate(model, target, options, "rmse", &value);
  if (!status) status = graft_model_info(model, info, sizeof info, &needed);
  if (!status && graft_model_embed_cols(model, "latent", &cols) == GRAFT_OK && cols <= 64)
    status = graft_model_embed(model, target, "latent", 0, latent, ROWS, cols, cols, 1);
  return status;
}

static graft_status read_files(void) {
  graft_dataset *set = NULL, *joined = NULL;
  int32_t part[ROWS];
  graft_status status =
      graft_dataset_from_csv(NULL, EXAMPLE_DATA "/flash_points.csv",
                             graft_has_feature("rdkit") ? "smiles" : "features",
                             graft_has_feature("rdkit") ? "smiles" : "flash_point_K",
                             graft_has_feature("rdkit") ? "flash_point_K" : NULL, NULL, NULL, &set);
  if (!status) status = graft_dataset_concat(target, source, &joined);
  if (!status) status = graft_split_random(target, 0.2, 1, part, ROWS);
  graft_dataset_free(set);
  graft_dataset_free(joined);
  return status;
}

static graft_status formulas(void) {
  static const char* const of[] = {"SiO2", "Ba0.5Sr0.5TiO3", "[Co(NH3)6]Cl3", "CuSO4*5H2O"};
  graft_dataset* set = NULL;
  const graft_status status = graft_dataset_from_formulas(NULL, of, 4, NULL, NULL, &set);
  graft_dataset_free(set);
  return status;
}

typedef struct {
  graft_status (*run)(void);
  graft_status status;
  char message[400];
} job;

static void* on_thread(void* data) {
  static char other_stack[1 << 16]; /* one thread at a time */
  const stack_t other = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
  job* j = data;
  sigaltstack(&other, NULL);
  j->status = j->run();
  if (j->status)
    snprintf(j->message, sizeof j->message, "%s: %s", graft_status_name(j->status),
             graft_last_error());
  return NULL;
}

static long worst;

/* Runs it on a stack of its own between two pages that nobody may touch. */
static void on_small_stack(const char* name, graft_status (*run)(void)) {
  pthread_t thread;
  pthread_attr_t attributes;
  job j = {run, GRAFT_OK, ""};
  snprintf(now, sizeof now, "%s: %s", tried->name, name);
  unsigned char* room = mmap(NULL, STACK + 2 * PAGE, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (room == MAP_FAILED) abort();
  mprotect(room, PAGE, PROT_NONE);
  mprotect(room + PAGE + STACK, PAGE, PROT_NONE);
  memset(room + PAGE, pattern, STACK);
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, room + PAGE, STACK);
  if (pthread_create(&thread, &attributes, on_thread, &j) != 0) abort();
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  long untouched = 0;
  while (untouched < STACK && room[PAGE + untouched] == pattern) ++untouched;
  munmap(room, STACK + 2 * PAGE);
  const long used = STACK - untouched;
  if (used > worst) worst = used;
  if (!CHECK(j.status == GRAFT_OK || j.status == GRAFT_UNCONVERGED))
    printf("    %s: %s\n", now, j.message);
  printf("%-44s %4ld KiB\n", now, (used + 1023) / 1024);
  fflush(stdout);
}

static void try_kind(const kind* of, const char* only) {
  if (!strstr(of->name, only)) return;
  if (of->in == MOLECULES && !graft_has_feature("rdkit")) return;
  tried = of;
  snprintf(now, sizeof now, "%s", tried->name);
  prepare(1);
  const graft_status fitted = graft_fitter_fit(fitter, &model);
  if (fitted == GRAFT_ERROR_UNSUPPORTED) return; /* a method for vectors alone */
  must(fitted);
  on_small_stack("data", read_data);
  on_small_stack("files", read_files);
  on_small_stack("fit", fit);
  must(graft_model_save_memory(model, bytes, MODEL_BYTES, &size));
  on_small_stack("load", load);
  on_small_stack("save", save);
  on_small_stack("predict", predict);
  on_small_stack("ask", ask);
  graft_model_free(model);
  graft_fitter_free(fitter);
  graft_dataset_free(target);
  graft_dataset_free(source);
  graft_options_free(options);
}

/* Every method, on vectors and on molecules. */
static void try_methods(const char* only) {
  for (int64_t m = 0; m < graft_method_count(); ++m) {
    const char* method;
    int64_t least;
    char name[80];
    must(graft_method_describe(m, &method, &least, NULL, NULL, NULL));
    for (int in = VECTORS; in <= MOLECULES; ++in) {
      snprintf(name, sizeof name, "%s of %s", method, in == VECTORS ? "vectors" : "molecules");
      const kind of = {name, method, (input)in, least > 0, {NULL}};
      try_kind(&of, only);
    }
  }
}

int main(int count, char** arguments) {
  const char* only = count > 1 ? arguments[1] : "";
  static double results[VALUES];
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = at_overflow;
  action.sa_flags = SA_ONSTACK;
  values = results;
  bytes = malloc(MODEL_BYTES);
  if (!bytes) return 1;
  sigaction(SIGSEGV, &action, NULL);
  for (int k = 0; k < KINDS; ++k) try_kind(&kinds[k], only);
  try_methods(only);
  tried = &kinds[0];
  snprintf(now, sizeof now, "formulas");
  on_small_stack("formulas", formulas);
  printf("the deepest used %ld of %d KiB\n", (worst + 1023) / 1024, STACK / 1024);
  free(bytes);
  return checks_done();
}
