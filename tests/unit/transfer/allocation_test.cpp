// A steady training step allocates no memory, nor does finding the neighbours of moving atoms.
// Every allocation of this program passes through the operators below; those that oneDNN makes for
// itself are told apart by the caller's address. Memory that C code takes by malloc is not seen.
#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "chem/neighbours.hpp"
#include "chem/structures.hpp"
#include "transfer/methods/distill.hpp"
#include "transfer/methods/gate.hpp"
#include "transfer/networks/training.hpp"
#include "transfer/sets.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GRAFT_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GRAFT_SANITIZED
#endif
#endif

namespace {

constexpr int skipped = 77;

// The addresses of oneDNN's code.
struct Range {
  uintptr_t begin = 0, end = 0;
} onednn;

std::atomic<bool> counting{false};
std::atomic<std::size_t> ours{0}, theirs{0};
std::array<void*, 64> callers;  // the first of ours

}  // namespace

#ifndef GRAFT_SANITIZED  // a sanitizer brings its own

namespace {

void note(void* caller) {
  if (!counting) return;
  if (uintptr_t(caller) >= onednn.begin && uintptr_t(caller) < onednn.end) {
    ++theirs;
    return;
  }
  const std::size_t i = ours++;
  if (i < callers.size()) callers[i] = caller;
}

void* get(std::size_t size, std::size_t alignment) {
  size = (size + alignment - 1) / alignment * alignment;
  void* p = std::aligned_alloc(alignment, size ? size : alignment);
  if (!p) throw std::bad_alloc();
  return p;
}

}  // namespace

#define NOTE note(__builtin_return_address(0))
#define APART __attribute__((noinline))  // inlined, the return address would be the caller's
APART void* operator new(std::size_t n) {
  NOTE;
  return get(n, 16);
}
APART void* operator new[](std::size_t n) {
  NOTE;
  return get(n, 16);
}
APART void* operator new(std::size_t n, std::align_val_t a) {
  NOTE;
  return get(n, std::size_t(a));
}
APART void* operator new[](std::size_t n, std::align_val_t a) {
  NOTE;
  return get(n, std::size_t(a));
}
APART void operator delete(void* p) noexcept { std::free(p); }
APART void operator delete[](void* p) noexcept { std::free(p); }
APART void operator delete(void* p, std::size_t) noexcept { std::free(p); }
APART void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
APART void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
APART void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
APART void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
APART void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

#endif

namespace {

using namespace graft;

int find_onednn(dl_phdr_info* info, std::size_t, void*) {
  if (!info->dlpi_name || !std::strstr(info->dlpi_name, "libdnnl")) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& part = info->dlpi_phdr[i];
    if (part.p_type != PT_LOAD) continue;
    const uintptr_t begin = info->dlpi_addr + part.p_vaddr;
    if (!onednn.begin || begin < onednn.begin) onednn.begin = begin;
    onednn.end = std::max<uintptr_t>(onednn.end, begin + part.p_memsz);
  }
  return 1;
}

// How often `body` allocates outside oneDNN.
template <class Body>
int allocations(Body&& body) {
  ours = theirs = 0;
  counting = true;
  body();
  counting = false;
  return int(ours);
}

void print_callers() {
  for (std::size_t i = 0; i < std::min<std::size_t>(ours, callers.size()); ++i) {
    Dl_info info{};
    const bool known = dladdr(callers[i], &info) != 0 && info.dli_fname;
    std::printf("  by %s + %#zx %s\n", known ? info.dli_fname : "?",
                std::size_t(static_cast<char*>(callers[i]) - static_cast<char*>(info.dli_fbase)),
                known && info.dli_sname ? info.dli_sname : "");
  }
}

// The losses of distillation, with a teacher whose vectors are random.
std::unique_ptr<Objective> distill_with(Distill::Term term, const FitData& data, int64_t cols) {
  auto objective = std::make_unique<Distill>(term, 1.0);
  Floats taught(std::size_t(data.rows() * cols));
  Rng rng(1, 1);
  for (float& v : taught) v = float(rng.normal());
  objective->set_teacher(std::move(taught), cols);
  return objective;
}

int steady_steps(const std::string& name, const FitSets& sets, int threads) {
  Options options = sets::small_options();
  for (const char* batch : {"batch", "source_batch", "unlabelled_batch"})
    options.set_integer(batch, 65536);  // all rows in every step: steps have equal sizes
  options.set_integer("steps", 1000);
  constexpr int64_t teacher_cols = 12;
  const FitData data(sets, options, name == "gate");
  const Network network(data.shape, name == "distill" ? teacher_cols : 0);
  const std::unique_ptr<Objective> objective =
      name == "gate"      ? std::make_unique<Gate>(gate_settings(options))
      : name == "distill" ? distill_with(Distill::Term::latent, data, teacher_cols)
                          : distill_with(Distill::Term::similarity, data, teacher_cols);
  Executor executor(threads);
  Training training(data, network, *objective, options, 0, executor);
  MemberState state = training.start();
  for (int i = 0; i < 60; ++i) training.step(state);
  return allocations([&] {
    for (int i = 0; i < 20; ++i) training.step(state);
  });
}

// Of atoms that move in a cell, once each shape of the cell and each number of neighbours that
// comes was there.
int moving_atoms() {
  NeighbourFinder finder;
  Structure s = supercell(rock_salt(), {2, 2, 2});
  const std::vector<Vector3> at_rest = s.positions;
  const auto move = [&](uint64_t step) {
    Rng rng(step, 0);
    for (std::size_t i = 0; i < at_rest.size(); ++i)
      for (std::size_t k = 0; k < 3; ++k) s.positions[i][k] = at_rest[i][k] + 0.2 * rng.normal();
    s.cell[0][1] = 0.1 * rng.normal();
    finder.find(s, 5);
  };
  for (uint64_t step = 0; step < 20; ++step) move(step);
  return allocations([&] {
    for (uint64_t step = 0; step < 20; ++step) move(step);
  });
}

}  // namespace

int main() {
#ifdef GRAFT_SANITIZED
  std::puts("skipped: a sanitizer replaces the allocation functions");
  return skipped;
#endif
  if (dl_iterate_phdr(find_onednn, nullptr) == 0) {
    std::puts("skipped: oneDNN is not a library of its own here");
    return skipped;
  }
  int* volatile kept = nullptr;
  Floats floats;
  const int counted = allocations([&] {
    kept = new int(1);
    floats.resize(100);  // aligned
  });
  delete kept;
  if (counted != 2) {
    std::printf("the counter counts %d of 2 allocations\n", counted);
    return 1;
  }
  int failures = 0;
  if (const int count = moving_atoms()) {
    std::printf("%d allocations in 20 searches for neighbours\n", count);
    print_callers();
    ++failures;
  }
  FitSets molecules;
  molecules.target = sets::graphs(30, 1);
  molecules.sources = {sets::graphs(80, 2), sets::graphs(50, 3)};
  molecules.unlabelled = sets::graphs(20, 4);
  FitSets features;
  const auto y = [](const double* x, Rng&) { return x[0] - x[1] * x[2]; };
  features.target = sets::features(30, 3, 1, y);
  features.sources = {sets::features(200, 3, 2, y)};
  for (const char* method : {"gate", "distill", "gsp_distill"})
    for (const int threads : {1, 2})
      for (FitSets* s : {&molecules, &features}) {
        FitSets taken = *s;
        if (std::strcmp(method, "gate") != 0) taken.sources.clear();
        if (const int count = steady_steps(method, taken, threads)) {
          std::printf("%d allocations in 20 steps of %s (%s, %d threads)\n", count, method,
                      s == &molecules ? "molecules" : "feature vectors", threads);
          print_callers();
          ++failures;
        }
      }
  std::printf("oneDNN itself allocates %zu times in 20 steps\n", theirs.load());
  return failures;
}
