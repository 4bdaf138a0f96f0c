/* A folder for a test's files, made anew and emptied at the end. Include it before anything else:
 * it asks the system's headers for POSIX. */
#ifndef GRAFT_TESTS_FILES_H
#define GRAFT_TESTS_FILES_H

#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

enum { PATH = 512 };

static char folder[] = P_tmpdir "/graft-test-XXXXXX";

static inline void make_folder(void) { CHECK(mkdtemp(folder) != NULL); }

static inline const char* in_folder(char path[PATH], const char* name) {
  snprintf(path, PATH, "%s/%.*s", folder, PATH - 80, name);
  return path;
}

static inline int file_exists(const char* path) { return access(path, F_OK) == 0; }

static inline int64_t file_size(const char* path) {
  struct stat info;
  return stat(path, &info) == 0 ? (int64_t)info.st_size : -1;
}

static inline void write_text(const char* path, const char* text) {
  FILE* file = fopen(path, "wb");
  if (!CHECK(file != NULL)) return;
  CHECK(fputs(text, file) >= 0);
  CHECK(fclose(file) == 0);
}

/* Number of files in a folder, for tests that nothing is left behind. */
static inline int count_files(const char* path) {
  int count = 0;
  DIR* dir = opendir(path);
  if (!CHECK(dir != NULL)) return -1;
  for (struct dirent* entry; (entry = readdir(dir)) != NULL;) count += entry->d_name[0] != '.';
  closedir(dir);
  return count;
}

static inline void remove_folder(void) {
  char path[PATH];
  DIR* dir = opendir(folder);
  if (!CHECK(dir != NULL)) return;
  for (struct dirent* entry; (entry = readdir(dir)) != NULL;)
    if (entry->d_name[0] != '.') unlink(in_folder(path, entry->d_name));
  closedir(dir);
  CHECK(rmdir(folder) == 0);
}

#endif
