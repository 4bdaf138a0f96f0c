/* Allocations that fail on request, and whose the crashes are that follow. Include it before
 * anything else, as host_child.h. */
#ifndef GRAFT_TESTS_HOST_MEMORY_H
#define GRAFT_TESTS_HOST_MEMORY_H

#include "host_child.h"

#include <errno.h>
#include <malloc.h>

#if defined(__GLIBC__) && !SANITIZED
#define CAN_FAIL 1
#else
#define CAN_FAIL 0
#endif

/* ---- Allocations ---------------------------------------------------------------------------- */

typedef enum {
  NONE_FAILS,
  ONE_FAILS,       /* the allocation of that number */
  ALL_FAIL_THENCE, /* it and all that follow */
  LIMITED          /* all beyond so many bytes more than there were */
} failure;

static failure how_failing;
static long failing_from, bytes_before;
static long counted, live, live_bytes;
static __thread int in_backtrace; /* which allocates at times */

static int can_fail(void) {
#if CAN_FAIL
  void* frames[2];
  backtrace(frames, 2); /* loads what it needs */
#endif
  return CAN_FAIL;
}

static int failed_elsewhere(void);

static void start_failing(failure how, long from) {
  how_failing = how;
  failing_from = from;
  bytes_before = __atomic_load_n(&live_bytes, __ATOMIC_SEQ_CST);
  shared->others_fail |= failed_elsewhere();
  memset(shared->failed, 0, sizeof shared->failed);
  __atomic_store_n(&counted, 0, __ATOMIC_SEQ_CST);
  __atomic_store_n(&failing, 1, __ATOMIC_SEQ_CST);
}

/* Gives the number of allocations since it began. */
static long stop_failing(void) {
  __atomic_store_n(&failing, 0, __ATOMIC_SEQ_CST);
  return __atomic_load_n(&counted, __ATOMIC_SEQ_CST);
}

static long live_blocks(void) { return __atomic_load_n(&live, __ATOMIC_SEQ_CST); }

#if CAN_FAIL

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);
extern void __libc_free(void*);

static int fails(size_t size) {
  int fail = 0;
  if (!__atomic_load_n(&failing, __ATOMIC_RELAXED) || in_backtrace) return 0;
  const long number = __atomic_add_fetch(&counted, 1, __ATOMIC_SEQ_CST);
  if (how_failing == ONE_FAILS) fail = number == failing_from;
  if (how_failing == ALL_FAIL_THENCE) fail = number >= failing_from;
  if (how_failing == LIMITED)
    fail =
        __atomic_load_n(&live_bytes, __ATOMIC_RELAXED) - bytes_before + (long)size > failing_from;
  if (fail && !shared->failed[0]) {
    in_backtrace = 1;
    backtrace(shared->failed, FRAMES);
    in_backtrace = 0;
  }
  return fail;
}

static void* counted_block(void* block) {
  if (!block) return NULL;
  __atomic_add_fetch(&live, 1, __ATOMIC_RELAXED);
  __atomic_add_fetch(&live_bytes, (long)malloc_usable_size(block), __ATOMIC_RELAXED);
  return block;
}

static void uncount(void* block) {
  if (!block) return;
  __atomic_sub_fetch(&live, 1, __ATOMIC_RELAXED);
  __atomic_sub_fetch(&live_bytes, (long)malloc_usable_size(block), __ATOMIC_RELAXED);
}

static void* no_block(void) {
  errno = ENOMEM;
  return NULL;
}

void* malloc(size_t size) { return fails(size) ? no_block() : counted_block(__libc_malloc(size)); }
void* calloc(size_t count, size_t size) {
  return fails(count * size) ? no_block() : counted_block(__libc_calloc(count, size));
}
void* realloc(void* block, size_t size) {
  void* result;
  if (fails(size)) return no_block();
  uncount(block);
  result = __libc_realloc(block, size);
  return counted_block(result ? result : size ? block : NULL) ? result : NULL;
}
void* memalign(size_t alignment, size_t size) {
  return fails(size) ? no_block() : counted_block(__libc_memalign(alignment, size));
}
void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void** out, size_t alignment, size_t size) {
  void* block = memalign(alignment, size);
  if (!block) return ENOMEM;
  *out = block;
  return 0;
}
void free(void* block) {
  uncount(block);
  __libc_free(block);
}

#endif

/* ---- Crashes in others' code ----------------------------------------------------------------- */

static int is_file(void* address, const char* start) {
  return strncmp(file_of(address), start, strlen(start)) == 0;
}

static int is_others(void* address) {
  return is_file(address, "libdnnl") || is_file(address, "libRDKit");
}

/* The innermost frame of a crash that is in a library with work of its own to do. */
static void* place_of_crash(void) {
  for (int i = 0; i < FRAMES && shared->crashed[i]; ++i)
    if (is_others(shared->crashed[i]) || is_file(shared->crashed[i], "libgraft"))
      return shared->crashed[i];
  return NULL;
}

/* Whether it was oneDNN or RDKit that got no block. */
static int failed_elsewhere(void) {
  for (int i = 0; i < FRAMES && shared->failed[i]; ++i) {
    if (is_others(shared->failed[i])) return 1;
    if (is_file(shared->failed[i], "libgraft")) return 0;
  }
  return 0;
}

static int has_failed_elsewhere(void) { return failed_elsewhere() || shared->others_fail; }

/* A crash in oneDNN or RDKit while they did without a block, or after they had: oneDNN's cache of
 * primitives may keep one that is not whole. */
static int crashed_elsewhere(void) {
  void* place = place_of_crash();
  return place && is_others(place) && (shared->armed || has_failed_elsewhere());
}

/* The C function of oneDNN's, or else the outermost of RDKit's, that the way into it began with. */
static void describe_entry(char* text, size_t room) {
  Dl_info info;
  snprintf(text, room, "?");
  for (int i = 0; i < FRAMES && shared->crashed[i]; ++i) {
    if (is_file(shared->crashed[i], "libgraft")) return;
    if (is_others(shared->crashed[i]) && dladdr(shared->crashed[i], &info) && info.dli_sname &&
        (is_file(shared->crashed[i], "libRDKit") || strncmp(info.dli_sname, "dnnl_", 5) == 0))
      snprintf(text, room, "%s", info.dli_sname);
  }
}

/* Crashes in others' code, by place. */
enum { PLACES = 200 };
static struct {
  void* place;
  char text[400], entry[200], first[160];
  long count;
} crashes[PLACES];

static void note_crash(const char* name, long which) {
  void* place = place_of_crash();
  for (int i = 0; i < PLACES; ++i) {
    if (crashes[i].place && crashes[i].place != place) continue;
    if (!crashes[i].place) {
      crashes[i].place = place;
      describe(place, crashes[i].text, sizeof crashes[i].text);
      describe_entry(crashes[i].entry, sizeof crashes[i].entry);
      snprintf(crashes[i].first, sizeof crashes[i].first, "%s, allocation %ld", name, which);
    }
    ++crashes[i].count;
    return;
  }
}

static void print_crashes(void) {
  for (int i = 0; i < PLACES && crashes[i].place; ++i)
    printf("crash in others' code: %s, from %s: %ld times, as in %s\n", crashes[i].text,
           crashes[i].entry, crashes[i].count, crashes[i].first);
}

#endif
