/* Flash points are scarce, boiling points abundant. This program asks how much the boiling points
 * help: it fits flash points alone ("scratch") and with GATE ("gate") on the same scaffold splits,
 * prints both errors, then fits a final model, saves it, loads it and predicts a few molecules.
 *
 *     quickstart DATA_DIRECTORY OUTPUT_DIRECTORY [THREADS]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "graft.h"
#include "parity.h"

enum { SEEDS = 3, MEMBERS = 5 };

static void check(graft_status status) {
  if (status == GRAFT_OK) return;
  fprintf(stderr, "\n%s: %s\n", graft_status_name(status), graft_last_error());
  exit(1);
}

/* A progress callback: 0 means go on. `user` is the label in front of the bar. */
static int32_t show_progress(const graft_progress* now, void* user) {
  char bar[31];
  int filled = (int)(30 * now->done / now->total);
  for (int i = 0; i < 30; ++i) bar[i] = i < filled ? '#' : '.';
  bar[30] = '\0';
  fprintf(stderr, "\r%-18s [%s] %3d %%  loss %7.4f  held-out error %5.1f K ", (const char*)user,
          bar, (int)(100 * now->done / now->total), isnan(now->train_loss) ? 0.0 : now->train_loss,
          isnan(now->valid_rmse) ? 0.0 : now->valid_rmse);
  return 0;
}

static graft_dataset* read_csv(const char* directory, const char* name, const char* target,
                               const char* property) {
  char path[4096];
  graft_dataset* set;
  snprintf(path, sizeof path, "%s/%s", directory, name);
  check(graft_dataset_from_csv(NULL, path, "smiles", "smiles", target, "name", NULL, &set));
  if (target) check(graft_dataset_set_property(set, property, "K"));
  return set;
}

static graft_model* fit(const char* method, const graft_dataset* target,
                        const graft_dataset* source, int64_t seed, int64_t members, int64_t threads,
                        char* label) {
  graft_options* options;
  graft_fitter* fitter;
  graft_model* model;
  check(graft_options_create(&options));
  check(graft_options_set_int(options, "seed", seed));
  check(graft_options_set_int(options, "members", members));
  check(graft_options_set_int(options, "n_threads", threads)); /* results do not depend on it */
  check(graft_fitter_create(NULL, method, options, &fitter));
  check(graft_fitter_set_target(fitter, target));
  if (source) check(graft_fitter_add_source(fitter, source));
  check(graft_fitter_set_progress(fitter, show_progress, label));
  check(graft_fitter_fit(fitter, &model));
  graft_fitter_free(fitter); /* the model needs neither the fitter nor the data */
  graft_options_free(options);
  return model;
}

/* The error of a model on a data set; the predictions go to `mean`. */
static double rmse_of(const graft_model* model, const graft_dataset* test, double* y,
                      double* mean) {
  int64_t rows = graft_dataset_rows(test);
  double rmse;
  check(graft_dataset_targets(test, y, rows));
  check(graft_model_predict(model, test, NULL, mean, NULL, NULL, rows));
  check(graft_score("rmse", y, mean, NULL, rows, &rmse));
  return rmse;
}

static void compare(const graft_dataset* flash, const graft_dataset* boiling, int64_t threads,
                    const char* plot_path) {
  int64_t rows = graft_dataset_rows(flash);
  int32_t* part = malloc((size_t)rows * sizeof *part);
  double *y = malloc((size_t)rows * sizeof *y), *alone = malloc((size_t)rows * sizeof *alone);
  double* gate = malloc((size_t)rows * sizeof *gate);
  double error[2][SEEDS];
  int64_t tested = 0;
  for (int seed = 0; seed < SEEDS; ++seed) {
    graft_dataset *train, *test, *source;
    graft_model* models[2];
    char label[2][32];
    check(graft_split_scaffold(flash, 0.2, (uint64_t)seed, part, rows));
    check(graft_dataset_select_part(flash, part, 0, &train));
    check(graft_dataset_select_part(flash, part, 1, &test));
    /* Fair: the boiling points of the test molecules are not to be seen either. */
    check(graft_dataset_without(boiling, test, &source));
    snprintf(label[0], sizeof label[0], "seed %d, alone", seed);
    snprintf(label[1], sizeof label[1], "seed %d, GATE", seed);
    models[0] = fit("scratch", train, NULL, seed, 1, threads, label[0]);
    models[1] = fit("gate", train, source, seed, 1, threads, label[1]);
    error[0][seed] = rmse_of(models[0], test, y, alone);
    error[1][seed] = rmse_of(models[1], test, y, gate);
    tested = graft_dataset_rows(test);
    if (seed == 0) {
      parity_panel panels[2] = {{.title = "Target alone", .predicted = alone},
                                {.title = "With transfer (GATE)", .predicted = gate}};
      for (int m = 0; m < 2; ++m)
        snprintf(panels[m].note, sizeof panels[m].note, "RMSE %.1f K, %d molecules", error[m][0],
                 (int)tested);
      plot_parity(plot_path, "Flash point", "K", y, panels, tested);
    }
    graft_model_free(models[0]);
    graft_model_free(models[1]);
    graft_dataset_free(train);
    graft_dataset_free(test);
    graft_dataset_free(source);
  }
  fprintf(stderr, "\r%90s\r", "");
  printf("Error (RMSE) in kelvin on %lld test molecules with scaffolds not seen in training:\n\n",
         (long long)tested);
  printf("  %-24s", "");
  for (int seed = 0; seed < SEEDS; ++seed) printf("  seed %d", seed);
  printf("    mean  spread\n");
  const char* names[2] = {"flash points alone", "GATE, + boiling points"};
  double mean[2];
  for (int m = 0; m < 2; ++m) {
    double sum = 0, square = 0;
    printf("  %-24s", names[m]);
    for (int seed = 0; seed < SEEDS; ++seed) {
      printf("  %6.1f", error[m][seed]);
      sum += error[m][seed];
    }
    mean[m] = sum / SEEDS;
    for (int seed = 0; seed < SEEDS; ++seed)
      square += (error[m][seed] - mean[m]) * (error[m][seed] - mean[m]);
    printf("  %6.1f  %6.1f\n", mean[m], sqrt(square / (SEEDS - 1)));
  }
  printf("\n  GATE's error is %.0f %% of the error without transfer.\n\n", 100 * mean[1] / mean[0]);
  free(part);
  free(y);
  free(alone);
  free(gate);
}

static void predict_named(const char* model_path, const graft_dataset* named) {
  graft_model* model;
  double mean[64], model_sd[64], noise_sd[64];
  int64_t rows = graft_dataset_rows(named);
  if (rows > 64) rows = 64;
  check(graft_model_load(NULL, model_path, &model));
  check(graft_model_predict(model, named, NULL, mean, model_sd, noise_sd, rows));
  printf("Flash points of molecules that are not in the table, with 95 %% intervals:\n\n");
  for (int64_t i = 0; i < rows; ++i) {
    char name[64];
    double sd = sqrt(model_sd[i] * model_sd[i] + noise_sd[i] * noise_sd[i]);
    check(graft_dataset_id(named, i, name, sizeof name, NULL));
    printf("  %-28s %5.0f K   [%3.0f, %3.0f]\n", name, mean[i], mean[i] - 1.96 * sd,
           mean[i] + 1.96 * sd);
  }
  graft_model_free(model);
}

int main(int argc, char** argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: quickstart DATA_DIRECTORY OUTPUT_DIRECTORY [THREADS]\n");
    return 2;
  }
  int64_t threads = argc > 3 ? atoi(argv[3]) : 1;
  char model_path[4096], plot_path[4096];
  snprintf(model_path, sizeof model_path, "%s/flash_point.graft", argv[2]);
  snprintf(plot_path, sizeof plot_path, "%s/parity.svg", argv[2]);

  graft_dataset* boiling =
      read_csv(argv[1], "boiling_points.csv", "boiling_point_K", "boiling point");
  graft_dataset* flash = read_csv(argv[1], "flash_points.csv", "flash_point_K", "flash point");
  graft_dataset* named = read_csv(argv[1], "named_molecules.csv", NULL, NULL);
  printf("%lld flash points, %lld boiling points of organic liquids\n\n",
         (long long)graft_dataset_rows(flash), (long long)graft_dataset_rows(boiling));
  fflush(stdout);

  compare(flash, boiling, threads, plot_path);

  /* The model to keep: all data, several members whose spread is part of the interval. */
  char label[] = "final model";
  graft_model* model = fit("gate", flash, boiling, 0, MEMBERS, threads, label);
  fprintf(stderr, "\r%90s\r", "");
  check(graft_model_save(model, model_path));
  graft_model_free(model);
  predict_named(model_path, named);
  printf("\nModel: %s\nPlot:  %s\n", model_path, plot_path);

  graft_dataset_free(boiling);
  graft_dataset_free(flash);
  graft_dataset_free(named);
  return 0;
}
