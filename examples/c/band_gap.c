/* Measured band gaps are scarce, computed ones abundant, and too small by a third or so. This
 * program pretends that 150 measured ones are known and asks how much 6,500 computed ones help, and
 * whether the intervals can be believed: it fits the measured gaps alone ("target_only") and with
 * the prior around the computed ones ("pc_prior"), prints error, coverage and width of the 95 %
 * intervals for the materials left over, then fits a final model, saves it, loads it and predicts a
 * few well-known materials that are in neither table.
 *
 *     band_gap DATA_DIRECTORY OUTPUT_DIRECTORY [THREADS]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graft.h"
#include "parity.h"

enum { SEEDS = 5, KNOWN = 150, SHOWN = 100 };

/* What is judged of a model: mean absolute error and mean width in eV, coverage as a share. */
enum { ERROR, COVERAGE, WIDTH, FIGURES };

/* A model whose chains have not mixed is one all the same: its diagnostics say more. */
static void check(graft_status status) {
  if (status == GRAFT_OK || status == GRAFT_UNCONVERGED) return;
  fprintf(stderr, "\n%s: %s\n", graft_status_name(status), graft_last_error());
  exit(1);
}

/* A progress callback: 0 means go on. `user` is the label in front of the share. */
static int32_t show_progress(const graft_progress* now, void* user) {
  fprintf(stderr, "\r%-24s %3d %% ", (const char*)user, (int)(100 * now->done / now->total));
  return 0;
}

static graft_dataset* read_csv(const char* directory, const char* name, const char* property) {
  char path[4096];
  graft_dataset* set;
  snprintf(path, sizeof path, "%s/%s", directory, name);
  check(graft_dataset_from_csv(NULL, path, "formulas", "formula", "band_gap_eV", NULL, NULL, &set));
  /* Two names: what a calculation gives and what is measured are not the same property, and the
   * fit is to find the affine map between them. */
  check(graft_dataset_set_property(set, property, "eV"));
  return set;
}

static graft_model* fit(const char* method, const graft_dataset* target,
                        const graft_dataset* source, int64_t seed, int64_t threads, char* label) {
  graft_options* options;
  graft_fitter* fitter;
  graft_model* model;
  check(graft_options_create(&options));
  check(graft_options_set_int(options, "seed", seed));
  check(graft_options_set_int(options, "steps", 500)); /* enough for 150 rows, and quick */
  check(graft_options_set_int(options, "source_steps", 3000));
  check(graft_options_set_int(options, "source_members", 1));
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

/* Lower end, middle and upper end of each row's 95 % interval: three arrays of [rows]. The
 * distribution is a mixture over posterior draws, so its ends are asked for, not mean +- 1.96 sd.
 */
static void intervals(const graft_model* model, const graft_dataset* set, double* ends) {
  const double levels[3] = {0.025, 0.5, 0.975};
  int64_t rows = graft_dataset_rows(set);
  check(graft_model_quantiles(model, set, NULL, levels, 3, ends, rows, 1, rows));
}

static void judge(const graft_model* model, const graft_dataset* test, double* ends,
                  double figures[FIGURES]) {
  int64_t rows = graft_dataset_rows(test);
  check(graft_model_evaluate(model, test, NULL, "mae", &figures[ERROR]));
  check(graft_model_evaluate(model, test, NULL, "coverage95", &figures[COVERAGE]));
  intervals(model, test, ends);
  figures[WIDTH] = 0;
  for (int64_t i = 0; i < rows; ++i)
    figures[WIDTH] += (ends[2 * rows + i] - ends[i]) / (double)rows;
}

static double diagnostic(const graft_model* model, const char* wanted) {
  for (int64_t i = 0; i < graft_model_diagnostic_count(model); ++i) {
    const char* name;
    double value;
    check(graft_model_diagnostic(model, i, &name, &value));
    if (strcmp(name, wanted) == 0) return value;
  }
  return NAN;
}

/* How the fits came about: which of the candidates was believed how much, and how far the
 * last layer moved from the source's, in deviations of the source's own noise. */
static void print_mixture(const char* label, const graft_model* model) {
  printf("  %-12s %8.2f %8.2f %8.2f %8.2f    %8.2f  [%.2f, %.2f]\n", label,
         diagnostic(model, "transfer.weight"), diagnostic(model, "source.weight"),
         diagnostic(model, "tuned.weight"), diagnostic(model, "alone.weight"),
         diagnostic(model, "transfer.distance.head.q50"),
         diagnostic(model, "transfer.distance.head.q05"),
         diagnostic(model, "transfer.distance.head.q95"));
}

static void print_row(const char* name, double figures[SEEDS][FIGURES], int which, double scale) {
  double mean = 0;
  printf("  %-34s", name);
  for (int seed = 0; seed < SEEDS; ++seed) {
    printf(" %7.*f", scale == 1 ? 2 : 0, scale * figures[seed][which]);
    mean += figures[seed][which] / SEEDS;
  }
  printf(" %8.*f\n", scale == 1 ? 2 : 0, scale * mean);
}

/* Leaves SHOWN of the values in front, evenly taken: all of them would blacken the picture. */
static void thin(double* values, int64_t rows) {
  for (int64_t i = 0; i < SHOWN; ++i) values[i] = values[i * rows / SHOWN];
}

static void compare(const graft_dataset* measured, const graft_dataset* computed, int64_t threads,
                    const char* plot_path) {
  int64_t rows = graft_dataset_rows(measured), tested = rows - KNOWN;
  int32_t* part = malloc((size_t)rows * sizeof *part);
  double* y = malloc((size_t)rows * sizeof *y);
  double* ends[2];
  double figures[2][SEEDS][FIGURES];
  graft_model* transferred[SEEDS];
  for (int m = 0; m < 2; ++m) ends[m] = malloc(3 * (size_t)rows * sizeof *ends[m]);
  for (int seed = 0; seed < SEEDS; ++seed) {
    graft_dataset *train, *test, *source;
    char label[48];
    check(graft_split_random(measured, (double)tested / (double)rows, (uint64_t)seed, part, rows));
    check(graft_dataset_select_part(measured, part, 0, &train));
    check(graft_dataset_select_part(measured, part, 1, &test));
    /* Fair: the computed gaps of the test materials are not to be seen either. */
    check(graft_dataset_without(computed, test, &source));
    snprintf(label, sizeof label, "seed %d, alone", seed);
    graft_model* alone = fit("target_only", train, NULL, seed, threads, label);
    snprintf(label, sizeof label, "seed %d, transfer", seed);
    transferred[seed] = fit("pc_prior", train, source, seed, threads, label);
    judge(alone, test, ends[0], figures[0][seed]);
    judge(transferred[seed], test, ends[1], figures[1][seed]);
    if (seed == 0) {
      parity_panel panels[2] = {{.title = "150 measured gaps alone"},
                                {.title = "With 6,500 computed ones"}};
      check(graft_dataset_targets(test, y, tested));
      thin(y, tested);
      for (int m = 0; m < 2; ++m) {
        snprintf(panels[m].note, sizeof panels[m].note, "MAE %.2f eV, %.0f %% of intervals hold",
                 figures[m][0][ERROR], 100 * figures[m][0][COVERAGE]);
        for (int end = 0; end < 3; ++end) thin(ends[m] + end * tested, tested);
        panels[m].low = ends[m];
        panels[m].predicted = ends[m] + tested;
        panels[m].high = ends[m] + 2 * tested;
      }
      plot_parity(plot_path, "band gap", "eV", y, panels, SHOWN);
    }
    graft_model_free(alone);
    graft_dataset_free(train);
    graft_dataset_free(test);
    graft_dataset_free(source);
  }
  fprintf(stderr, "\r%60s\r", "");
  printf("%d measured gaps known, %lld materials to predict; five random splits:\n\n", KNOWN,
         (long long)tested);
  printf("  %-34s", "");
  for (int seed = 0; seed < SEEDS; ++seed) printf("  seed %d", seed);
  printf("     mean\n");
  print_row("mean absolute error, eV: alone", figures[0], ERROR, 1);
  print_row("                         transfer", figures[1], ERROR, 1);
  print_row("95 % intervals that hold: alone", figures[0], COVERAGE, 100);
  print_row("                          transfer", figures[1], COVERAGE, 100);
  print_row("their mean width, eV: alone", figures[0], WIDTH, 1);
  print_row("                      transfer", figures[1], WIDTH, 1);
  printf(
      "\nWeights of the mixture's candidates, and the distance from the source (median, 90 %%):\n"
      "\n  %-12s %8s %8s %8s %8s    %8s\n",
      "", "transfer", "source", "tuned", "alone", "distance");
  for (int seed = 0; seed < SEEDS; ++seed) {
    char label[16];
    snprintf(label, sizeof label, "seed %d", seed);
    print_mixture(label, transferred[seed]);
    graft_model_free(transferred[seed]);
  }
  printf("\n");
  for (int m = 0; m < 2; ++m) free(ends[m]);
  free(part);
  free(y);
}

static void predict_named(const char* model_path, const graft_dataset* named) {
  graft_model* model;
  double handbook[32], ends[3 * 32];
  int64_t rows = graft_dataset_rows(named);
  if (rows > 32) return;
  check(graft_model_load(NULL, model_path, &model));
  check(graft_dataset_targets(named, handbook, rows));
  intervals(model, named, ends);
  printf(
      "Materials in neither table: predicted median, 95 %% interval, and the handbook's gap:\n\n");
  for (int64_t i = 0; i < rows; ++i) {
    char formula[64];
    check(graft_dataset_id(named, i, formula, sizeof formula, NULL));
    printf("  %-14s %5.2f eV   [%5.2f, %5.2f]   %5.2f\n", formula, ends[rows + i], ends[i],
           ends[2 * rows + i], handbook[i]);
  }
  graft_model_free(model);
}

int main(int argc, char** argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: band_gap DATA_DIRECTORY OUTPUT_DIRECTORY [THREADS]\n");
    return 2;
  }
  int64_t threads = argc > 3 ? atoi(argv[3]) : 1;
  char model_path[4096], plot_path[4096];
  snprintf(model_path, sizeof model_path, "%s/band_gap.graft", argv[2]);
  snprintf(plot_path, sizeof plot_path, "%s/band_gap.svg", argv[2]);

  graft_dataset* every = read_csv(argv[1], "computed_band_gaps.csv", "computed band gap");
  graft_dataset* measured = read_csv(argv[1], "measured_band_gaps.csv", "measured band gap");
  graft_dataset* named = read_csv(argv[1], "named_materials.csv", "measured band gap");
  graft_dataset* computed;
  check(graft_dataset_without(every, named, &computed));
  printf("%lld measured band gaps, %lld computed ones\n\n", (long long)graft_dataset_rows(measured),
         (long long)graft_dataset_rows(computed));
  fflush(stdout);

  compare(measured, computed, threads, plot_path);

  /* The model to keep: all that was measured. */
  char label[] = "final model";
  graft_model* model = fit("pc_prior", measured, computed, 0, threads, label);
  fprintf(stderr, "\r%60s\r", "");
  check(graft_model_save(model, model_path));
  graft_model_free(model);
  predict_named(model_path, named);
  printf("\nModel: %s\nPlot:  %s\n", model_path, plot_path);

  graft_dataset_free(every);
  graft_dataset_free(computed);
  graft_dataset_free(measured);
  graft_dataset_free(named);
  return 0;
}
