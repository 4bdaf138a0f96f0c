/* Models of every kind are used from many threads at once, each with threads of its own, and give
 * the same bits as alone. */
#define _XOPEN_SOURCE 700
#include <pthread.h>

#include "samples.h"

/* Rows enough that a prediction with two threads has work for both. */
enum { THREADS = 4, ROUNDS = 3, ROWS = 150, LEVELS = 3, DRAWS = 12, WIDEST = 300 };

typedef struct {
  double mean[ROWS], model_sd[ROWS], noise_sd[ROWS], quantiles[ROWS * LEVELS];
  double draws[ROWS * DRAWS], noisy[ROWS * DRAWS], embedding[ROWS * WIDEST], crps;
} answers;

typedef struct {
  pthread_t thread;
  const graft_model* model;
  const graft_dataset* set;
  graft_options* options;
  answers found;
  const answers* expected;
  graft_status status;
  int differs;
} asker;

static graft_dataset* rows_of(int of_molecules) {
  const char* smiles[ROWS];
  double x[ROWS * FEATURES], targets[ROWS];
  graft_dataset* set = NULL;
  for (int i = 0; i < ROWS; ++i) {
    smiles[i] = samples[i % SAMPLES].smiles;
    targets[i] = samples[i % SAMPLES].flash;
    for (int j = 0; j < FEATURES; ++j)
      x[i * FEATURES + j] = samples[i % SAMPLES].features[j] + 0.1 * sin(i + j);
  }
  if (of_molecules)
    OK(graft_dataset_from_smiles(NULL, smiles, ROWS, targets, NULL, &set));
  else
    OK(graft_dataset_from_features(NULL, x, ROWS, FEATURES, FEATURES, 1, targets, NULL, &set));
  return set;
}

static int embeds(const graft_model* model) {
  int64_t cols = 0;
  return graft_model_embed_cols(model, "embedding", &cols) == GRAFT_OK && cols > 0;
}

/* Everything that can be asked of a model. The first error ends it. */
static graft_status ask(const graft_model* model, const graft_dataset* set,
                        const graft_options* options, answers* a) {
  const double levels[LEVELS] = {0.05, 0.5, 0.95};
  int64_t cols = 0;
  graft_status s =
      graft_model_predict(model, set, options, a->mean, a->model_sd, a->noise_sd, ROWS);
  if (s == GRAFT_OK)
    s = graft_model_quantiles(model, set, options, levels, LEVELS, a->quantiles, ROWS, LEVELS, 1);
  if (s == GRAFT_OK) s = graft_model_draws(model, set, options, 0, a->draws, ROWS, DRAWS, DRAWS, 1);
  if (s == GRAFT_OK) s = graft_model_draws(model, set, options, 1, a->noisy, ROWS, DRAWS, DRAWS, 1);
  if (s == GRAFT_OK) s = graft_model_evaluate(model, set, options, "crps", &a->crps);
  if (s == GRAFT_OK && embeds(model)) {
    s = graft_model_embed_cols(model, "embedding", &cols);
    if (s == GRAFT_OK && cols <= WIDEST)
      s = graft_model_embed(model, set, "embedding", 0, a->embedding, ROWS, cols, cols, 1);
  }
  return s;
}

static void* ask_often(void* argument) {
  asker* a = argument;
  for (int round = 0; round < ROUNDS && a->status == GRAFT_OK; ++round) {
    memset(&a->found, 0, sizeof a->found);
    a->status = ask(a->model, a->set, a->options, &a->found);
    a->differs += memcmp(&a->found, a->expected, sizeof a->found) != 0;
  }
  return NULL;
}

/* One thread asks with the default, the others with two threads or three. */
static void check_at_once(const graft_model* model, int of_molecules) {
  static asker askers[THREADS];
  static answers alone;
  graft_dataset* set = rows_of(of_molecules);
  memset(&alone, 0, sizeof alone);
  memset(askers, 0, sizeof askers);
  OK(ask(model, set, NULL, &alone));
  for (int t = 0; t < THREADS; ++t) {
    asker* a = &askers[t];
    a->model = model;
    a->set = set;
    a->expected = &alone;
    if (t > 0) {
      OK(graft_options_create(&a->options));
      OK(graft_options_set_int(a->options, "n_threads", 1 + t % 3));
    }
  }
  for (int t = 0; t < THREADS; ++t)
    CHECK(pthread_create(&askers[t].thread, NULL, ask_often, &askers[t]) == 0);
  for (int t = 0; t < THREADS; ++t) {
    CHECK(pthread_join(askers[t].thread, NULL) == 0);
    CHECK(askers[t].status == GRAFT_OK);
    CHECK(askers[t].differs == 0);
    graft_options_free(askers[t].options);
  }
  graft_dataset_free(set);
}

/* A fit of a few milliseconds by any method. */
static graft_model* model_of(const char* method, const char* network, int of_molecules) {
  static const char* const alone[] = {"scratch", "ridge", "gaussian_process", "target_only"};
  graft_options* options = tiny();
  graft_dataset* flash = of_molecules ? molecules(FLASH, SAMPLES) : vectors(FLASH, SAMPLES);
  graft_dataset* boiling = of_molecules ? molecules(BOILING, SAMPLES) : vectors(BOILING, SAMPLES);
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  int takes_source = 1;
  OK(graft_options_set_string(options, "network", network));
  OK(graft_options_set_int(options, "members", 2));
  OK(graft_options_set_double(options, "valid_fraction", 0.25));
  OK(graft_options_set_int(options, "chains", 2));
  OK(graft_options_set_int(options, "adaptation", 30));
  OK(graft_options_set_int(options, "samples", 30));
  OK(graft_options_set_int(options, "max_depth", 4));
  OK(graft_options_set_int(options, "draws", 40));
  OK(graft_options_set_string(options, "hidden", "3"));
  OK(graft_fitter_create(NULL, method, options, &fitter));
  OK(graft_fitter_set_target(fitter, flash));
  for (size_t i = 0; i < sizeof alone / sizeof *alone; ++i)
    takes_source = takes_source && strcmp(method, alone[i]) != 0;
  if (takes_source) OK(graft_fitter_add_source(fitter, boiling));
  const graft_status status = graft_fitter_fit(fitter, &model);
  if (!CHECK(status == GRAFT_OK || status == GRAFT_UNCONVERGED)) /* thirty draws do not converge */
    printf("    %s\n", graft_last_error());
  CHECK(model != NULL);
  graft_fitter_free(fitter);
  graft_options_free(options);
  graft_dataset_free(flash);
  graft_dataset_free(boiling);
  return model;
}

static void check_kinds(const char* const (*kinds)[2], size_t count, int of_molecules) {
  for (size_t i = 0; i < count; ++i) {
    graft_model* model = model_of(kinds[i][0], kinds[i][1], of_molecules);
    const int failed = checks_failed;
    check_at_once(model, of_molecules);
    if (checks_failed > failed) printf("    of %s, network %s\n", kinds[i][0], kinds[i][1]);
    graft_model_free(model);
  }
}

static void ensembles_answer_many_threads_as_one(void) {
  static const char* const kinds[][2] = {
      {"scratch", "deep"}, {"gate", "deep"}, {"finetune", "deep"}};
  check_kinds(kinds, 3, 0);
  if (has_smiles()) check_kinds(kinds, 3, 1);
}

static void posteriors_answer_many_threads_as_one(void) {
  static const char* const kinds[][2] = {
      {"pc_prior", "deep"}, {"pc_prior", "small"}, {"target_only", "small"}};
  check_kinds(kinds, 3, 0);
  if (has_smiles()) check_kinds(kinds, 1, 1);
}

static void kernel_models_answer_many_threads_as_one(void) {
  static const char* const kinds[][2] = {
      {"ridge", "deep"}, {"gaussian_process", "deep"}, {"stacked", "deep"}};
  check_kinds(kinds, 3, 0);
  if (has_smiles()) check_kinds(kinds, 3, 1);
}

int main(void) {
  RUN(ensembles_answer_many_threads_as_one);
  RUN(posteriors_answer_many_threads_as_one);
  RUN(kernel_models_answer_many_threads_as_one);
  return checks_done();
}
