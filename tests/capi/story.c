/* The story that every user goes through: data, a fit, predictions, a model file. */
#include "files.h"
#include "samples.h"

static graft_model* model; /* one fit serves all tests here */
static graft_dataset* target;

static void a_model_predicts_a_data_set_and_its_smiles_alike(void) {
  const char* smiles[] = {"CCO", "c1ccccc1", "CCCCCCCCO"};
  double mean[3], model_sd[3], noise_sd[3], again[3];
  graft_dataset* set = NULL;
  OK(graft_dataset_from_smiles(NULL, smiles, 3, NULL, NULL, &set));
  OK(graft_model_predict(model, set, NULL, mean, model_sd, noise_sd, 3));
  OK(graft_model_predict_smiles(model, smiles, 3, NULL, again, NULL, NULL));
  CHECK(same_bits(mean, again, 3));
  for (int i = 0; i < 3; ++i) {
    CHECK(mean[i] > 150 && mean[i] < 600);
    CHECK(model_sd[i] == 0); /* one member has no spread */
    CHECK(noise_sd[i] > 0 && noise_sd[i] == noise_sd[0]);
  }
  graft_dataset_free(set);
}

static void every_output_of_a_prediction_may_be_left_out(void) {
  OK(graft_model_predict(model, target, NULL, NULL, NULL, NULL, graft_dataset_rows(target)));
}

static void a_prediction_does_not_depend_on_its_neighbours(void) {
  double all[12], one;
  OK(graft_model_predict(model, target, NULL, all, NULL, NULL, 12));
  for (int64_t row = 0; row < 12; ++row) {
    const char* smiles = samples[row].smiles;
    OK(graft_model_predict_smiles(model, &smiles, 1, NULL, &one, NULL, NULL));
    CHECK(same_bits(&one, all + row, 1));
  }
}

static void embeddings_come_with_any_strides(void) {
  static const char* const layers[] = {"embedding", "latent", "frame"};
  static const int64_t sizes[] = {16, 8, 8};
  for (int w = 0; w < 3; ++w) {
    const int64_t n = sizes[w];
    int64_t cols = 0;
    double rowwise[12 * 16], transposed[12 * 16], spaced[12 * 40];
    OK(graft_model_embed_cols(model, layers[w], &cols));
    CHECK(cols == n);
    OK(graft_model_embed(model, target, layers[w], 0, rowwise, 12, n, n, 1));
    OK(graft_model_embed(model, target, layers[w], 0, transposed, 12, n, 1, 12));
    for (int i = 0; i < 12 * 40; ++i) spaced[i] = -7;
    OK(graft_model_embed(model, target, layers[w], 0, spaced, 12, n, 40, 2));
    for (int64_t i = 0; i < 12; ++i)
      for (int64_t j = 0; j < n; ++j) {
        CHECK(same_bits(&rowwise[i * n + j], &transposed[i + 12 * j], 1));
        CHECK(same_bits(&rowwise[i * n + j], &spaced[i * 40 + 2 * j], 1));
        CHECK(spaced[i * 40 + 2 * j + 1] == -7); /* what lies between is not ours */
      }
  }
}

static void tasks_share_the_embedding_and_have_latents_of_their_own(void) {
  double own[12 * 16], source[12 * 16];
  OK(graft_model_embed(model, target, "embedding", 0, own, 12, 16, 16, 1));
  OK(graft_model_embed(model, target, "embedding", 1, source, 12, 16, 16, 1));
  CHECK(same_bits(own, source, 12 * 16));
  OK(graft_model_embed(model, target, "latent", 0, own, 12, 8, 8, 1));
  OK(graft_model_embed(model, target, "latent", 1, source, 12, 8, 8, 1));
  CHECK(!same_bits(own, source, 12 * 8));
}

static void a_loaded_model_predicts_the_same_bits(void) {
  double mean[12], model_sd[12], noise_sd[12], loaded[3][12];
  char path[PATH];
  int64_t size = 0;
  unsigned char* bytes = bytes_of(model, &size);
  graft_model *from_file = NULL, *from_memory = NULL;
  in_folder(path, "flash.graft");
  OK(graft_model_save(model, path));
  CHECK(file_size(path) == size);
  OK(graft_model_load(NULL, path, &from_file));
  OK(graft_model_load_memory(NULL, bytes, size, &from_memory));
  CHECK(same_model(from_file, model));
  free(bytes);
  OK(graft_model_predict(model, target, NULL, mean, model_sd, noise_sd, 12));
  const graft_model* copies[] = {from_file, from_memory};
  for (int i = 0; i < 2; ++i) {
    OK(graft_model_predict(copies[i], target, NULL, loaded[0], loaded[1], loaded[2], 12));
    CHECK(same_bits(mean, loaded[0], 12));
    CHECK(same_bits(model_sd, loaded[1], 12));
    CHECK(same_bits(noise_sd, loaded[2], 12));
  }
  graft_model_free(from_file);
  graft_model_free(from_memory);
}

static void the_info_is_json_that_tells_of_method_and_unit(void) {
  char info[4096], start[8];
  int64_t needed = 0, asked = 0;
  OK(graft_model_info(model, NULL, 0, &asked));
  OK(graft_model_info(model, info, sizeof info, &needed));
  CHECK(needed == asked && needed == (int64_t)strlen(info));
  CHECK(info[0] == '{' && info[needed - 1] == '}');
  CHECK(strstr(info, "\"method\": \"gate\"") != NULL);
  CHECK(strstr(info, "\"property\": \"flash point\"") != NULL);
  CHECK(strstr(info, "\"unit\": \"K\"") != NULL);
  CHECK(strstr(info, "\"ended\": \"finished\"") != NULL);
  OK(graft_model_info(model, start, sizeof start, &needed));
  CHECK(needed == asked && strlen(start) == 7 && memcmp(start, info, 7) == 0);
}

static void handles_may_be_freed_in_any_order(void) {
  double before[12], after[12];
  graft_dataset *flash = molecules(FLASH, 12), *boiling = molecules(BOILING, SAMPLES), *part = NULL;
  graft_fitter* fitter = NULL;
  graft_model* kept = NULL;
  graft_options* options = tiny();
  const int64_t rows[] = {3, 1, 1};
  OK(graft_dataset_select(flash, rows, 3, &part));
  OK(graft_fitter_create(NULL, "gate", options, &fitter));
  graft_options_free(options);
  OK(graft_fitter_add_source(fitter, boiling));
  graft_dataset_free(boiling);
  OK(graft_fitter_set_target(fitter, flash));
  graft_dataset_free(flash);
  OK(graft_fitter_fit(fitter, &kept));
  graft_fitter_free(fitter);
  CHECK(same_model(kept, model));
  CHECK(graft_dataset_rows(part) == 3);
  OK(graft_model_predict(kept, part, NULL, before, NULL, NULL, 3));
  OK(graft_model_predict(kept, part, NULL, after, NULL, NULL, 3));
  CHECK(same_bits(before, after, 3) && same_bits(before + 1, before + 2, 1));
  graft_model_free(kept);
  graft_dataset_free(part);

  graft_options_free(NULL);
  graft_dataset_free(NULL);
  graft_fitter_free(NULL);
  graft_model_free(NULL);
}

int main(void) {
  if (!has_smiles()) return SKIP_TEST;
  make_folder();
  model = fitted(fitter_of("gate", tiny(), molecules));
  target = molecules(FLASH, 12);
  RUN(a_model_predicts_a_data_set_and_its_smiles_alike);
  RUN(every_output_of_a_prediction_may_be_left_out);
  RUN(a_prediction_does_not_depend_on_its_neighbours);
  RUN(embeddings_come_with_any_strides);
  RUN(tasks_share_the_embedding_and_have_latents_of_their_own);
  RUN(a_loaded_model_predicts_the_same_bits);
  RUN(the_info_is_json_that_tells_of_method_and_unit);
  RUN(handles_may_be_freed_in_any_order);
  graft_model_free(model);
  graft_dataset_free(target);
  remove_folder();
  return checks_done();
}
