/* Every kind of model, and what it is fitted to: fits of milliseconds. A child makes what it calls
 * (host_child.h); what cannot be made is in the shared message. */
#ifndef GRAFT_TESTS_KINDS_H
#define GRAFT_TESTS_KINDS_H

#include "host_child.h"

#include <math.h>

enum { ROWS = 12, COLUMNS = 3 };

typedef enum { VECTORS, MOLECULES, GRAPHS, FORMULAS } input;

typedef struct {
  const char *name, *method;
  input in;
  int takes_source;
  const char* settings[12]; /* key, value, ... NULL */
} kind;

static const kind kinds[] = {
    {"ensemble", "scratch", VECTORS, 0, {"members", "2"}},
    {"ensemble of molecules", "gate", MOLECULES, 1, {"source_start", "0"}},
    {"ensemble of graphs", "scratch", GRAPHS, 0, {NULL}},
    {"ensemble by two threads", "scratch", VECTORS, 0, {"members", "2", "n_threads", "2"}},
    {"ensemble with Bayesian heads", "gate", VECTORS, 1, {"head", "pc_prior"}},
    {"several properties", "multitask", VECTORS, 1, {NULL}},
    {"source trained on", "finetune", MOLECULES, 1, {NULL}},
    {"source with a new head", "head_only", VECTORS, 1, {NULL}},
    {"distilled", "distill", VECTORS, 1, {NULL}},
    {"distilled similarities", "gsp_distill", GRAPHS, 1, {NULL}},
    {"source alone", "source_only", VECTORS, 1, {NULL}},
    {"small network", "scratch", VECTORS, 0, {"network", "small"}},
    {"small posterior", "pc_prior", VECTORS, 1, {"hidden", "2"}},
    {"linear posterior", "pc_prior", VECTORS, 1, {"hidden", "", "fallback", "none"}},
    {"fixed prior", "fixed_prior", VECTORS, 1, {"hidden", "2"}},
    {"posterior of the target", "target_only", VECTORS, 0, {"hidden", "2"}},
    {"last layers", "pc_prior", VECTORS, 1, {"network", "deep", "pc_hyperprior", "0"}},
    {"last layer of molecules", "pc_prior", MOLECULES, 1, {"network", "deep", "fallback", "none"}},
    {"svi", "pc_prior", VECTORS, 1, {"network", "deep", "inference", "svi"}},
    {"sghmc", "pc_prior", GRAPHS, 1, {"network", "deep", "inference", "sghmc"}},
    {"ridge of formulas", "ridge", FORMULAS, 0, {NULL}},
    {"kernel", "gaussian_process", VECTORS, 0, {NULL}},
    {"kernel of molecules", "gaussian_process", MOLECULES, 0, {NULL}},
    {"stacked", "stacked", VECTORS, 1, {NULL}},
    {"stacked of molecules", "stacked", MOLECULES, 1, {NULL}},
    {"chosen", "select", VECTORS, 1, {"candidates", "ridge,stacked,scratch", "select_folds", "2"}},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const char* const smiles[ROWS] = {
    "CCO",     "CCCO",     "CCCCO",     "CCCCCO",    "CCCCCC",           "CC(C)=O",
    "CC(=O)O", "c1ccccc1", "Cc1ccccc1", "Oc1ccccc1", "N[C@@H](C)C(=O)O", "F/C=C/F"};
static const char* const formulas[ROWS] = {
    "NaCl", "KCl",    "MgO",    "CaO",   "Fe2O3",      "Al2O3",
    "TiO2", "BaTiO3", "SrTiO3", "CaCO3", "CuSO4*5H2O", "Ba0.5Sr0.5TiO3"};

static int is_possible(const kind* of) {
  return of->in != MOLECULES || graft_has_feature("rdkit");
}

static void must(graft_status status) {
  if (!status || status == GRAFT_UNCONVERGED) return;
  snprintf(shared->message, sizeof shared->message, "before: %s: %s", graft_status_name(status),
           graft_last_error());
  _exit(1);
}

static graft_options* options_of(const kind* of) {
  static const char* const usual[] = {
      "width",     "8", "encoder_width", "8",  "latent",  "4",  "depth",        "2",
      "steps",     "4", "epoch_steps",   "2",  "batch",   "4",  "source_batch", "4",
      "chains",    "2", "adaptation",    "20", "samples", "10", "draws",        "10",
      "max_depth", "2", "source_steps",  "4",  "members", "1"};
  graft_options* made = NULL;
  must(graft_options_create(&made));
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i += 2)
    must(graft_options_set_text(made, usual[i], usual[i + 1]));
  for (size_t i = 0; of->settings[i]; i += 2)
    must(graft_options_set_text(made, of->settings[i], of->settings[i + 1]));
  return made;
}

static graft_status make_graphs(const double* x, const double* y, const graft_options* options,
                                graft_dataset** out) {
  int64_t atoms[ROWS + 1] = {0}, bonds[ROWS + 1] = {0}, ends[2 * 4 * ROWS];
  double of_atom[2 * 5 * ROWS], of_bond[4 * ROWS];
  for (int i = 0; i < ROWS; ++i) { /* paths of two to five atoms */
    const int64_t n = 2 + i % 4;
    for (int64_t a = 0; a < n; ++a) {
      of_atom[2 * (atoms[i] + a)] = x[COLUMNS * i];
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

/* Sets of another shift have other targets, and other inputs where these are numbers. */
static graft_status make_set(const kind* of, double shift, const graft_options* options,
                             graft_dataset** out) {
  double x[COLUMNS * ROWS], y[ROWS];
  for (int i = 0; i < ROWS; ++i) {
    for (int j = 0; j < COLUMNS; ++j) x[COLUMNS * i + j] = sin(1.7 * i + 2.3 * j + shift);
    y[i] = 3 + x[COLUMNS * i] + cos(3.1 * i) + shift * x[COLUMNS * i + 1];
  }
  switch (of->in) {
    case VECTORS:
      return graft_dataset_from_features(NULL, x, ROWS, COLUMNS, COLUMNS, 1, y, options, out);
    case MOLECULES:
      return graft_dataset_from_smiles(NULL, smiles, ROWS, y, options, out);
    case GRAPHS:
      return make_graphs(x, y, options, out);
    case FORMULAS:
      return graft_dataset_from_formulas(NULL, formulas, ROWS, y, options, out);
  }
  return GRAFT_ERROR_ARGUMENT;
}

#endif
