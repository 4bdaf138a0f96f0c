/* Model files that are cut, damaged, newer or none at all. The model is the smallest there is, so
 * that every byte can be tried. */
#include "files.h"
#include "samples.h"

static graft_model* model;
static unsigned char* bytes;
static int64_t size;

enum { VERSION_AT = 8, CRC_AT = 24, PAYLOAD_AT = 28 }; /* src/model/format.hpp */

static graft_model* smallest(void) {
  graft_options* options = tiny();
  OK(graft_options_set_int(options, "width", 1));
  OK(graft_options_set_int(options, "encoder_width", 1));
  OK(graft_options_set_int(options, "latent", 1));
  OK(graft_options_set_int(options, "depth", 1));
  return fitted(fitter_of("scratch", options, vectors));
}

static uint32_t crc32(uint32_t crc, const unsigned char* data, int64_t count) {
  crc = ~crc;
  for (int64_t i = 0; i < count; ++i) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
  }
  return ~crc;
}

/* Gives the changed bytes a checksum that fits them again. */
static void seal(unsigned char* data) {
  const uint32_t crc = crc32(crc32(0, data, CRC_AT), data + PAYLOAD_AT, size - PAYLOAD_AT);
  for (int i = 0; i < 4; ++i) data[CRC_AT + i] = (unsigned char)(crc >> (8 * i));
}

static graft_status load(const unsigned char* data, int64_t count) {
  graft_model* loaded = (graft_model*)&count;
  const graft_status status = graft_model_load_memory(NULL, data, count, &loaded);
  CHECK((status == GRAFT_OK) == (loaded != NULL));
  if (loaded) { /* whatever it predicts, it must not do harm */
    double mean = 0;
    graft_model_predict_features(loaded, samples[0].features, 1, FEATURES, FEATURES, 1, NULL, &mean,
                                 NULL, NULL);
  }
  graft_model_free(loaded);
  return status;
}

static void a_file_cut_at_any_byte_is_refused(void) {
  OK(load(bytes, size));
  for (int64_t count = 0; count < size; ++count) {
    unsigned char* cut = malloc((size_t)count + 1); /* so that reading on is noticed */
    memcpy(cut, bytes, (size_t)count);
    REFUSED(load(cut, count), GRAFT_ERROR_FORMAT, "model in memory|cut short");
    free(cut);
  }
}

static void a_file_with_any_byte_changed_is_refused(void) {
  for (int64_t at = 0; at < size; ++at)
    for (int mask = 1; mask < 256; mask = mask * 4 + 3) { /* 1, 7, 31, 127 */
      bytes[at] ^= (unsigned char)mask;
      REFUSED(load(bytes, size), GRAFT_ERROR_FORMAT, "model in memory");
      bytes[at] ^= (unsigned char)mask;
    }
  OK(load(bytes, size));
}

static void a_wrong_byte_under_a_right_checksum_does_no_harm(void) {
  unsigned char* copy = malloc((size_t)size);
  for (int64_t at = VERSION_AT; at < size; ++at)
    for (int mask = 1; mask < 256; mask = mask * 4 + 3) {
      memcpy(copy, bytes, (size_t)size);
      copy[at] ^= (unsigned char)mask;
      seal(copy);
      const graft_status status = load(copy, size);
      CHECK(status == GRAFT_OK || status == GRAFT_ERROR_FORMAT || status == GRAFT_ERROR_VERSION);
    }
  free(copy);
}

static void a_file_from_a_newer_library_says_so(void) {
  unsigned char* copy = malloc((size_t)size);
  memcpy(copy, bytes, (size_t)size);
  CHECK(copy[VERSION_AT] == GRAFT_MODEL_FORMAT);
  copy[VERSION_AT] = GRAFT_MODEL_FORMAT + 1;
  seal(copy);
  char newer[32], known[32], says[64];
  snprintf(newer, sizeof newer, "version %d", GRAFT_MODEL_FORMAT + 1);
  snprintf(known, sizeof known, "up to %d", GRAFT_MODEL_FORMAT);
  snprintf(says, sizeof says, "%s|%s", newer, known);
  REFUSED(load(copy, size), GRAFT_ERROR_VERSION, says);
  copy[VERSION_AT] = 0;
  seal(copy);
  CHECK(load(copy, size) != GRAFT_OK);
  memcpy(copy, bytes, (size_t)size);
  seal(copy);
  CHECK(memcmp(copy, bytes, (size_t)size) == 0); /* the checksum is the one that is documented */
  free(copy);
}

static void bytes_too_many_are_refused(void) {
  unsigned char* longer = calloc(1, (size_t)size + 8);
  memcpy(longer, bytes, (size_t)size);
  REFUSED(load(longer, size + 1), GRAFT_ERROR_FORMAT, "too many");
  REFUSED(load(longer, size + 8), GRAFT_ERROR_FORMAT, "too many");
  free(longer);
}

static void what_is_no_model_file_is_refused_by_name(void) {
  char path[PATH];
  graft_model* loaded = NULL;
  REFUSED(graft_model_load(NULL, in_folder(path, "absent"), &loaded), GRAFT_ERROR_IO,
          "absent|No such file");
  REFUSED(graft_model_load(NULL, folder, &loaded), GRAFT_ERROR_IO, "a directory");
  REFUSED(graft_model_load(NULL, "", &loaded), GRAFT_ERROR_IO, "''");
  write_text(in_folder(path, "text"), "smiles,y\nCCO,1\nThis is no model but long enough.\n");
  REFUSED(graft_model_load(NULL, path, &loaded), GRAFT_ERROR_FORMAT, "text'|not such a file");
  write_text(path, "");
  REFUSED(graft_model_load(NULL, path, &loaded), GRAFT_ERROR_FORMAT, "text'|0 bytes");
  CHECK(loaded == NULL);
  REFUSED(graft_model_load_memory(NULL, bytes, -1, &loaded), GRAFT_ERROR_ARGUMENT, "size|-1");
  REFUSED(graft_model_load_memory(NULL, NULL, 0, &loaded), GRAFT_ERROR_FORMAT, "0 bytes");
}

static void a_buffer_too_small_is_left_alone(void) {
  unsigned char small[8] = "1234567";
  int64_t needed = 0;
  REFUSED(graft_model_save_memory(model, small, sizeof small, &needed), GRAFT_ERROR_ARGUMENT,
          "capacity|8");
  CHECK(memcmp(small, "1234567", 8) == 0);
}

int main(void) {
  make_folder();
  model = smallest();
  bytes = bytes_of(model, &size);
  RUN(a_file_cut_at_any_byte_is_refused);
  RUN(a_file_with_any_byte_changed_is_refused);
  RUN(a_wrong_byte_under_a_right_checksum_does_no_harm);
  RUN(a_file_from_a_newer_library_says_so);
  RUN(bytes_too_many_are_refused);
  RUN(what_is_no_model_file_is_refused_by_name);
  RUN(a_buffer_too_small_is_left_alone);
  free(bytes);
  graft_model_free(model);
  remove_folder();
  return checks_done();
}
