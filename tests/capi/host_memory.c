/* A host without memory: of each call each allocation is made to fail in turn; it and all that
 * follow; and all beyond some number of bytes, as where a process may have no more. The call says
 * GRAFT_ERROR_MEMORY (or does without, with the same result), nothing is lost, and the library
 * works afterwards.
 *
 *   host_memory [STEP [LAST [ONLY]]]   each STEP-th of the first LAST allocations of each call,
 *                                      of the calls whose name holds ONLY
 *
 * Whole: host_memory 1 5000, which takes an hour; "fit", "predict", "load" and "save" as ONLY are
 * parts of it that may run side by side. That all that follow fail is tried at each tenth of these.
 *
 * Each failure has a process of its own, forked from one that has not used the library yet, so that
 * first uses are met too. oneDNN and RDKit do not survive every lack of a single block. Where they
 * crash or hang themselves it is listed, not counted as a failure of ours; but not where memory is
 * limited: there Graft has to see it coming. */
#include "host_memory.h"

#include "kinds.h"

enum { NEW = 3 };

/* ---- What is called ------------------------------------------------------------------------- */

static const kind* tried; /* what the calls below are made for */

/* Everything that the calls use; made before they begin, by those that need it. */
static graft_options* options;
static graft_dataset *target, *source;
static graft_fitter* fitter;
static graft_model* model;
static char* bytes; /* of the model, shared */
static int64_t size;
static double* values; /* results, shared */
enum { VALUES = 8 * ROWS };

/* Each call frees what it makes and leaves numbers that do not depend on its history. */
static graft_status read_data(void) {
  graft_dataset *set = NULL, *rest = NULL;
  graft_status status = make_set(tried, 0.5, options, &set);
  if (!status) status = graft_dataset_without(set, target, &rest);
  if (!status) status = graft_dataset_distances(set, target, options, values, ROWS);
  if (!status && tried->in == MOLECULES) {
    int32_t part[ROWS];
    status = graft_split_scaffold(set, 0.3, 1, part, ROWS);
    for (int i = 0; i < ROWS; ++i) values[ROWS + i] = part[i];
  }
  graft_dataset_free(set);
  graft_dataset_free(rest);
  return status;
}

static graft_model* made; /* by a fit, until settle() */

static graft_status fit(void) {
  const graft_status status = graft_fitter_fit(fitter, &made);
  return status == GRAFT_UNCONVERGED ? GRAFT_OK : status;
}

static char buffer[MODEL_BYTES];

static graft_status save(void) {
  int64_t needed = 0;
  const graft_status status = graft_model_save_memory(model, buffer, sizeof buffer, &needed);
  values[0] = status ? 0 : (double)needed;
  if (!status && memcmp(buffer, bytes, (size_t)needed) != 0) values[0] = -1;
  return status;
}

static graft_status load(void) {
  graft_model* loaded = NULL;
  const graft_status status = graft_model_load_memory(NULL, bytes, size, &loaded);
  graft_model_free(loaded);
  return status;
}

static graft_status predict(void) {
  static const double levels[2] = {0.1, 0.9};
  graft_status status =
      graft_model_predict(model, target, options, values, values + ROWS, values + 2 * ROWS, ROWS);
  if (!status)
    status =
        graft_model_quantiles(model, target, options, levels, 2, values + 3 * ROWS, ROWS, 2, 1);
  if (!status && tried->in == MOLECULES)
    status = graft_model_predict_smiles(model, smiles, NEW, options, values + 6 * ROWS, NULL, NULL);
  return status;
}

/* Whether an earlier kind has read the same data. */
static int is_read(void) {
  for (const kind* earlier = kinds; earlier < tried; ++earlier)
    if (earlier->in == tried->in) return 1;
  return 0;
}

static const struct {
  const char* name;
  graft_status (*run)(void);
  int needs_fitter, needs_model;
} calls[] = {{"data", read_data, 0, 0},
             {"fit", fit, 1, 0},
             {"load", load, 0, 0},
             {"save", save, 0, 1},
             {"predict", predict, 0, 1}};
enum { CALLS = sizeof calls / sizeof *calls };

/* Runs a call with failing allocations. What a fit made is then looked at with memory again. */
static graft_status run_failing(int call, failure how, long from, long* allocations) {
  int64_t needed = 0;
  memset(values, 0, VALUES * sizeof *values);
  start_failing(how, from);
  const graft_status status = calls[call].run();
  *allocations = stop_failing();
  if (made) {
    must(graft_model_save_memory(made, buffer, sizeof buffer, &needed));
    for (int64_t i = 0; i < needed; ++i)
      values[i % 8] = fmod(31 * values[i % 8] + buffer[i], 1e9);
    graft_model_free(made);
    made = NULL;
  }
  return status;
}

static void prepare(int call) {
  options = options_of(tried);
  must(make_set(tried, 0, options, &target));
  must(make_set(tried, 0.2, options, &source));
  if (calls[call].needs_fitter) {
    must(graft_fitter_create(NULL, tried->method, options, &fitter));
    must(graft_fitter_set_target(fitter, target));
    if (tried->takes_source) must(graft_fitter_add_source(fitter, source));
  }
  if (calls[call].needs_model) must(graft_model_load_memory(NULL, bytes, size, &model));
}

/* ---- In the children ------------------------------------------------------------------------ */

static void make_model(int unused, long also_unused) {
  (void)unused, (void)also_unused;
  prepare(1);
  must(graft_fitter_fit(fitter, &model));
  must(graft_model_save_memory(model, bytes, MODEL_BYTES, &shared->size));
}

static void measure(int call, long unused) {
  (void)unused;
  prepare(call);
  must(run_failing(call, NONE_FAILS, 0, &shared->allocations));
  memcpy(shared->expected, values, VALUES * sizeof *values);
}

static void say(const char* when, graft_status status) {
  snprintf(shared->message, sizeof shared->message, "%s: %s: %s", when, graft_status_name(status),
           status ? graft_last_error() : "other results");
}

static int as_expected(graft_status status) {
  return !status && memcmp(values, shared->expected, VALUES * sizeof *values) == 0;
}

static void expect_works(int call, const char* when) {
  long unused;
  const graft_status status = run_failing(call, NONE_FAILS, 0, &unused);
  if (!as_expected(status)) say(when, status);
}

static failure tried_failure;

/* The call without memory, and once more as if nothing had been. */
static void fail_and_go_on(int call, long which) {
  long unused;
  shared->status = run_failing(call, tried_failure, which, &unused);
  if (shared->status != GRAFT_ERROR_MEMORY && !as_expected(shared->status))
    say("without memory", shared->status);
  else
    expect_works(call, "afterwards");
}

static void fail_at(int call, long which) {
  enum { ROUNDS = 4 };
  long live[ROUNDS];
  prepare(call);
  for (int i = 0; i < ROUNDS && !shared->message[0]; ++i) {
    const graft_status first = shared->status;
    fail_and_go_on(call, which);
    if (i > 0) shared->status = first;
    live[i] = live_blocks(); /* what is kept for later is kept by now */
    if (i > 0 && live[i] <= live[i - 1]) return;
  }
  /* What oneDNN and RDKit lose when they get no block is not ours to free. */
  if (!shared->message[0] && !shared->others_fail)
    snprintf(shared->message, sizeof shared->message, "%ld blocks are lost each time",
             live[ROUNDS - 1] - live[ROUNDS - 2]);
}

/* ---- In the parent -------------------------------------------------------------------------- */

typedef struct {
  long tried, refused, done; /* with GRAFT_ERROR_MEMORY, GRAFT_OK */
  long crashes, hangs;       /* in others' code */
} tally;

static void try_failure(const char* name, int call, long which, tally* sum) {
  static const char* const failures[] = {"", "alone", "and all that follow", "bytes more"};
  const outcome how = in_child(fail_at, call, which);
  ++sum->tried;
  if (tried_failure != LIMITED && how == CRASHED && crashed_elsewhere()) {
    ++sum->crashes;
    note_crash(name, which);
  } else if (tried_failure != LIMITED && how == HUNG && has_failed_elsewhere()) {
    ++sum->hangs; /* a lock that oneDNN leaves behind */
  } else if (!CHECK(how == ENDED && !shared->message[0])) {
    printf("    %s, allocation %ld %s: %s\n", name, which, failures[tried_failure],
           how == HUNG      ? "hangs"
           : how == CRASHED ? "crashes"
                            : shared->message);
    print_frames();
  } else {
    sum->refused += shared->status == GRAFT_ERROR_MEMORY;
    sum->done += shared->status == GRAFT_OK;
  }
}

static void print(const char* how, const tally* sum) {
  printf("  %s %5ld: %5ld refused, %4ld done", how, sum->tried, sum->refused, sum->done);
  if (sum->crashes + sum->hangs > 0)
    printf(", %ld crashes and %ld hangs in others' code", sum->crashes, sum->hangs);
}

static void try_call(int call, long step, long last) {
  enum {
    BYTES = 12 << 20
  }; /* more than any of the calls takes, with what Graft wants to see free */
  char name[120];
  tally alone = {0, 0, 0, 0, 0}, many = {0, 0, 0, 0, 0};
  snprintf(name, sizeof name, "%s: %s", tried->name, calls[call].name);
  if (!CHECK(in_child(measure, call, 0) == ENDED && !shared->message[0])) {
    printf("    %s: %s\n", name, shared->message);
    return;
  }
  const long allocations = shared->allocations;
  const long most = allocations < last ? allocations : last;
  tried_failure = ONE_FAILS;
  for (long which = 1 + (7 * call) % step; which <= most; which += step)
    try_failure(name, call, which, &alone);
  tried_failure = ALL_FAIL_THENCE;
  for (long which = 1 + (11 * call) % (10 * step); which <= most; which += 10 * step)
    try_failure(name, call, which, &many);
  tried_failure = LIMITED;
  for (long bytes = 0; bytes < BYTES; bytes += 1000 + bytes / 8 * (step > 40 ? 16 : 1))
    try_failure(name, call, bytes, &many);
  printf("%-38s %6ld allocations;", name, allocations);
  print("alone", &alone);
  print("together", &many);
  printf("\n");
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
    if (!is_possible(tried)) continue;
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
      if (strstr(name, only) && !(calls[call].run == read_data && is_read()))
        try_call(call, step, last);
    }
  }
  print_crashes();
  return checks_done();
}
