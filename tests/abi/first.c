/* A program of the time of the first header of this soname: it is compiled with that header, linked
 * against a library of that time, and run with today's. It is not changed any more. */
#include <graft.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define CHECK(condition) \
  if (!(condition)) return printf("line %d: %s\n", __LINE__, graft_last_error()), 1

static int calls = 0, lines = 0;
static char bytes[1 << 20];
static int64_t written = 0;

static int32_t watch(const graft_progress* now, void* user) {
  if (now->size < (int64_t)sizeof *now || user != &calls) return -7;
  if (now->stage[0] == 0 || now->members < 1 || now->done > now->total) return -8;
  if (now->seconds < 0 || now->train_loss < 0 || now->valid_rmse < 0) return -9;
  calls += now->member >= -1 && !(now->seconds_left < 0);
  return 0;
}

static void listen(const char* line, void* user) { lines += line[0] != 0 && user == &lines; }

static int32_t keep(const void* part, int64_t size, void* user) {
  if (user != bytes || written + size > (int64_t)sizeof bytes) return -5;
  memcpy(bytes + written, part, (size_t)size);
  written += size;
  return 0;
}

int main(void) {
  double x[64], y[32], mean[32], again[32], sd[32], quantiles[64], draws[96];
  const double levels[] = {0.025, 0.975};
  int32_t part[32];
  int64_t needed = 0, columns = 0;
  double width = 0;
  char text[64];
  graft_options* options = NULL;
  graft_context* context = NULL;
  graft_dataset *target = NULL, *source = NULL, *train = NULL;
  graft_fitter* fitter = NULL;
  graft_model *model = NULL, *loaded = NULL;
  for (int i = 0; i < 32; ++i) {
    x[2 * i] = i % 8, x[2 * i + 1] = (double)(i * i % 11);
    y[i] = 2 * x[2 * i] - x[2 * i + 1];
  }

  CHECK(graft_version_number() >= GRAFT_VERSION);
  CHECK(graft_options_create(&options) == GRAFT_OK);
  CHECK(graft_options_set_int(options, "steps", 60) == GRAFT_OK);
  CHECK(graft_options_set_int(options, "members", 2) == GRAFT_OK);
  CHECK(graft_options_set_text(options, "width", "8") == GRAFT_OK);
  CHECK(graft_options_set_double(options, "learning_rate", 0.01) == GRAFT_OK);
  CHECK(graft_options_get_text(options, "width", text, sizeof text, &needed) == GRAFT_OK);
  CHECK(strcmp(text, "8") == 0 && needed == 1);
  CHECK(graft_options_set_int(options, "no_such_key", 1) == GRAFT_ERROR_OPTION);
  CHECK(strcmp(graft_status_name(GRAFT_ERROR_OPTION), "GRAFT_ERROR_OPTION") == 0);
  CHECK(graft_context_create(options, &context) == GRAFT_OK);
  CHECK(graft_context_set_log(context, listen, &lines) == GRAFT_OK);

  CHECK(graft_dataset_from_features(context, x, 32, 2, 2, 1, y, NULL, &target) == GRAFT_OK);
  CHECK(graft_dataset_from_features(context, x, 32, 2, 2, 1, x, NULL, &source) == GRAFT_OK);
  CHECK(graft_split_kfold(target, 4, 1, part, 32) == GRAFT_OK);
  CHECK(graft_dataset_select_part(target, part, 0, &train) == GRAFT_OK);
  CHECK(graft_dataset_rows(train) + 1 > 8 && graft_dataset_labelled(target) == 32);
  CHECK(graft_dataset_get_int(target, "columns", &columns) == GRAFT_OK && columns == 2);

  CHECK(graft_fitter_create(context, "multitask", options, &fitter) == GRAFT_OK);
  CHECK(graft_fitter_fit(fitter, &model) == GRAFT_ERROR_STATE && model == NULL);
  CHECK(graft_fitter_set_target(fitter, target) == GRAFT_OK);
  CHECK(graft_fitter_add_source(fitter, source) == GRAFT_OK);
  CHECK(graft_fitter_set_progress(fitter, watch, &calls) == GRAFT_OK);
  CHECK(graft_fitter_fit(fitter, &model) == GRAFT_OK && calls > 0 && lines >= 0);
  CHECK(graft_fitter_history_rows(fitter) > 0 && graft_fitter_history_cols(fitter) > 3);

  CHECK(graft_model_predict(model, target, NULL, mean, sd, NULL, 32) == GRAFT_OK);
  CHECK(graft_model_write(model, keep, bytes) == GRAFT_OK && written > 100);
  CHECK(graft_model_load_memory(context, bytes, written, &loaded) == GRAFT_OK);
  CHECK(graft_model_predict_features(loaded, x, 32, 2, 2, 1, NULL, again, NULL, NULL) == GRAFT_OK);
  CHECK(memcmp(mean, again, sizeof mean) == 0);
  CHECK(graft_model_quantiles(model, target, NULL, levels, 2, quantiles, 32, 2, 1) == GRAFT_OK);
  CHECK(quantiles[0] < mean[0] && mean[0] < quantiles[1]);
  CHECK(graft_model_draws(model, target, NULL, 0, draws, 32, 3, 3, 1) == GRAFT_OK);
  CHECK(isfinite(draws[95]) && sd[0] >= 0);
  CHECK(graft_model_get_double(model, "noise_sd", &width) == GRAFT_OK && width > 0);
  CHECK(graft_model_get_text(model, "method", text, sizeof text, NULL) == GRAFT_OK);
  CHECK(strcmp(text, "multitask") == 0);
  CHECK(graft_score("rmse", y, mean, NULL, 32, &width) == GRAFT_OK && width >= 0);

  graft_model_free(loaded), graft_model_free(model), graft_fitter_free(fitter);
  graft_dataset_free(train), graft_dataset_free(source), graft_dataset_free(target);
  graft_context_free(context), graft_options_free(options);
  printf("written for %d.%d, runs with %s\n", GRAFT_VERSION_MAJOR, GRAFT_VERSION_MINOR,
         graft_version());
  return 0;
}
