/* Saving where it cannot be done: the old file stays whole and nothing is left beside it. */
#include "files.h"

#include <signal.h>
#include <sys/resource.h>

#include "samples.h"

static graft_model *old, *newer;

static int holds_the_old_model(const char* path) {
  graft_model* loaded = NULL;
  OK(graft_model_load(NULL, path, &loaded));
  const int same = loaded && same_model(loaded, old);
  graft_model_free(loaded);
  return same;
}

static void saving_again_replaces_the_file(void) {
  char path[PATH];
  graft_model* loaded = NULL;
  OK(graft_model_save(old, in_folder(path, "model")));
  CHECK(holds_the_old_model(path));
  OK(graft_model_save(newer, path));
  OK(graft_model_load(NULL, path, &loaded));
  CHECK(same_model(loaded, newer) && count_files(folder) == 1);
  graft_model_free(loaded);
}

static void a_place_that_cannot_be_written_is_named(void) {
  char path[PATH];
  REFUSED(graft_model_save(old, in_folder(path, "no/such/folder")), GRAFT_ERROR_IO,
          "no/such/folder|No such file");
  REFUSED(graft_model_save(old, ""), GRAFT_ERROR_IO, "''");
  REFUSED(graft_model_save(old, folder), GRAFT_ERROR_IO, "directory");
  CHECK(count_files(folder) == 1); /* the test before left one */
}

static void a_device_without_room_is_an_error(void) {
  if (!file_exists("/dev/full")) return;
  REFUSED(graft_model_save(old, "/dev/full"), GRAFT_ERROR_IO, "'/dev/full'|No space left");
  CHECK(file_exists("/dev/full"));
}

/* A limit on the size of files stands for the full disk wherever disks cannot be made. */
static void a_write_that_breaks_off_leaves_the_old_file(void) {
  char path[PATH];
  struct rlimit limit, small;
  OK(graft_model_save(old, in_folder(path, "model")));
  signal(SIGXFSZ, SIG_IGN);
  CHECK(getrlimit(RLIMIT_FSIZE, &limit) == 0);
  small = limit;
  small.rlim_cur = 1000;
  CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
  const graft_status status = graft_model_save(newer, path);
  CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  REFUSED(status, GRAFT_ERROR_IO, "model'|too large");
  CHECK(holds_the_old_model(path) && count_files(folder) == 1);
}

static graft_model* small_model(int64_t seed) {
  graft_options* options = tiny();
  OK(graft_options_set_int(options, "width", 2));
  OK(graft_options_set_int(options, "encoder_width", 2));
  OK(graft_options_set_int(options, "latent", 2));
  OK(graft_options_set_int(options, "seed", seed));
  return fitted(fitter_of("scratch", options, vectors));
}

int main(void) {
  make_folder();
  old = small_model(1);
  newer = small_model(2);
  RUN(saving_again_replaces_the_file);
  RUN(a_place_that_cannot_be_written_is_named);
  RUN(a_device_without_room_is_an_error);
  RUN(a_write_that_breaks_off_leaves_the_old_file);
  graft_model_free(old);
  graft_model_free(newer);
  remove_folder();
  return checks_done();
}
