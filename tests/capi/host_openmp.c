/* A host with an OpenMP of its own, and a plug-in with one more: after every kind of call each
 * thread has the settings that it had, parallel regions have their teams, and results are those of
 * a host without threads.
 *
 *     host_openmp            the host's OpenMP and that of oneDNN
 *     host_openmp PLUGIN.so  and the plug-in's
 */
#define _XOPEN_SOURCE 700
#include <dlfcn.h>
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include "openmp_plugin.h"
#include "samples.h"

enum { HOST_THREADS = 4 };

/* What a thread has set, and the team that it would get. */
typedef struct {
  int max_threads, dynamic, levels, team;
} setting;

static setting setting_now(void) {
  setting now = {omp_get_max_threads(), omp_get_dynamic(), omp_get_max_active_levels(), 0};
#pragma omp parallel
  {
#pragma omp atomic
    now.team += 1;
  }
  return now;
}

static int same_setting(setting a, setting b) {
  return a.max_threads == b.max_threads && a.dynamic == b.dynamic && a.levels == b.levels &&
         a.team == b.team;
}

typedef struct {
  double mean[SAMPLES], model_sd[SAMPLES];
} answer;

/* Everything that an answer needs, from the creation of the sets to the loaded model, with a look
 * at the thread's setting after each kind of call. Counts what is wrong: no checks off the main
 * thread. */
static int settings_lost(answer* found, const char* path, int64_t threads) {
  const setting before = setting_now();
  graft_dataset *flash = NULL, *boiling = NULL;
  graft_options* options = NULL;
  graft_fitter* fitter = NULL;
  graft_model *model = NULL, *loaded = NULL;
  double x[SAMPLES * FEATURES], y[2][SAMPLES];
  int wrong = 0;
  for (int i = 0; i < SAMPLES; ++i) {
    memcpy(x + i * FEATURES, samples[i].features, sizeof samples[i].features);
    y[0][i] = samples[i].flash;
    y[1][i] = samples[i].boiling;
  }
#define AFTER(call) wrong += ((call) != GRAFT_OK) + !same_setting(before, setting_now())
  AFTER(graft_options_create(&options));
  AFTER(graft_options_set_text(options, "width", "16"));
  AFTER(graft_options_set_text(options, "encoder_width", "16"));
  AFTER(graft_options_set_text(options, "latent", "8"));
  AFTER(graft_options_set_text(options, "steps", "40"));
  AFTER(graft_options_set_text(options, "members", "2"));
  AFTER(graft_options_set_text(options, "valid_fraction", "0.2"));
  AFTER(graft_options_set_int(options, "n_threads", threads));
  AFTER(
      graft_dataset_from_features(NULL, x, SAMPLES, FEATURES, FEATURES, 1, y[0], options, &flash));
  AFTER(graft_dataset_from_features(NULL, x, SAMPLES, FEATURES, FEATURES, 1, y[1], options,
                                    &boiling));
  AFTER(graft_fitter_create(NULL, "gate", options, &fitter));
  AFTER(graft_fitter_set_target(fitter, flash));
  AFTER(graft_fitter_add_source(fitter, boiling));
  AFTER(graft_fitter_fit(fitter, &model));
  AFTER(graft_model_save(model, path));
  AFTER(graft_model_load(NULL, path, &loaded));
  AFTER(graft_model_predict(loaded, flash, options, found->mean, found->model_sd, NULL, SAMPLES));
  /* A call that fails gives the setting back, too. */
  wrong += graft_model_predict(loaded, flash, options, found->mean, NULL, NULL, SAMPLES - 1) !=
           GRAFT_ERROR_ARGUMENT;
  AFTER(graft_model_predict_features(loaded, x, SAMPLES, FEATURES, FEATURES, 1, NULL, found->mean,
                                     found->model_sd, NULL));
#undef AFTER
  graft_model_free(loaded);
  graft_model_free(model);
  graft_fitter_free(fitter);
  graft_dataset_free(boiling);
  graft_dataset_free(flash);
  graft_options_free(options);
  wrong += !same_setting(before, setting_now());
  remove(path);
  return wrong;
}

static void name_file(char* path, size_t size, int number) {
  snprintf(path, size, "host_openmp.%ld.%d.graft", (long)getpid(), number);
}

static answer alone; /* with one thread of the host's, and one of the library's */

static void a_host_alone_keeps_its_settings(void) {
  char path[64];
  name_file(path, sizeof path, 0);
  omp_set_dynamic(0);
  for (int threads = 1; threads <= 3; ++threads) {
    answer again;
    omp_set_num_threads(threads);
    CHECK(setting_now().team == threads);
    memset(&again, 0, sizeof again);
    CHECK(settings_lost(threads == 1 ? &alone : &again, path, threads) == 0);
    CHECK(omp_get_max_threads() == threads);
    if (threads > 1) CHECK(memcmp(&again, &alone, sizeof alone) == 0);
  }
}

/* Each thread of the team has a setting of its own: 2, 3, 4, 5. */
static void threads_of_a_team_keep_their_own_settings(void) {
  int wrong = 0, differs = 0, team = 0;
  omp_set_num_threads(HOST_THREADS);
  omp_set_max_active_levels(2);
#pragma omp parallel reduction(+ : wrong, differs, team)
  {
    char path[64];
    answer found;
    const int mine = omp_get_thread_num() + 2;
    name_file(path, sizeof path, mine);
    memset(&found, 0, sizeof found);
    omp_set_num_threads(mine);
    wrong += setting_now().team != mine;
    wrong += settings_lost(&found, path, 1 + mine % 2);
    wrong += omp_get_max_threads() != mine;
    differs += memcmp(&found, &alone, sizeof alone) != 0;
    team += 1;
  }
  CHECK(team == HOST_THREADS);
  CHECK(wrong == 0);
  CHECK(differs == 0);
  CHECK(omp_get_max_threads() == HOST_THREADS);
  omp_set_max_active_levels(1);
}

typedef struct {
  pthread_t thread;
  int number, wrong, differs;
} worker;

static void* work(void* argument) {
  worker* w = argument;
  char path[64];
  answer found;
  name_file(path, sizeof path, 10 + w->number);
  memset(&found, 0, sizeof found);
  omp_set_num_threads(1 + w->number);
  w->wrong = settings_lost(&found, path, 2);
  w->differs = memcmp(&found, &alone, sizeof alone) != 0;
  return NULL;
}

static void threads_that_openmp_did_not_make_keep_theirs(void) {
  worker workers[HOST_THREADS];
  for (int t = 0; t < HOST_THREADS; ++t) {
    workers[t].number = t;
    CHECK(pthread_create(&workers[t].thread, NULL, work, &workers[t]) == 0);
  }
  for (int t = 0; t < HOST_THREADS; ++t) {
    CHECK(pthread_join(workers[t].thread, NULL) == 0);
    CHECK(workers[t].wrong == 0);
    CHECK(workers[t].differs == 0);
  }
}

static plugin_sum_fn sum_by_plugin;

static void a_plugin_with_its_own_openmp_works_between_calls(void) {
  const int count = 1000;
  for (int round = 0; round < 3; ++round) {
    int team = 0;
    CHECK(sum_by_plugin(count, &team) == count * (count + 1) / 2);
    CHECK(team == PLUGIN_THREADS);
    a_host_alone_keeps_its_settings();
  }
}

/* The plug-in's teams, the host's and the library's threads all at once. */
static void a_plugin_works_while_others_call(void) {
  const int count = 1000;
  int team = 0, wrong_sums = 0;
  worker workers[2];
  for (int t = 0; t < 2; ++t) {
    workers[t].number = t;
    CHECK(pthread_create(&workers[t].thread, NULL, work, &workers[t]) == 0);
  }
  for (int round = 0; round < 200; ++round)
    wrong_sums += sum_by_plugin(count, &team) != count * (count + 1) / 2 || team != PLUGIN_THREADS;
  for (int t = 0; t < 2; ++t) {
    CHECK(pthread_join(workers[t].thread, NULL) == 0);
    CHECK(workers[t].wrong == 0);
    CHECK(workers[t].differs == 0);
  }
  CHECK(wrong_sums == 0);
}

int main(int argc, char** argv) {
  RUN(a_host_alone_keeps_its_settings);
  RUN(threads_of_a_team_keep_their_own_settings);
  RUN(threads_that_openmp_did_not_make_keep_theirs);
  if (argc > 1) {
    void* plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!CHECK(plugin != NULL)) return printf("%s\n", dlerror()), 1;
    *(void**)&sum_by_plugin = dlsym(plugin, "plugin_sum");
    if (!CHECK(sum_by_plugin != NULL)) return 1;
    RUN(a_plugin_with_its_own_openmp_works_between_calls);
    RUN(a_plugin_works_while_others_call);
    RUN(threads_of_a_team_keep_their_own_settings);
  }
  return checks_done();
}
