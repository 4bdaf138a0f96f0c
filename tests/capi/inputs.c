/* Inputs that are not SMILES: feature vectors with strides, and ready-made graphs. */
#include "samples.h"

static void the_layout_of_a_feature_matrix_does_not_matter(void) {
  double rowwise[12 * FEATURES], colwise[FEATURES * 12], spaced[12 * 20], targets[12];
  double backwards[12 * FEATURES];
  for (int i = 0; i < 12; ++i) {
    targets[i] = samples[i].flash;
    for (int j = 0; j < FEATURES; ++j) {
      const double x = samples[i].features[j];
      rowwise[i * FEATURES + j] = colwise[j * 12 + i] = spaced[i * 20 + 3 * j] = x;
      backwards[(11 - i) * FEATURES + j] = x;
    }
  }
  const double* const matrices[] = {rowwise, colwise, spaced, backwards + 11 * FEATURES};
  static const int64_t strides[][2] = {{FEATURES, 1}, {1, 12}, {20, 3}, {-FEATURES, 1}};
  double expected[12], mean[12];
  graft_model* models[4];
  for (int m = 0; m < 4; ++m) {
    graft_dataset* set = NULL;
    graft_fitter* fitter = NULL;
    graft_options* options = tiny();
    OK(graft_dataset_from_features(NULL, matrices[m], 12, FEATURES, strides[m][0], strides[m][1],
                                   targets, NULL, &set));
    OK(graft_fitter_create(NULL, "scratch", options, &fitter));
    OK(graft_fitter_set_target(fitter, set));
    models[m] = fitted(fitter);
    CHECK(same_model(models[m], models[0]));
    OK(graft_model_predict(models[0], set, NULL, m == 0 ? expected : mean, NULL, NULL, 12));
    OK(graft_model_predict_features(models[0], matrices[m], 12, FEATURES, strides[m][0],
                                    strides[m][1], NULL, mean, NULL, NULL));
    CHECK(same_bits(mean, expected, 12));
    graft_options_free(options);
    graft_dataset_free(set);
  }
  for (int m = 0; m < 4; ++m) graft_model_free(models[m]);
}

static void gate_transfers_between_feature_vectors(void) {
  graft_options* options = tiny();
  OK(graft_options_set_double(options, "learning_rate", 0.01));
  OK(graft_options_set_int(options, "steps", 200));
  graft_model* model = fitted(fitter_of("gate", options, vectors));
  double mean[SAMPLES], alone = 0, frame[8];
  graft_dataset *set = vectors(FLASH, SAMPLES), *first = vectors(FLASH, 1);
  OK(graft_model_predict(model, set, NULL, mean, NULL, NULL, SAMPLES));
  OK(graft_model_predict_features(model, samples[0].features, 1, FEATURES, FEATURES, 1, NULL,
                                  &alone, NULL, NULL));
  CHECK(same_bits(&alone, mean, 1));
  CHECK(mean[10] > mean[4] + 40); /* phenol 350 K, hexane 251 K */
  OK(graft_model_embed(model, first, "frame", 1, frame, 1, 8, 8, 1));
  graft_model_free(model);
  graft_dataset_free(set);
  graft_dataset_free(first);
}

/* Straight chains of carbon with an oxygen at the end, as graphs with two features an atom and one
 * a bond. `renumbered` numbers the atoms, and with them the bonds and their ends, from the far end:
 * the same molecules. */
enum { CHAINS = 8, MOST = CHAINS * (CHAINS + 5) / 2 };

static graft_dataset* chains(int renumbered) {
  int64_t atom_offsets[CHAINS + 1] = {0}, bond_offsets[CHAINS + 1] = {0}, ends[2 * MOST];
  double atoms[2 * MOST], bonds[MOST], targets[CHAINS];
  graft_dataset* set = NULL;
  for (int g = 0; g < CHAINS; ++g) {
    const int64_t n = g + 2, first = atom_offsets[g], bond = bond_offsets[g];
    for (int64_t a = 0; a < n; ++a) {
      const int64_t at = first + (renumbered ? n - 1 - a : a);
      atoms[2 * at] = a == 0 ? 8 : 6;
      atoms[2 * at + 1] = a == 0 || a == n - 1 ? 1 : 2;
    }
    for (int64_t b = 0; b < n - 1; ++b) {
      const int64_t at = bond + (renumbered ? n - 2 - b : b);
      ends[2 * at] = renumbered ? n - 1 - b : b;
      ends[2 * at + 1] = renumbered ? n - 2 - b : b + 1;
      bonds[at] = 1;
    }
    atom_offsets[g + 1] = first + n;
    bond_offsets[g + 1] = bond + n - 1;
    targets[g] = 300 + 20.0 * g;
  }
  OK(graft_dataset_from_graphs(NULL, CHAINS, atom_offsets, atoms, 2, bond_offsets, ends, bonds, 1,
                               targets, NULL, &set));
  return set;
}

static void a_graph_renumbered_is_the_same_molecule(void) {
  double mean[CHAINS], again[CHAINS];
  graft_dataset *plain = chains(0), *turned = chains(1);
  graft_fitter* fitter = NULL;
  graft_options* options = tiny();
  OK(graft_fitter_create(NULL, "scratch", options, &fitter));
  OK(graft_fitter_set_target(fitter, plain));
  graft_model* model = fitted(fitter);
  OK(graft_model_predict(model, plain, NULL, mean, NULL, NULL, CHAINS));
  OK(graft_model_predict(model, turned, NULL, again, NULL, NULL, CHAINS));
  CHECK(same_bits(mean, again, CHAINS));
  CHECK(mean[0] != mean[CHAINS - 1]);
  graft_options_free(options);
  graft_dataset_free(plain);
  graft_dataset_free(turned);
  graft_model_free(model);
}

static void a_graph_may_be_one_atom_without_a_bond(void) {
  const int64_t atom_offsets[] = {0, 1}, bond_offsets[] = {0, 0};
  const double atom[] = {8, 0};
  double mean = 0;
  graft_dataset *set = NULL, *target = chains(0);
  graft_fitter* fitter = NULL;
  graft_options* options = tiny();
  OK(graft_dataset_from_graphs(NULL, 1, atom_offsets, atom, 2, bond_offsets, NULL, NULL, 1, NULL,
                               NULL, &set));
  OK(graft_fitter_create(NULL, "scratch", options, &fitter));
  OK(graft_fitter_set_target(fitter, target));
  graft_model* model = fitted(fitter);
  OK(graft_model_predict(model, set, NULL, &mean, NULL, NULL, 1));
  CHECK(isfinite(mean) && mean != 0);
  graft_options_free(options);
  graft_dataset_free(set);
  graft_dataset_free(target);
  graft_model_free(model);
}

static void a_smiles_written_otherwise_predicts_the_same(void) {
  static const char* const one[] = {"CCCO", "Cc1ccccc1", "CC(C)=O"};
  static const char* const other[] = {"OCCC", "C1=CC=C(C=C1)C", "O=C(C)C"};
  double mean[3], again[3];
  graft_model* model = fitted(fitter_of("scratch", tiny(), molecules));
  OK(graft_model_predict_smiles(model, one, 3, NULL, mean, NULL, NULL));
  OK(graft_model_predict_smiles(model, other, 3, NULL, again, NULL, NULL));
  CHECK(same_bits(mean, again, 3));
  graft_model_free(model);
}

int main(void) {
  RUN(the_layout_of_a_feature_matrix_does_not_matter);
  RUN(gate_transfers_between_feature_vectors);
  RUN(a_graph_renumbered_is_the_same_molecule);
  RUN(a_graph_may_be_one_atom_without_a_bond);
  if (has_smiles()) RUN(a_smiles_written_otherwise_predicts_the_same);
  return checks_done();
}
