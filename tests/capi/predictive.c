/* Posteriors through the C interface: quantiles, draws, diagnostics, and what a fit returns with
 * them. */
#include "samples.h"

enum { ROWS = 24, NEW = 10, LEVELS = 3, DRAWS = 20 };

static graft_dataset *target, *source, *fresh;
static graft_model* model;

static graft_options* chains(const char* adaptation, const char* samples) {
  graft_options* options = NULL;
  OK(graft_options_create(&options));
  OK(graft_options_set_text(options, "hidden", "3"));
  OK(graft_options_set_text(options, "members", "1"));
  OK(graft_options_set_text(options, "chains", "2"));
  OK(graft_options_set_text(options, "adaptation", adaptation));
  OK(graft_options_set_text(options, "samples", samples));
  OK(graft_options_set_text(options, "draws", "50"));
  OK(graft_options_set_text(options, "target_accept", "0.97"));
  return options;
}

static graft_dataset* line(int64_t rows, double phase, double slope) {
  double x[2 * 200], y[200];
  graft_dataset* set = NULL;
  for (int64_t i = 0; i < rows; ++i) {
    x[2 * i] = sin(phase + 1.7 * (double)i);
    x[2 * i + 1] = cos(phase + 2.3 * (double)i);
    y[i] = 4 + slope * (tanh(2 * x[2 * i]) + x[2 * i + 1]) + 1.2 * sin(37.0 * (double)i + phase);
  }
  OK(graft_dataset_from_features(NULL, x, rows, 2, 2, 1, y, NULL, &set));
  return set;
}

/* Takes the options. */
static graft_status fit(const char* method, graft_options* options, const graft_model* given,
                        graft_model** out) {
  graft_fitter* fitter = NULL;
  OK(graft_fitter_create(NULL, method, options, &fitter));
  OK(graft_fitter_set_target(fitter, target));
  if (given)
    OK(graft_fitter_set_source_model(fitter, given));
  else if (strcmp(method, "target_only") != 0)
    OK(graft_fitter_add_source(fitter, source));
  const graft_status status = graft_fitter_fit(fitter, out);
  graft_fitter_free(fitter);
  graft_options_free(options);
  return status;
}

static double diagnostic(const graft_model* of, const char* wanted) {
  for (int64_t i = 0; i < graft_model_diagnostic_count(of); ++i) {
    const char* name = NULL;
    double value = 0;
    OK(graft_model_diagnostic(of, i, &name, &value));
    if (strcmp(name, wanted) == 0) return value;
  }
  printf("    no diagnostic %s\n", wanted);
  return NAN;
}

static void quantiles_and_draws_go_where_the_strides_say(void) {
  const double levels[LEVELS] = {0.05, 0.5, 0.95};
  double rowwise[NEW * LEVELS], colwise[LEVELS * NEW], mean[NEW], sd[NEW], noise[NEW];
  double draws[NEW * DRAWS], turned[DRAWS * NEW], noisy[NEW * DRAWS], again[NEW * DRAWS];
  graft_options* options = NULL;
  OK(graft_model_quantiles(model, fresh, NULL, levels, LEVELS, rowwise, NEW, LEVELS, 1));
  OK(graft_model_quantiles(model, fresh, NULL, levels, LEVELS, colwise, NEW, 1, NEW));
  OK(graft_model_predict(model, fresh, NULL, mean, sd, noise, NEW));
  OK(graft_model_draws(model, fresh, NULL, 0, draws, NEW, DRAWS, DRAWS, 1));
  OK(graft_model_draws(model, fresh, NULL, 0, turned, NEW, DRAWS, 1, NEW));
  OK(graft_model_draws(model, fresh, NULL, 1, noisy, NEW, DRAWS, DRAWS, 1));
  OK(graft_model_draws(model, fresh, NULL, 1, again, NEW, DRAWS, DRAWS, 1));
  CHECK(same_bits(noisy, again, NEW * DRAWS));
  CHECK(!same_bits(noisy, draws, NEW * DRAWS));
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "seed", 1));
  OK(graft_options_set_int(options, "n_threads", 2));
  OK(graft_model_draws(model, fresh, options, 1, again, NEW, DRAWS, DRAWS, 1));
  CHECK(!same_bits(noisy, again, NEW * DRAWS));
  OK(graft_model_draws(model, fresh, options, 0, again, NEW, DRAWS, DRAWS, 1));
  CHECK(same_bits(draws, again, NEW * DRAWS));
  graft_options_free(options);
  for (int i = 0; i < NEW; ++i) {
    for (int k = 0; k < LEVELS; ++k) CHECK(rowwise[i * LEVELS + k] == colwise[k * NEW + i]);
    for (int s = 0; s < DRAWS; ++s) CHECK(draws[i * DRAWS + s] == turned[s * NEW + i]);
    CHECK(rowwise[i * LEVELS] < rowwise[i * LEVELS + 1]);
    CHECK(rowwise[i * LEVELS + 1] < rowwise[i * LEVELS + 2]);
    CHECK(near_to(rowwise[i * LEVELS + 1], mean[i], sd[i] + noise[i]));
    CHECK(noise[i] == noise[0] && noise[i] > 0);
  }
}

static void arguments_that_cannot_be_are_named(void) {
  const double levels[] = {0.5}, zero[] = {0.5, 0}, one[] = {1}, no_number[] = {NAN};
  double v[NEW] = {7}, value = 7;
  const char* name = "";
  graft_dataset* none = NULL;
  CHECK(graft_model_diagnostic_count(NULL) == 0);
#define BAD(call, texts) REFUSED(call, GRAFT_ERROR_ARGUMENT, texts)
  BAD(graft_model_quantiles(NULL, fresh, NULL, levels, 1, v, NEW, 1, 1), "model: is NULL");
  CHECK(v[0] == 0);
  BAD(graft_model_quantiles(model, NULL, NULL, levels, 1, v, NEW, 1, 1), "dataset: is NULL");
  BAD(graft_model_quantiles(model, fresh, NULL, NULL, 1, v, NEW, 1, 1), "levels: is NULL");
  BAD(graft_model_quantiles(model, fresh, NULL, levels, 0, v, NEW, 1, 1), "level_count: 0");
  BAD(graft_model_quantiles(model, fresh, NULL, levels, 1, v, NEW - 1, 1, 1), "rows: 9|10");
  BAD(graft_model_quantiles(model, fresh, NULL, zero, 2, NULL, NEW, 2, 1), "levels[1] = 0");
  BAD(graft_model_quantiles(model, fresh, NULL, one, 1, v, NEW, 1, 1), "levels[0] = 1");
  BAD(graft_model_quantiles(model, fresh, NULL, no_number, 1, v, NEW, 1, 1), "levels[0] = |nan");
  BAD(graft_model_quantiles(model, fresh, NULL, levels, 1, NULL, NEW, 0, 1), "row_stride");
  OK(graft_model_quantiles(model, fresh, NULL, levels, 1, NULL, NEW, 1, 1));
  BAD(graft_model_draws(NULL, fresh, NULL, 0, v, NEW, 1, 1, 1), "model: is NULL");
  BAD(graft_model_draws(model, NULL, NULL, 0, v, NEW, 1, 1, 1), "dataset: is NULL");
  BAD(graft_model_draws(model, fresh, NULL, 2, v, NEW, 1, 1, 1), "noise: 2");
  BAD(graft_model_draws(model, fresh, NULL, 0, v, 3, 1, 1, 1), "rows: 3");
  BAD(graft_model_draws(model, fresh, NULL, 0, v, NEW, 0, 1, 1), "draws: 0");
  BAD(graft_model_draws(model, fresh, NULL, 0, NULL, NEW, 2, 2, 0), "col_stride");
  OK(graft_model_draws(model, fresh, NULL, 0, NULL, NEW, 1, 1, 1));
  BAD(graft_model_evaluate(NULL, fresh, NULL, "rmse", &value), "model: is NULL");
  CHECK(value == 0);
  BAD(graft_model_evaluate(model, NULL, NULL, "rmse", &value), "dataset: is NULL");
  BAD(graft_model_evaluate(model, fresh, NULL, NULL, &value), "metric: is NULL");
  BAD(graft_model_evaluate(model, fresh, NULL, "mse", &value), "metric|'mse'");
  OK(graft_model_evaluate(model, fresh, NULL, "crps", NULL));
  BAD(graft_model_diagnostic(NULL, 0, &name, &value), "model: is NULL");
  CHECK(name == NULL);
  BAD(graft_model_diagnostic(model, -1, &name, &value), "index: -1");
  BAD(graft_model_diagnostic(model, 9999, &name, &value), "index: 9999");
  OK(graft_model_diagnostic(model, 0, NULL, NULL));
  BAD(graft_fitter_set_source_model(NULL, model), "fitter: is NULL");
  BAD(graft_dataset_append_features(NULL, v, NEW, 1, 1, 1, &none), "dataset: is NULL");
#undef BAD
}

static void evaluate_scores_the_whole_distribution(void) {
  const double levels[] = {0.025, 0.975};
  double q[2 * NEW], y[NEW], mean[NEW], value = 0, expected = 0, covered = 0;
  OK(graft_model_quantiles(model, fresh, NULL, levels, 2, q, NEW, 2, 1));
  OK(graft_dataset_targets(fresh, y, NEW));
  for (int i = 0; i < NEW; ++i) covered += q[2 * i] <= y[i] && y[i] <= q[2 * i + 1];
  OK(graft_model_evaluate(model, fresh, NULL, "coverage95", &value));
  CHECK(near_to(value, covered / NEW, 1e-12));
  OK(graft_model_predict(model, fresh, NULL, mean, NULL, NULL, NEW));
  OK(graft_score("rmse", y, mean, NULL, NEW, &expected));
  OK(graft_model_evaluate(model, fresh, NULL, "rmse", &value));
  CHECK(value == expected);
}

static void a_fit_whose_chains_have_not_mixed_returns_its_model_with_a_warning(void) {
  graft_model* bad = NULL;
  REFUSED(fit("target_only", chains("20", "10"), NULL, &bad), GRAFT_UNCONVERGED,
          "not mixed|adaptation|target_accept");
  if (!CHECK(bad != NULL)) return;
  CHECK(diagnostic(bad, "converged") == 0);
  double mean[NEW];
  OK(graft_model_predict(bad, fresh, NULL, mean, NULL, NULL, NEW));
  graft_model_free(bad);
  CHECK(diagnostic(model, "converged") == 1);
}

static void the_candidates_weights_sum_to_one(void) {
  CHECK(near_to(diagnostic(model, "transfer.weight") + diagnostic(model, "source.weight") +
                    diagnostic(model, "alone.weight"),
                1, 1e-9));
}

static void a_source_model_takes_the_place_of_its_rows(void) {
  graft_fitter* fitter = NULL;
  graft_options* options = chains("100", "100");
  graft_model *of_source = NULL, *by_model = NULL, *by_rows = NULL;
  double a[NEW], b[NEW];
  OK(graft_options_set_string(options, "network", "small"));
  OK(graft_fitter_create(NULL, "scratch", options, &fitter));
  OK(graft_fitter_set_target(fitter, source));
  of_source = fitted(fitter);
  graft_options_free(options);
  const graft_status status = fit("pc_prior", chains("100", "100"), of_source, &by_model);
  CHECK(status == GRAFT_OK || status == GRAFT_UNCONVERGED);
  CHECK(fit("pc_prior", chains("100", "100"), NULL, &by_rows) == status);
  OK(graft_model_predict(by_model, fresh, NULL, a, NULL, NULL, NEW));
  OK(graft_model_predict(by_rows, fresh, NULL, b, NULL, NULL, NEW));
  CHECK(same_bits(a, b, NEW));
  graft_model_free(of_source);
  graft_model_free(by_model);
  graft_model_free(by_rows);
}

/* Molecules: heads on a network of the source's. */
static void molecules_are_fitted_by_every_method_that_trains_networks(void) {
  static const char* const methods[] = {"pc_prior",  "source_only", "finetune",
                                        "head_only", "multitask",   "gate"};
  double centre = 0, spread = 0; /* the error of a constant */
  if (!has_smiles()) return;
  for (int i = 0; i < SAMPLES; ++i) centre += samples[i].flash / SAMPLES;
  for (int i = 0; i < SAMPLES; ++i) spread += pow(samples[i].flash - centre, 2) / SAMPLES;
  spread = sqrt(spread);
  for (size_t m = 0; m < sizeof methods / sizeof *methods; ++m) {
    graft_options* options = tiny();
    graft_dataset* set = molecules(FLASH, SAMPLES);
    double mean[SAMPLES], rmse = 0;
    OK(graft_options_set_double(options, "valid_fraction", 0.3));
    OK(graft_options_set_double(options, "learning_rate", 0.01));
    OK(graft_options_set_int(options, "steps", 200));
    graft_model* of_molecules = fitted(fitter_of(methods[m], options, molecules));
    OK(graft_model_predict(of_molecules, set, NULL, mean, NULL, NULL, SAMPLES));
    OK(graft_model_evaluate(of_molecules, set, NULL, "rmse", &rmse));
    CHECK(rmse > 0 && rmse < 0.8 * spread);
    graft_dataset_free(set);
    graft_model_free(of_molecules);
  }
}

int main(void) {
  target = line(ROWS, 0.3, 2);
  source = line(200, 1.1, -1);
  fresh = line(NEW, 2.9, 2);
  OK(fit("pc_prior", chains("500", "1500"), NULL, &model));
  RUN(quantiles_and_draws_go_where_the_strides_say);
  RUN(arguments_that_cannot_be_are_named);
  RUN(evaluate_scores_the_whole_distribution);
  RUN(a_fit_whose_chains_have_not_mixed_returns_its_model_with_a_warning);
  RUN(the_candidates_weights_sum_to_one);
  RUN(a_source_model_takes_the_place_of_its_rows);
  RUN(molecules_are_fitted_by_every_method_that_trains_networks);
  graft_model_free(model);
  graft_dataset_free(target);
  graft_dataset_free(source);
  graft_dataset_free(fresh);
  return checks_done();
}
