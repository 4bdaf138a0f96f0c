/* A host that traps floating-point exceptions, rounds another way or flushes subnormals: no signal,
 * the same bits, and its settings as they were after each call and within its callbacks. */
#define _GNU_SOURCE
#include <fenv.h>
#include <stdint.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "samples.h"

enum { NEW = 5 };

static const double wild[NEW * FEATURES] = {1e300, 5, 100,  0, -1e300, 1e-310, 0, 3, 2, 0,
                                            1,     0, 1e38, 1, 1,      1,      4, 4, 4, 4};

#if defined(__GLIBC__) && (defined(__x86_64__) || defined(__aarch64__))
#define TRAPS (FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW)
#else
#define TRAPS 0
#define feenableexcept(traps) (void)(traps)
#define fedisableexcept(traps) (void)(traps)
#define fegetexcept() 0
#endif

typedef struct {
  int rounding, traps, flush;
} setting;

static void set(setting s) {
  fesetround(s.rounding);
  feclearexcept(FE_ALL_EXCEPT);
  feenableexcept(s.traps);
#if defined(__x86_64__)
  if (s.flush) _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
}

static int in_force(setting s) {
  int flush = s.flush;
#if defined(__x86_64__)
  flush = (_mm_getcsr() & 0x8040) == 0x8040;
#endif
  return fegetround() == s.rounding && fegetexcept() == s.traps && flush == s.flush;
}

static void set_back(void) {
  fedisableexcept(FE_ALL_EXCEPT);
  fesetenv(FE_DFL_ENV);
}

static const setting settings[] = {{FE_TONEAREST, 0, 0},
                                   {FE_TONEAREST, TRAPS, 0},
                                   {FE_UPWARD, 0, 0},
                                   {FE_TOWARDZERO, TRAPS, 1},
                                   {FE_DOWNWARD, 0, 1}};
enum { SETTINGS = sizeof settings / sizeof *settings };

static setting current;
static int callbacks, callbacks_wrong;

static int32_t watch(const graft_progress* now, void* user) {
  (void)now, (void)user;
  ++callbacks;
  callbacks_wrong += !in_force(current);
  return 0;
}

static void hear(const char* line, void* user) {
  (void)line, (void)user;
  ++callbacks;
  callbacks_wrong += !in_force(current);
}

/* Calls under the setting; gives back whether it was in force after each. */
static int held = 1;
#define UNDER(call)                      \
  do {                                   \
    set(current);                        \
    status = (call);                     \
    held = held && in_force(current);    \
    set_back();                          \
    OK(status);                          \
  } while (0)

static void fit_and_predict(const char* method, const char* threads, int source, double* result) {
  graft_options* options = tiny();
  graft_status status;
  graft_dataset *flash = NULL, *boiling = NULL;
  graft_fitter* fitter = NULL;
  graft_model *model = NULL, *loaded = NULL;
  OK(graft_options_set_text(options, "n_threads", threads));
  OK(graft_options_set_text(options, "members", "2"));
  OK(graft_options_set_text(options, "hidden", "3"));
  OK(graft_options_set_text(options, "chains", "2"));
  OK(graft_options_set_text(options, "adaptation", "30"));
  OK(graft_options_set_text(options, "samples", "20"));
  OK(graft_options_set_text(options, "draws", "20"));
  OK(graft_options_set_text(options, "max_depth", "4"));
  flash = vectors(FLASH, 12);
  boiling = vectors(BOILING, SAMPLES);
  OK(graft_fitter_create(NULL, method, options, &fitter));
  OK(graft_fitter_set_progress(fitter, watch, NULL));
  OK(graft_fitter_set_log(fitter, hear, NULL));
  OK(graft_fitter_set_target(fitter, flash));
  if (source) OK(graft_fitter_add_source(fitter, boiling));
  set(current);
  status = graft_fitter_fit(fitter, &model);
  held = held && in_force(current);
  set_back();
  if (status != GRAFT_UNCONVERGED) OK(status);
  {
    int64_t size = 0;
    unsigned char* bytes = bytes_of(model, &size);
    UNDER(graft_model_load_memory(NULL, bytes, size, &loaded));
    free(bytes);
  }
  set(current);
  /* Features as far out as these are refused or predicted, by the method. */
  status = graft_model_predict_features(loaded, wild, NEW, FEATURES, FEATURES, 1, options, result,
                                        result + NEW, result + 2 * NEW);
  held = held && in_force(current);
  set_back();
  CHECK(status == GRAFT_OK || status == GRAFT_ERROR_NUMERIC || status == GRAFT_ERROR_DATA);
  result[3 * NEW] = status;
  UNDER(graft_model_predict(loaded, flash, options, result + 3 * NEW + 1, NULL, NULL, 12));
  graft_model_free(model);
  graft_model_free(loaded);
  graft_fitter_free(fitter);
  graft_dataset_free(flash);
  graft_dataset_free(boiling);
  graft_options_free(options);
}

static void try_method(const char* method, const char* threads, int source) {
  enum { VALUES = 3 * NEW + 1 + 12 };
  double usual[VALUES] = {0}, other[VALUES] = {0};
  current = settings[0];
  fit_and_predict(method, "1", source, usual);
  for (int i = 1; i < SETTINGS; ++i) {
    current = settings[i];
    fit_and_predict(method, threads, source, other);
    if (!CHECK(same_bits(usual, other, VALUES))) printf("    %s, setting %d\n", method, i);
  }
}

static void no_method_is_touched_by_the_hosts_settings(void) {
  try_method("scratch", "1", 0);
  try_method("scratch", "2", 0);
  try_method("gate", "1", 1);
  try_method("gate", "2", 1);
  try_method("gaussian_process", "2", 0);
  try_method("stacked", "1", 1);
  try_method("pc_prior", "1", 1);
  try_method("pc_prior", "2", 1);
}

static void the_hosts_settings_are_as_before_after_each_call_and_in_callbacks(void) {
  CHECK(held);
  CHECK(callbacks > 0);
  CHECK(callbacks_wrong == 0);
}

static void molecules_are_read_under_any_setting(void) {
  if (!has_smiles()) return;
  for (int i = 0; i < SETTINGS; ++i) {
    graft_status status;
    graft_dataset* set_of = NULL;
    const char* smiles[] = {"CCO", "c1ccccc1C(=O)N[C@@H](C)O"};
    current = settings[i];
    UNDER(graft_dataset_from_smiles(NULL, smiles, 2, NULL, NULL, &set_of));
    UNDER(graft_dataset_distances(set_of, set_of, NULL, (double[2]){0}, 2));
    graft_dataset_free(set_of);
  }
  CHECK(held);
}

int main(void) {
  RUN(no_method_is_touched_by_the_hosts_settings);
  RUN(the_hosts_settings_are_as_before_after_each_call_and_in_callbacks);
  RUN(molecules_are_read_under_any_setting);
  return checks_done();
}
