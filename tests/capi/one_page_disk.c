/* A disk that fills up while a model is saved: the old file stays whole. Skipped where the test may
 * not mount a disk of its own. */
#define _GNU_SOURCE
#include "files.h"

#ifdef __linux__
#include <sched.h>
#include <sys/mount.h>
#endif

#include "samples.h"

static graft_model* small_model(int64_t seed) {
  graft_options* options = tiny();
  OK(graft_options_set_int(options, "width", 2));
  OK(graft_options_set_int(options, "encoder_width", 2));
  OK(graft_options_set_int(options, "latent", 2));
  OK(graft_options_set_int(options, "seed", seed));
  return fitted(fitter_of("scratch", options, vectors));
}

#ifdef __linux__
/* With mounts of its own, so that the disk goes with the process. */
static int mount_a_page(void) {
  return unshare(CLONE_NEWNS) == 0 && mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount("graft", folder, "tmpfs", 0, "size=4096") == 0;
}
#else
static int mount_a_page(void) { return 0; }
#endif

static void a_full_disk_leaves_the_old_file(void) {
  char path[PATH];
  graft_model *old = small_model(1), *newer = small_model(2), *loaded = NULL;
  OK(graft_model_save(old, in_folder(path, "model")));
  REFUSED(graft_model_save(newer, path), GRAFT_ERROR_IO, "model'|No space left");
  OK(graft_model_load(NULL, path, &loaded));
  CHECK(same_model(loaded, old) && count_files(folder) == 1);
  graft_model_free(loaded);
  graft_model_free(old);
  graft_model_free(newer);
}

int main(void) {
  make_folder();
  if (!mount_a_page()) {
    remove_folder();
    printf("skipped: this process may not mount a disk to fill\n");
    return SKIP_TEST;
  }
  RUN(a_full_disk_leaves_the_old_file);
#ifdef __linux__
  umount(folder);
#endif
  remove_folder();
  return checks_done();
}
