/*
 * Checks for tests that see the library as its users do: C99, through graft.h alone.
 *
 * A failed check is printed and counted and the test goes on, so that one run tells all. Checks
 * count in plain variables: make them on the main thread.
 */
#ifndef GRAFT_TESTS_CHECK_H
#define GRAFT_TESTS_CHECK_H

#include <stdio.h>
#include <string.h>

#include "graft.h"

#define SKIP_TEST 77 /* the exit code that meson takes for a skipped test */

static int checks_made, checks_failed;

static inline int check_that(int holds, const char* what, const char* file, int line) {
  ++checks_made;
  if (!holds) {
    ++checks_failed;
    printf("%s:%d: %s\n", file, line, what);
  }
  return holds;
}

static inline void check_ok(graft_status status, const char* call, const char* file, int line) {
  if (!check_that(status == GRAFT_OK, call, file, line))
    printf("    %s: %s\n", graft_status_name(status), graft_last_error());
}

/* `texts` holds what the message must contain, separated by '|'. */
static inline void check_refused(graft_status status, graft_status expected, const char* texts,
                                 const char* call, const char* file, int line) {
  char wanted[160];
  if (!check_that(status == expected, call, file, line)) {
    printf("    expected %s, got %s: %s\n", graft_status_name(expected), graft_status_name(status),
           status == GRAFT_OK ? "" : graft_last_error());
    return;
  }
  while (*texts) {
    const size_t length = strcspn(texts, "|");
    snprintf(wanted, sizeof wanted, "%.*s", (int)length, texts);
    if (!check_that(strstr(graft_last_error(), wanted) != NULL, call, file, line))
      printf("    the message lacks \"%s\": %s\n", wanted, graft_last_error());
    texts += length + (texts[length] == '|');
  }
}

#define CHECK(condition) check_that((condition) != 0, #condition, __FILE__, __LINE__)
#define OK(call) check_ok((call), #call, __FILE__, __LINE__)
#define REFUSED(call, status, texts) \
  check_refused((call), (status), (texts), #call, __FILE__, __LINE__)

/* Equal to the last bit, or both NaN. */
static inline int same_bits(const double* a, const double* b, int64_t count) {
  return memcmp(a, b, (size_t)count * sizeof *a) == 0;
}

static inline int near_to(double a, double b, double tolerance) {
  return a - b <= tolerance && b - a <= tolerance;
}

/* Runs a test, whose name is a sentence, and says which one any lines above belong to. */
#define RUN(test)                                                         \
  do {                                                                    \
    const int before = checks_failed;                                     \
    test();                                                               \
    printf("%s  %s\n", checks_failed == before ? "ok  " : "FAIL", #test); \
    fflush(stdout);                                                       \
  } while (0)

static inline int checks_done(void) {
  printf("%d checks, %d failed\n", checks_made, checks_failed);
  return checks_failed > 0;
}

#endif
