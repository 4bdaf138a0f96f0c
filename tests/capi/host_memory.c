/* A host without memory: of each call each allocation is made to fail in turn; it and all that
 * follow; and all beyond some number of bytes, as where a process may have no more. The call says
 * GRAFT_ERROR_MEMORY (or does without, with the same result), nothing is lost, and the library
 * works afterwards.
 *
 *   host_memory [STEP [LAST [ONLY]]]   each STEP-th of the first LAST allocations of each call,
 *                                      of the calls whose name holds ONLY
 *
 * Each failure has a process of its own, forked from one that has not used the library yet, so that
 * first uses are met too. oneDNN and RDKit do not survive every lack of a single block. Where they
 * crash or hang themselves it is listed, not counted as a failure of ours; but not where memory is
 * limited: there Graft has to see it coming. */
#include "host_memory.h"

enum { ROWS = 12 };
#include "host_calls.h"

/* ---- In the children ------------------------------------------------------------------------ */

static void give_up(const char* status, const char* message) {
  snprintf(shared->message, sizeof shared->message, "before: %s: %s", status, message);
  _exit(1);
}

static void make_model(int unused, long also_unused) {
  (void)unused, (void)also_unused;
  prepare(1);
  must(graft_fitter_fit(fitter, &model));
  must(graft_model_save_memory(model, bytes, MODEL_BYTES, &shared->size));
}

static void measure(int call, long unused) {
  (void)unused;
  prepare(call);
  memset(values, 0, VALUES * sizeof *values);
  start_failing(NONE_FAILS, 0);
  must(calls[call].run());
  shared->allocations = stop_failing();
  memcpy(shared->expected, values, VALUES * sizeof *values);
}

static void expect_works(int call, const char* when) {
  graft_status status;
  memset(values, 0, VALUES * sizeof *values);
  status = calls[call].run();
  if (status)
    snprintf(shared->message, sizeof shared->message, "%s: %s: %s", when, graft_status_name(status),
             graft_last_error());
  else if (memcmp(values, shared->expected, VALUES * sizeof *values) != 0)
    snprintf(shared->message, sizeof shared->message, "%s: other results", when);
}

static failure tried_failure;

static void fail_at(int call, long which) {
  graft_status status;
  long live[3];
  prepare(call);
  memset(values, 0, VALUES * sizeof *values);
  start_failing(tried_failure, which);
  status = calls[call].run();
  stop_failing();
  if (status && status != GRAFT_ERROR_MEMORY)
    snprintf(shared->message, sizeof shared->message, "%s: %s", graft_status_name(status),
             graft_last_error());
  else if (!status && memcmp(values, shared->expected, VALUES * sizeof *values) != 0)
    snprintf(shared->message, sizeof shared->message, "GRAFT_OK with other results");
  if (shared->message[0]) return;
  expect_works(call, "afterwards");
  if (shared->message[0]) return;
  for (int i = 0; i < 3; ++i) { /* what is kept for later is kept by now */
    start_failing(tried_failure, which);
    calls[call].run();
    stop_failing();
    live[i] = live_blocks();
  }
  /* What oneDNN and RDKit lose when they get no block is not ours to free. */
  if (live[2] > live[1] && live[1] > live[0] && !failed_elsewhere())
    snprintf(shared->message, sizeof shared->message, "%ld blocks are lost each time",
             live[2] - live[1]);
  else
    expect_works(call, "at last");
}

/* ---- In the parent -------------------------------------------------------------------------- */

typedef struct {
  long tried, crashes, hangs; /* the last two in others' code */
} tally;

static void try_failure(const char* name, int call, long which, tally* sum) {
  static const char* const failures[] = {"", "alone", "and all that follow", "bytes more"};
  const outcome how = in_child(fail_at, call, which);
  ++sum->tried;
  if (tried_failure != LIMITED && how == CRASHED && crashed_elsewhere()) {
    ++sum->crashes;
    note_crash(name, which);
  } else if (tried_failure != LIMITED && how == HUNG && failed_elsewhere()) {
    ++sum->hangs; /* a lock that oneDNN leaves behind */
  } else if (!CHECK(how == ENDED && !shared->message[0])) {
    printf("    %s, allocation %ld %s: %s\n", name, which, failures[tried_failure],
           how == HUNG      ? "hangs"
           : how == CRASHED ? "crashes"
                            : shared->message);
    print_frames();
  }
}

static void try_call(int call, long step, long last) {
  enum {
    BYTES = 12 << 20
  }; /* more than any of the calls takes, with what Graft wants to see free */
  char name[120];
  tally sum = {0, 0, 0};
  snprintf(name, sizeof name, "%s: %s", tried->name, calls[call].name);
  if (!CHECK(in_child(measure, call, 0) == ENDED && !shared->message[0])) {
    printf("    %s: %s\n", name, shared->message);
    return;
  }
  const long allocations = shared->allocations;
  const long most = allocations < last ? allocations : last;
  tried_failure = ONE_FAILS;
  for (long which = 1 + (7 * call) % step; which <= most; which += step)
    try_failure(name, call, which, &sum);
  tried_failure = ALL_FAIL_THENCE;
  for (long which = 1 + (11 * call) % step; which <= most; which += 3 * step)
    try_failure(name, call, which, &sum);
  tried_failure = LIMITED;
  for (long bytes = 0; bytes < BYTES; bytes += 1000 + bytes / 8 * (step > 40 ? 4 : 1))
    try_failure(name, call, bytes, &sum);
  printf("%-33s %6ld allocations, %5ld failures; %ld crashes and %ld hangs in others' code\n", name,
         allocations, sum.tried, sum.crashes, sum.hangs);
  fflush(stdout);
}

int main(int count, char** arguments) {
  const long step = count > 1 ? atol(arguments[1]) : 331;
  const long last = count > 2 ? atol(arguments[2]) : 5000;
  const char* only = count > 3 ? arguments[3] : "";
  if (!can_fail() || step < 1) return SKIP_TEST;
  share_memory();
  bytes = shared->bytes;
  values = shared->values;
  for (int k = 0; k < KINDS; ++k) {
    tried = &kinds[k];
    if (tried->in == MOLECULES && !graft_has_feature("rdkit")) continue;
    char name[120];
    int wanted = 0;
    for (int call = 0; call < CALLS; ++call) {
      snprintf(name, sizeof name, "%s: %s", tried->name, calls[call].name);
      wanted += strstr(name, only) != NULL;
    }
    if (!wanted) continue;
    if (!CHECK(in_child(make_model, 0, 0) == ENDED && !shared->message[0])) {
      printf("    %s: %s\n", tried->name, shared->message);
      print_frames();
      continue;
    }
    size = shared->size;
    for (int call = 0; call < CALLS; ++call) {
      snprintf(name, sizeof name, "%s: %s", tried->name, calls[call].name);
      if (strstr(name, only)) try_call(call, step, last);
    }
  }
  print_crashes();
  return checks_done();
}
