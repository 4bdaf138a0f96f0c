/* Eight threads predict on one model a hundred thousand times: each time the bits of a single
 * thread, and no more memory than after a tenth of that. */
#define _XOPEN_SOURCE 700
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 33)
#include <malloc.h>
#define HEAP_IS_KNOWN 1
#endif
#endif

#include "samples.h"

/* Sanitizers put an allocator of their own in the place of the one that is asked here, and make
 * each call tens of times as long. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { THREADS = 8, LEVELS = 2, KINDS = 4 };
enum { CALLS = SANITIZED ? 2400 : 100000 };

typedef struct {
  double mean[SAMPLES], model_sd[SAMPLES], noise_sd[SAMPLES], quantiles[SAMPLES * LEVELS];
} answers;

typedef struct {
  const graft_model* model;
  const graft_dataset* set;
  int of_molecules;
  answers expected;
} question;

typedef struct {
  pthread_t thread;
  const question* asked;
  int calls, differs, failed, not_refused;
} asker;

/* The kinds of calls in turn: of rows at the door, of a set, of quantiles, of the last sample
 * alone. */
static graft_status ask(const question* q, int kind, answers* a) {
  const double levels[LEVELS] = {0.025, 0.975};
  const char* smiles[SAMPLES];
  const int first = kind == 3 ? SAMPLES - 1 : 0, rows = SAMPLES - first;
  if (kind == 1)
    return graft_model_predict(q->model, q->set, NULL, a->mean, a->model_sd, a->noise_sd, SAMPLES);
  if (kind == 2)
    return graft_model_quantiles(q->model, q->set, NULL, levels, LEVELS, a->quantiles, SAMPLES,
                                 LEVELS, 1);
  if (q->of_molecules) {
    for (int i = 0; i < rows; ++i) smiles[i] = samples[first + i].smiles;
    return graft_model_predict_smiles(q->model, smiles, rows, NULL, a->mean + first,
                                      a->model_sd + first, a->noise_sd + first);
  }
  return graft_model_predict_features(q->model, samples[first].features, rows, FEATURES,
                                      sizeof samples[0] / sizeof(double), 1, NULL, a->mean + first,
                                      a->model_sd + first, a->noise_sd + first);
}

/* What a call answers is compared; what it leaves alone has the expected bits already. */
static void* ask_in_turn(void* argument) {
  asker* a = argument;
  for (int call = 0; call < a->calls; ++call) {
    answers found = a->asked->expected;
    const int kind = call % KINDS;
    if (kind < 2)
      memset(&found, 0, offsetof(answers, quantiles));
    else if (kind == 2)
      memset(found.quantiles, 0, sizeof found.quantiles);
    else
      found.mean[SAMPLES - 1] = 0;
    a->failed += ask(a->asked, kind, &found) != GRAFT_OK;
    a->differs += memcmp(&found, &a->asked->expected, sizeof found) != 0;
    /* Errors keep nothing either. */
    if (call % 50 == 0)
      a->not_refused += graft_model_predict(a->asked->model, a->asked->set, NULL, found.mean, NULL,
                                            NULL, SAMPLES - 1) != GRAFT_ERROR_ARGUMENT;
  }
  return NULL;
}

typedef struct {
  double heap, resident; /* bytes; 0 where they cannot be asked */
} weight;

static weight weigh(void) {
  weight w = {0, 0};
  long pages = 0, ignored = 0;
  FILE* statm = fopen("/proc/self/statm", "r");
  if (statm) {
    if (fscanf(statm, "%ld %ld", &ignored, &pages) == 2)
      w.resident = (double)pages * (double)sysconf(_SC_PAGESIZE);
    fclose(statm);
  }
#ifdef HEAP_IS_KNOWN
  const struct mallinfo2 info = mallinfo2();
  w.heap = (double)info.uordblks + (double)info.hblkhd;
#endif
  return w;
}

typedef struct {
  weight held, freed; /* while the model is there, and when it is gone */
} weights;

/* A new model answers `calls` questions. */
static weights endure(int of_molecules, const char* method, int calls) {
  static question q;
  static asker askers[THREADS];
  graft_options* options = tiny();
  OK(graft_options_set_int(options, "members", 2));
  graft_model* model = fitted(fitter_of(method, options, of_molecules ? molecules : vectors));
  graft_dataset* set = of_molecules ? molecules(FLASH, SAMPLES) : vectors(FLASH, SAMPLES);
  weights w;
  memset(&q, 0, sizeof q);
  memset(askers, 0, sizeof askers);
  q.model = model, q.set = set, q.of_molecules = of_molecules;
  for (int kind = 0; kind < KINDS; ++kind) OK(ask(&q, kind, &q.expected));
  for (int t = 0; t < THREADS; ++t) {
    askers[t].asked = &q, askers[t].calls = calls / THREADS;
    CHECK(pthread_create(&askers[t].thread, NULL, ask_in_turn, &askers[t]) == 0);
  }
  for (int t = 0; t < THREADS; ++t) {
    CHECK(pthread_join(askers[t].thread, NULL) == 0);
    CHECK(askers[t].failed == 0);
    CHECK(askers[t].differs == 0);
    CHECK(askers[t].not_refused == 0);
  }
  w.held = weigh();
  graft_dataset_free(set);
  graft_model_free(model);
  w.freed = weigh();
  return w;
}

static void check_endurance(int of_molecules, const char* method, int calls) {
  const double mib = 1048576;
  const weights few = endure(of_molecules, method, calls / 10);
  const weights many = endure(of_molecules, method, calls);
  const double held = many.held.heap - few.held.heap, lost = many.freed.heap - few.freed.heap;
  const double resident = many.held.resident - few.held.resident;
  printf(
      "      %s: after %d predictions more than after %d: %.0f bytes held, %.0f lost; %.0f KiB "
      "resident\n",
      method, calls, calls / 10, held, lost, resident / 1024);
  if (SANITIZED) return;
  /* A model keeps a working space, here of a MiB, for each call that was at work at once. */
  CHECK(held < THREADS * 2 * mib);
  CHECK(resident < THREADS * 2 * mib);
  /* What is made once for the process may come late; a block from every call that is refused, the
   * rarest, would be four times as much. */
  CHECK(lost < 16 * 1024);
}

static void predictions_of_vectors_go_on_for_ever(void) { check_endurance(0, "gate", CALLS); }

static void predictions_of_molecules_go_on_for_ever(void) {
  if (has_smiles()) check_endurance(1, "scratch", CALLS / 5);
}

int main(void) {
#ifdef HEAP_IS_KNOWN
  /* By default glibc moves this threshold when large blocks are freed, and each thread's arena then
   * grows by some MiB of free memory before it stays where it is. */
  CHECK(mallopt(M_MMAP_THRESHOLD, 128 * 1024) == 1);
#endif
  RUN(predictions_of_vectors_go_on_for_ever);
  RUN(predictions_of_molecules_go_on_for_ever);
  return checks_done();
}
