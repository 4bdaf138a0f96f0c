/* Children of a test, in which the library may crash or hang and is then named. Include it before
 * anything else: it asks the system's headers for more than POSIX. */
#ifndef GRAFT_TESTS_HOST_CHILD_H
#define GRAFT_TESTS_HOST_CHILD_H

#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#ifdef __GLIBC__
#include <execinfo.h>
#else
#define backtrace(frames, count) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

enum { FRAMES = 28, MODEL_BYTES = 1 << 20, CHILD_SECONDS = 60, MOST_VALUES = 512 };

/* What a child leaves to its parent. */
static struct shared_memory {
  char message[300]; /* what is wrong; empty: nothing */
  int signal;
  int armed;       /* at the crash: allocations were failing */
  int others_fail; /* oneDNN or RDKit got no block in an earlier call */
  graft_status status;
  long allocations;
  int64_t size;
  void *failed[FRAMES], *crashed[FRAMES]; /* the stacks of the failed allocation and of a crash */
  double values[MOST_VALUES], expected[MOST_VALUES];
  char bytes[MODEL_BYTES];
} * shared;

static int failing; /* allocations do, on request (host_memory.h) */

static void share_memory(void) {
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) abort();
}

/* ---- Children ------------------------------------------------------------------------------- */

typedef enum { ENDED, CRASHED, HUNG } outcome;

static void at_signal(int number) {
  shared->signal = number;
  shared->armed = failing;
  failing = 0;
  (void)backtrace(shared->crashed, FRAMES);
  _exit(99);
}

/* Runs the work in a process of its own, which has not used the library yet. */
static outcome in_child(void (*work)(int, long), int a, long b) {
  static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM};
  int status = 0;
  shared->message[0] = '\0';
  shared->signal = shared->armed = shared->others_fail = 0;
  memset(shared->failed, 0, sizeof shared->failed);
  memset(shared->crashed, 0, sizeof shared->crashed);
  fflush(stdout);
  const pid_t child = fork();
  if (child < 0) abort();
  if (child == 0) {
    static char other_stack[1 << 16];
    const stack_t stack = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
    struct sigaction action = {.sa_handler = at_signal, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, NULL);
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; ++i) sigaction(fatal[i], &action, NULL);
    if (!freopen("/dev/null", "w", stderr)) _exit(98);
    alarm(CHILD_SECONDS);
    work(a, b);
    _exit(0);
  }
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) < 2) return ENDED;
  return shared->signal == SIGALRM ? HUNG : CRASHED;
}

/* ---- Frames --------------------------------------------------------------------------------- */

static const char* file_of(void* address) {
  Dl_info info;
  if (!dladdr(address, &info) || !info.dli_fname) return "?";
  const char* slash = strrchr(info.dli_fname, '/');
  return slash ? slash + 1 : info.dli_fname;
}

static void describe(void* address, char* text, size_t room) {
  Dl_info info;
  if (dladdr(address, &info) && info.dli_sname)
    snprintf(text, room, "%s in %s", info.dli_sname, file_of(address));
  else if (dladdr(address, &info))
    snprintf(text, room, "+0x%lx in %s", (unsigned long)((char*)address - (char*)info.dli_fbase),
             file_of(address));
  else
    snprintf(text, room, "%p", address);
}

static void print_frames(void) {
  char text[400];
  for (int which = 0; which < 2; ++which) {
    void** frames = which ? shared->crashed : shared->failed;
    if (frames[0]) printf("      %s:\n", which ? "crash" : "failed allocation");
    for (int i = 2; i < 14 && frames[i]; ++i) {
      describe(frames[i], text, sizeof text);
      printf("        %s\n", text);
    }
  }
}

#endif
