/*
 * Small real data and tiny fits for the tests: molecules with boiling and flash points in kelvin
 * (examples/data), and the counts of their atoms and rings as feature vectors.
 */
#ifndef GRAFT_TESTS_SAMPLES_H
#define GRAFT_TESTS_SAMPLES_H

#include <math.h>
#include <stdlib.h>

#include "check.h"

enum { SAMPLES = 16, FEATURES = 4 };

static const struct {
  const char* smiles;
  double features[FEATURES]; /* carbon, nitrogen, oxygen, rings */
  double boiling, flash;
} samples[SAMPLES] = {
    {"CCO", {2, 0, 1, 0}, 351.39, 285.93},       {"CCCO", {3, 0, 1, 0}, 370.19, 288.15},
    {"CCCCO", {4, 0, 1, 0}, 390.75, 308.15},     {"CCCCCO", {5, 0, 1, 0}, 410.75, 310.65},
    {"CCCCCC", {6, 0, 0, 0}, 341.87, 250.65},    {"CCCCCCC", {7, 0, 0, 0}, 371.53, 269.07},
    {"CC(C)=O", {3, 0, 1, 0}, 329.23, 253.15},   {"CC(=O)O", {2, 0, 2, 0}, 391.05, 312.15},
    {"c1ccccc1", {6, 0, 0, 1}, 353.23, 262.15},  {"Cc1ccccc1", {7, 0, 0, 1}, 383.75, 277.37},
    {"Oc1ccccc1", {6, 0, 1, 1}, 454.95, 350.37}, {"Nc1ccccc1", {6, 1, 0, 1}, 457.25, 343.15},
    {"c1ccncc1", {5, 1, 0, 1}, 388.35, 293.15},  {"C1CCCCC1", {6, 0, 0, 1}, 353.85, 256.15},
    {"CCNCC", {4, 1, 0, 0}, 328.55, 246.09},     {"OCCO", {2, 0, 2, 0}, 470.65, 384.26},
};

typedef enum { BOILING, FLASH } property;

static inline int has_smiles(void) { return graft_has_feature("rdkit"); }

static inline graft_dataset* name_property(graft_dataset* set, property which) {
  OK(graft_dataset_set_property(set, which == FLASH ? "flash point" : "boiling point", "K"));
  return set;
}

/* The first `rows` samples as molecules. */
static inline graft_dataset* molecules(property which, int64_t rows) {
  const char* smiles[SAMPLES] = {NULL};
  double targets[SAMPLES] = {0};
  graft_dataset* set = NULL;
  for (int64_t i = 0; i < rows; ++i) {
    smiles[i] = samples[i].smiles;
    targets[i] = which == FLASH ? samples[i].flash : samples[i].boiling;
  }
  OK(graft_dataset_from_smiles(NULL, smiles, rows, targets, NULL, &set));
  return name_property(set, which);
}

/* The first `rows` samples as feature vectors. */
static inline graft_dataset* vectors(property which, int64_t rows) {
  double x[SAMPLES * FEATURES] = {0}, targets[SAMPLES] = {0};
  graft_dataset* set = NULL;
  for (int64_t i = 0; i < rows; ++i) {
    memcpy(x + i * FEATURES, samples[i].features, sizeof samples[i].features);
    targets[i] = which == FLASH ? samples[i].flash : samples[i].boiling;
  }
  OK(graft_dataset_from_features(NULL, x, rows, FEATURES, FEATURES, 1, targets, NULL, &set));
  return name_property(set, which);
}

/* Molecules where the library reads them, else vectors: for tests that mind neither. */
static inline graft_dataset* sample_set(property which, int64_t rows) {
  return has_smiles() ? molecules(which, rows) : vectors(which, rows);
}

/* Settings for fits of a few milliseconds: one member, six epochs of ten steps, those of gate in
 * one stage. */
static inline graft_options* tiny(void) {
  graft_options* options = NULL;
  OK(graft_options_create(&options));
  OK(graft_options_set_int(options, "width", 16));
  OK(graft_options_set_int(options, "encoder_width", 16));
  OK(graft_options_set_int(options, "latent", 8));
  OK(graft_options_set_int(options, "steps", 60));
  OK(graft_options_set_int(options, "epoch_steps", 10));
  OK(graft_options_set_int(options, "batch", 8));
  OK(graft_options_set_int(options, "source_batch", 8));
  OK(graft_options_set_int(options, "source_start", 0));
  OK(graft_options_set_int(options, "members", 1));
  OK(graft_options_set_double(options, "valid_fraction", 0.1));
  return options;
}

/* A fitter of flash points, with boiling points as the source of "gate". Frees the options. */
static inline graft_fitter* fitter_of(const char* method, graft_options* options,
                                      graft_dataset* (*sets)(property, int64_t)) {
  graft_dataset *flash = sets(FLASH, 12), *boiling = sets(BOILING, SAMPLES);
  graft_fitter* fitter = NULL;
  OK(graft_fitter_create(NULL, method, options, &fitter));
  OK(graft_fitter_set_target(fitter, flash));
  if (strcmp(method, "scratch") != 0) OK(graft_fitter_add_source(fitter, boiling));
  graft_options_free(options);
  graft_dataset_free(flash);
  graft_dataset_free(boiling);
  return fitter;
}

/* Fits and frees the fitter. */
static inline graft_model* fitted(graft_fitter* fitter) {
  graft_model* model = NULL;
  OK(graft_fitter_fit(fitter, &model));
  graft_fitter_free(fitter);
  return model;
}

/* The model's file in memory, for the caller to free. */
static inline unsigned char* bytes_of(const graft_model* model, int64_t* size) {
  unsigned char* bytes;
  OK(graft_model_save_memory(model, NULL, 0, size));
  bytes = malloc(*size > 0 ? (size_t)*size : 1);
  OK(graft_model_save_memory(model, bytes, *size, size));
  return bytes;
}

static inline int same_model(const graft_model* a, const graft_model* b) {
  int64_t size_a = 0, size_b = 0;
  unsigned char *bytes_a = bytes_of(a, &size_a), *bytes_b = bytes_of(b, &size_b);
  const int same = size_a > 0 && size_a == size_b && memcmp(bytes_a, bytes_b, (size_t)size_a) == 0;
  free(bytes_a);
  free(bytes_b);
  return same;
}

#endif
