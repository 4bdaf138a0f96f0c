/* Structures as a simulation code holds them, and files of them. */
#include "files.h"
#include "samples.h"

enum { CUBES = 24, ATOMS = 2 * CUBES };

/* Two atoms a cube, of growing size: caesium chloride, and others by turns. */
static int64_t offsets[CUBES + 1];
static int32_t species[ATOMS], periodic[3 * CUBES];
static double positions[3 * ATOMS], cells[9 * CUBES], targets[CUBES];

static void make_cubes(void) {
  static const int32_t first[] = {55, 37, 19}, second[] = {17, 35};
  memset(positions, 0, sizeof positions);
  memset(cells, 0, sizeof cells);
  offsets[0] = 0;
  for (int s = 0; s < CUBES; ++s) {
    const double a = 3.8 + 0.05 * s;
    species[2 * s] = first[s % 3];
    species[2 * s + 1] = second[s % 2];
    offsets[s + 1] = 2 * s + 2;
    for (int k = 0; k < 3; ++k) {
      positions[3 * (2 * s + 1) + k] = a / 2;
      cells[9 * s + 4 * k] = a;
      periodic[3 * s + k] = 1;
    }
    targets[s] = 10 / a + 0.1 * (s % 3);
  }
}

static graft_dataset* cubes(const double* y) {
  graft_dataset* set = NULL;
  OK(graft_dataset_from_structures(NULL, CUBES, offsets, species, positions, 3, 1, cells, periodic,
                                   y, NULL, &set));
  return set;
}

static void structures_are_rows_with_facts(void) {
  graft_dataset* set = cubes(targets);
  char text[32];
  int64_t repeated = -1;
  CHECK(graft_dataset_rows(set) == CUBES && graft_dataset_labelled(set) == CUBES);
  OK(graft_dataset_get_text(set, "kind", text, sizeof text, NULL));
  CHECK(strcmp(text, "structures") == 0);
  OK(graft_dataset_get_text(set, "input", text, sizeof text, NULL));
  CHECK(strcmp(text, "structures") == 0);
  OK(graft_dataset_get_int(set, "repeated", &repeated));
  CHECK(repeated == 0);
  OK(graft_dataset_id(set, 3, text, sizeof text, NULL));
  CHECK(strcmp(text, "3") == 0);
  REFUSED(graft_dataset_scaffold(set, 0, text, sizeof text, NULL), GRAFT_ERROR_UNSUPPORTED,
          "this set holds structures");
  graft_dataset_free(set);
}

static void the_layout_and_the_unit_of_positions_do_not_matter(void) {
  graft_dataset *expected = cubes(NULL), *set = NULL;
  graft_options* options = NULL;
  double by_component[3 * ATOMS], in_bohr[3 * ATOMS], cells_in_bohr[9 * CUBES], distances[CUBES];
  const double bohr = 0.529177210903;
  char a[16], b[16];
  for (int i = 0; i < ATOMS; ++i)
    for (int k = 0; k < 3; ++k) {
      by_component[k * ATOMS + i] = positions[3 * i + k];
      in_bohr[3 * i + k] = positions[3 * i + k] / bohr;
    }
  for (int i = 0; i < 9 * CUBES; ++i) cells_in_bohr[i] = cells[i] / bohr;
  OK(graft_dataset_get_text(expected, "checksum", a, sizeof a, NULL));
  OK(graft_dataset_from_structures(NULL, CUBES, offsets, species, by_component, 1, ATOMS, cells,
                                   NULL, NULL, NULL, &set));
  OK(graft_dataset_get_text(set, "checksum", b, sizeof b, NULL));
  CHECK(strcmp(a, b) == 0);
  graft_dataset_free(set);
  OK(graft_options_create(&options));
  OK(graft_options_set_string(options, "length_unit", "bohr"));
  OK(graft_dataset_from_structures(NULL, CUBES, offsets, species, in_bohr, 3, 1, cells_in_bohr,
                                   periodic, NULL, options, &set));
  OK(graft_dataset_distances(set, expected, NULL, distances, CUBES));
  for (int s = 0; s < CUBES; ++s) CHECK(distances[s] < 1e-6);
  REFUSED(graft_options_set_string(options, "length_unit", "nm"), GRAFT_ERROR_OPTION,
          "length_unit|angstrom | bohr");
  graft_options_free(options);
  graft_dataset_free(set);
  graft_dataset_free(expected);
}

static void classical_methods_learn_from_structures_and_predict_them_from_arrays(void) {
  const char* methods[] = {"ridge", "gaussian_process"};
  for (int m = 0; m < 2; ++m) {
    graft_dataset* set = cubes(targets);
    graft_fitter* fitter = NULL;
    double by_set[CUBES], mean[CUBES], sd[CUBES], of_loaded[CUBES], alone, worst = 0;
    char text[64];
    int64_t size = 0;
    OK(graft_fitter_create(NULL, methods[m], NULL, &fitter));
    OK(graft_fitter_set_target(fitter, set));
    graft_model *model = fitted(fitter), *loaded = NULL;
    OK(graft_model_predict(model, set, NULL, by_set, NULL, NULL, CUBES));
    OK(graft_model_predict_structures(model, CUBES, offsets, species, positions, 3, 1, cells,
                                      periodic, NULL, mean, sd, NULL));
    CHECK(same_bits(mean, by_set, CUBES));
    OK(graft_model_predict_structures(model, 1, offsets, species, positions, 3, 1, cells, periodic,
                                      NULL, &alone, NULL, NULL));
    CHECK(same_bits(&alone, mean, 1));
    for (int s = 0; s < CUBES; ++s) worst = fmax(worst, fabs(mean[s] - targets[s]));
    CHECK(worst < 0.05);
    OK(graft_model_get_text(model, "featuriser", text, sizeof text, NULL));
    CHECK(strcmp(text, "structures, features 1") == 0);
    OK(graft_model_get_text(model, "input", text, sizeof text, NULL));
    CHECK(strcmp(text, "structures") == 0);
    OK(graft_model_save_memory(model, NULL, 0, &size));
    void* bytes = malloc((size_t)size);
    OK(graft_model_save_memory(model, bytes, size, NULL));
    OK(graft_model_load_memory(NULL, bytes, size, &loaded));
    OK(graft_model_predict(loaded, set, NULL, of_loaded, NULL, NULL, CUBES));
    CHECK(same_bits(of_loaded, mean, CUBES));
    free(bytes);
    graft_model_free(loaded);
    graft_model_free(model);
    graft_dataset_free(set);
  }
}

static void features_of_structures_have_names_and_keep_the_targets(void) {
  graft_dataset *set = cubes(targets), *x = NULL, *again = NULL;
  static double values[CUBES * 400];
  double y[CUBES];
  char name[64];
  int64_t cols = 0, volume = -1;
  OK(graft_dataset_as_features(set, &x));
  OK(graft_dataset_get_int(x, "columns", &cols));
  CHECK(cols == 330);
  OK(graft_dataset_features(x, values, CUBES, cols, cols, 1));
  OK(graft_dataset_targets(x, y, CUBES));
  CHECK(same_bits(y, targets, CUBES));
  for (int64_t j = 0; j < cols; ++j) {
    OK(graft_dataset_column(x, j, name, sizeof name, NULL));
    if (strcmp(name, "volume_per_atom") == 0) volume = j;
  }
  CHECK(volume > 0 && near_to(values[volume], 3.8 * 3.8 * 3.8 / 2, 1e-6));
  OK(graft_dataset_as_features(x, &again));
  graft_dataset_free(again);
  graft_dataset_free(x);
  graft_dataset_free(set);
  if (has_smiles()) {
    set = molecules(FLASH, 4);
    REFUSED(graft_dataset_as_features(set, &x), GRAFT_ERROR_UNSUPPORTED, "holds molecules");
    graft_dataset_free(set);
  }
}

static void networks_say_that_they_take_no_structures_yet(void) {
  graft_dataset* set = cubes(targets);
  graft_fitter* fitter = NULL;
  graft_model* model = NULL;
  graft_options* options = tiny();
  OK(graft_fitter_create(NULL, "scratch", options, &fitter));
  OK(graft_fitter_set_target(fitter, set));
  REFUSED(graft_fitter_fit(fitter, &model), GRAFT_ERROR_UNSUPPORTED,
          "networks take no structures yet");
  graft_fitter_free(fitter);
  graft_options_free(options);
  graft_dataset_free(set);
}

static void structures_that_cannot_be_used_are_named_or_left_out(void) {
  graft_dataset* set = NULL;
  graft_options* options = NULL;
  char reason[160];
  double mean[CUBES];
  species[7] = 119;
  positions[3 * 10] = NAN;
  for (int k = 0; k < 3; ++k) positions[3 * 17 + k] = 0.01;
  for (int k = 0; k < 9; ++k) cells[9 * 11 + k] = 0;
  REFUSED(graft_dataset_from_structures(NULL, CUBES, offsets, species, positions, 3, 1, cells,
                                        periodic, targets, NULL, &set),
          GRAFT_ERROR_DATA, "row 3: atom 1: species 119");
  CHECK(!set);
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "strict", 0));
  OK(graft_dataset_from_structures(NULL, CUBES, offsets, species, positions, 3, 1, cells, periodic,
                                   targets, options, &set));
  CHECK(graft_dataset_rows(set) == CUBES - 4 && graft_dataset_skipped(set) == 4);
  OK(graft_dataset_skipped_reason(set, 1, reason, sizeof reason, NULL));
  CHECK(strcmp(reason, "row 5: atom 0: component 0 of its position is nan") == 0);
  OK(graft_dataset_skipped_reason(set, 2, reason, sizeof reason, NULL));
  CHECK(strstr(reason, "row 8: atom 0 is on top of atom 1") != NULL);
  OK(graft_dataset_skipped_reason(set, 3, reason, sizeof reason, NULL));
  CHECK(strstr(reason, "row 11: cell: vector a is zero") != NULL);
  graft_fitter* fitter = NULL;
  OK(graft_fitter_create(NULL, "ridge", NULL, &fitter));
  OK(graft_fitter_set_target(fitter, set));
  graft_model* model = fitted(fitter);
  OK(graft_model_predict_structures(model, CUBES, offsets, species, positions, 3, 1, cells,
                                    periodic, options, mean, NULL, NULL));
  for (int s = 0; s < CUBES; ++s)
    CHECK((s == 3 || s == 5 || s == 8 || s == 11) == (isnan(mean[s]) != 0));
  graft_model_free(model);
  graft_options_free(options);
  graft_dataset_free(set);
  make_cubes();
}

static void arguments_that_make_no_sense_are_named(void) {
  graft_dataset* set = NULL;
  const int64_t falling[] = {0, 2, 1}, late[] = {1, 2};
  const int32_t flags[] = {1, 0, 0};
  REFUSED(graft_dataset_from_structures(NULL, 2, falling, species, positions, 3, 1, NULL, NULL,
                                        NULL, NULL, &set),
          GRAFT_ERROR_DATA, "structure 1|atom_offsets[2] = 1");
  REFUSED(graft_dataset_from_structures(NULL, 1, late, species, positions, 3, 1, NULL, NULL, NULL,
                                        NULL, &set),
          GRAFT_ERROR_DATA, "atom_offsets[0] = 1 is not 0");
  REFUSED(graft_dataset_from_structures(NULL, -1, offsets, species, positions, 3, 1, NULL, NULL,
                                        NULL, NULL, &set),
          GRAFT_ERROR_ARGUMENT, "rows");
  REFUSED(graft_dataset_from_structures(NULL, 1, NULL, species, positions, 3, 1, NULL, NULL, NULL,
                                        NULL, &set),
          GRAFT_ERROR_ARGUMENT, "atom_offsets: is NULL");
  REFUSED(graft_dataset_from_structures(NULL, 1, offsets, NULL, positions, 3, 1, NULL, NULL, NULL,
                                        NULL, &set),
          GRAFT_ERROR_ARGUMENT, "species: is NULL");
  REFUSED(graft_dataset_from_structures(NULL, 1, offsets, species, NULL, 3, 1, NULL, NULL, NULL,
                                        NULL, &set),
          GRAFT_ERROR_ARGUMENT, "positions: is NULL");
  REFUSED(graft_dataset_from_structures(NULL, 1, offsets, species, positions, 0, 1, NULL, NULL,
                                        NULL, NULL, &set),
          GRAFT_ERROR_ARGUMENT, "atom_stride: is 0");
  REFUSED(graft_dataset_from_structures(NULL, 1, offsets, species, positions, 3, 0, NULL, NULL,
                                        NULL, NULL, &set),
          GRAFT_ERROR_ARGUMENT, "axis_stride: is 0");
  REFUSED(graft_dataset_from_structures(NULL, 1, offsets, species, positions, 3, 1, NULL, flags,
                                        NULL, NULL, &set),
          GRAFT_ERROR_ARGUMENT, "cells: is NULL, and structure 0 is periodic");
  OK(graft_dataset_from_structures(NULL, 0, NULL, NULL, NULL, 3, 1, NULL, NULL, NULL, NULL, &set));
  CHECK(graft_dataset_rows(set) == 0);
  graft_dataset_free(set);
}

static void kinds_are_not_mixed(void) {
  graft_dataset *set = cubes(targets), *source = vectors(FLASH, SAMPLES), *both = NULL;
  double distances[CUBES];
  REFUSED(graft_dataset_concat(set, source, &both), GRAFT_ERROR_DATA, "structures|features");
  REFUSED(graft_dataset_distances(set, source, NULL, distances, CUBES), GRAFT_ERROR_DATA,
          "structures|features");
  graft_dataset_free(set);
  graft_dataset_free(source);
}

static void frames_of_a_file_are_structures_with_targets(void) {
  char path[PATH];
  write_text(in_folder(path, "frames"),
      "1\nLattice=\"3 0 0 0 3 0 0 0 3\" gap=1.5 name=first\nFe 0 0 0\n"
      "2\nname=second gap=?\nH 0 0 0\nF 0.92 0 0\n"
      "1\nname=third gap=2\nXx 0 0 0\n");
  graft_dataset* set = NULL;
  graft_options* options = NULL;
  double y[2];
  char text[200];
  REFUSED(graft_dataset_from_file(NULL, path, "extxyz", "gap", "name", NULL, &set),
          GRAFT_ERROR_DATA, "line 8: frame 2: line 10: atom 0: 'Xx' is not an element");
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "strict", 0));
  OK(graft_dataset_from_file(NULL, path, "extxyz", "gap", "name", options, &set));
  CHECK(graft_dataset_rows(set) == 2 && graft_dataset_skipped(set) == 1);
  OK(graft_dataset_targets(set, y, 2));
  CHECK(y[0] == 1.5 && isnan(y[1]));
  OK(graft_dataset_id(set, 1, text, sizeof text, NULL));
  CHECK(strcmp(text, "second") == 0);
  graft_dataset_free(set);
  REFUSED(graft_dataset_from_file(NULL, path, "extxyz", "hap", NULL, options, &set),
          GRAFT_ERROR_DATA, "'hap' is in no frame; the nearest is 'gap'");
  REFUSED(graft_dataset_from_file(NULL, path, "xyz", NULL, NULL, NULL, &set), GRAFT_ERROR_ARGUMENT,
          "format: 'xyz' is not extxyz, poscar or cif");
  REFUSED(graft_dataset_from_file(NULL, NULL, "extxyz", NULL, NULL, NULL, &set),
          GRAFT_ERROR_ARGUMENT, "path: is NULL");
  REFUSED(graft_dataset_from_file(NULL, "no/such.xyz", NULL, NULL, NULL, NULL, &set),
          GRAFT_ERROR_IO, "no/such.xyz");
  if (!graft_has_feature("cif"))
    REFUSED(graft_dataset_from_file(NULL, path, "cif", NULL, NULL, NULL, &set),
            GRAFT_ERROR_UNSUPPORTED, "gemmi");
  graft_options_free(options);
}

int main(void) {
  make_cubes();
  make_folder();
  RUN(structures_are_rows_with_facts);
  RUN(the_layout_and_the_unit_of_positions_do_not_matter);
  RUN(classical_methods_learn_from_structures_and_predict_them_from_arrays);
  RUN(features_of_structures_have_names_and_keep_the_targets);
  RUN(networks_say_that_they_take_no_structures_yet);
  RUN(structures_that_cannot_be_used_are_named_or_left_out);
  RUN(arguments_that_make_no_sense_are_named);
  RUN(kinds_are_not_mixed);
  RUN(frames_of_a_file_are_structures_with_targets);
  remove_folder();
  return checks_done();
}
