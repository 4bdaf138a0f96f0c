/* What hosts in need call: of every kind of model the making of its data, fit, load, save and
 * predict. ROWS, the rows of a set, is the including program's; 12 or more. */
#ifndef GRAFT_TESTS_HOST_CALLS_H
#define GRAFT_TESTS_HOST_CALLS_H

#include <math.h>
#include <stdint.h>

#include "check.h"

enum { NEW = 3 };

typedef enum { VECTORS, MOLECULES, GRAPHS } input;

typedef struct {
  const char *name, *method;
  input in;
  int needs_source;
  const char* settings[12]; /* key, value, ... NULL */
} kind;

static const kind kinds[] = {
    {"ensemble", "scratch", VECTORS, 0, {"members", "2"}},
    {"ensemble of molecules", "gate", MOLECULES, 1, {"members", "1", "source_start", "0"}},
    {"ensemble of graphs", "scratch", GRAPHS, 0, {"members", "1"}},
    {"ensemble by two threads", "scratch", VECTORS, 0, {"members", "2", "n_threads", "2"}},
    {"small posterior", "pc_prior", VECTORS, 1, {"hidden", "2", "members", "1"}},
    {"last layers", "pc_prior", MOLECULES, 1, {"network", "deep", "members", "1"}},
    {"svi", "pc_prior", VECTORS, 1, {"network", "deep", "inference", "svi", "members", "1"}},
    {"kernel", "gaussian_process", VECTORS, 0, {NULL}},
    {"kernel of molecules", "gaussian_process", MOLECULES, 0, {NULL}},
    {"stacked", "stacked", VECTORS, 1, {"members", "1"}},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const kind* tried; /* what the calls below are made for */

static const char* const molecules[] = {
    "CCO",     "CCCO",     "CCCCO",     "CCCCCO",    "CCCCCC",           "CC(C)=O",
    "CC(=O)O", "c1ccccc1", "Cc1ccccc1", "Oc1ccccc1", "N[C@@H](C)C(=O)O", "F/C=C/F"};
enum { MOLECULES_KNOWN = sizeof molecules / sizeof *molecules };
static const char* smiles[ROWS];

/* Everything that the calls use; made before they begin, by those that need it. */
static graft_options* options;
static graft_dataset *target, *source;
static graft_fitter* fitter;
static graft_model* model;
static char* bytes; /* of the model, shared */
static int64_t size;
static double* values; /* results, shared */
enum { VALUES = 8 * ROWS };

static void give_up(const char* status, const char* message); /* the including program's */

static void must(graft_status status) {
  if (status && status != GRAFT_UNCONVERGED) give_up(graft_status_name(status), graft_last_error());
}

static graft_options* options_of(void) {
  static const char* const usual[] = {
      "width",     "8", "encoder_width", "8",  "latent",  "4",  "depth",        "2",
      "steps",     "4", "epoch_steps",   "2",  "batch",   "4",  "source_batch", "4",
      "chains",    "2", "adaptation",    "20", "samples", "10", "draws",        "10",
      "max_depth", "2", "source_steps",  "4"};
  graft_options* made = NULL;
  must(graft_options_create(&made));
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i += 2)
    must(graft_options_set_text(made, usual[i], usual[i + 1]));
  for (size_t i = 0; tried->settings[i]; i += 2)
    must(graft_options_set_text(made, tried->settings[i], tried->settings[i + 1]));
  return made;
}

static graft_status make_set(double shift, graft_dataset** out) {
  double x[3 * ROWS], y[ROWS];
  for (int i = 0; i < ROWS; ++i) {
    for (int j = 0; j < 3; ++j) x[3 * i + j] = sin(1.7 * i + 2.3 * j + shift);
    y[i] = 3 + x[3 * i] + cos(3.1 * i) + shift * x[3 * i + 1];
  }
  if (tried->in == VECTORS)
    return graft_dataset_from_features(NULL, x, ROWS, 3, 3, 1, y, options, out);
  for (int i = 0; i < ROWS; ++i) smiles[i] = molecules[i % MOLECULES_KNOWN];
  if (tried->in == MOLECULES) return graft_dataset_from_smiles(NULL, smiles, ROWS, y, options, out);
  int64_t atoms[ROWS + 1] = {0}, bonds[ROWS + 1] = {0}, ends[2 * 4 * ROWS];
  double of_atom[2 * 5 * ROWS], of_bond[4 * ROWS];
  for (int i = 0; i < ROWS; ++i) { /* paths of two to five atoms */
    const int64_t n = 2 + i % 4;
    for (int64_t a = 0; a < n; ++a) {
      of_atom[2 * (atoms[i] + a)] = x[3 * i];
      of_atom[2 * (atoms[i] + a) + 1] = (double)a;
    }
    for (int64_t b = 0; b + 1 < n; ++b) {
      ends[2 * (bonds[i] + b)] = b;
      ends[2 * (bonds[i] + b) + 1] = b + 1;
      of_bond[bonds[i] + b] = (double)(b % 2);
    }
    atoms[i + 1] = atoms[i] + n;
    bonds[i + 1] = bonds[i] + n - 1;
  }
  return graft_dataset_from_graphs(NULL, ROWS, atoms, of_atom, 2, bonds, ends, of_bond, 1, y,
                                   options, out);
}

/* Each call frees what it makes and leaves numbers that do not depend on its history. */
static graft_status read_data(void) {
  graft_dataset *set = NULL, *rest = NULL;
  graft_status status = make_set(0.5, &set);
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

static graft_status fit(void) {
  graft_model* made = NULL;
  graft_status status = graft_fitter_fit(fitter, &made);
  if (status == GRAFT_UNCONVERGED) status = GRAFT_OK;
  values[0] = made != NULL;
  graft_model_free(made);
  return status;
}

static graft_status save(void) {
  static char buffer[1 << 20];
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

static void prepare(int call) {
  options = options_of();
  must(make_set(0, &target));
  must(make_set(0.2, &source));
  if (calls[call].needs_fitter) {
    must(graft_fitter_create(NULL, tried->method, options, &fitter));
    must(graft_fitter_set_target(fitter, target));
    if (tried->needs_source) must(graft_fitter_add_source(fitter, source));
  }
  if (calls[call].needs_model) must(graft_model_load_memory(NULL, bytes, size, &model));
}

#endif
