// The methods by name: what each is, takes and reads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "transfer/fit/job.hpp"
#include "transfer/fit/keys.hpp"

// One line a method, in the order in which they are listed to users.
#define GRAFT_METHODS(METHOD) \
  METHOD(select)              \
  METHOD(scratch)             \
  METHOD(gate)                \
  METHOD(pc_prior)            \
  METHOD(multitask)           \
  METHOD(finetune)            \
  METHOD(head_only)           \
  METHOD(distill)             \
  METHOD(gsp_distill)         \
  METHOD(source_only)         \
  METHOD(fixed_prior)         \
  METHOD(target_only)         \
  METHOD(ridge)               \
  METHOD(gaussian_process)    \
  METHOD(stacked)

namespace graft {

// Stands in the method's own file, as NAME_method.
struct MethodInfo {
  const char* name;
  int64_t least_sources, most_sources;  // most: -1 for any number
  bool takes_model;                     // a finished model may stand for the source
  const char* meaning;
  std::span<const char* const> options;  // the keys that it reads
  ModelContent (*fit)(FitJob&);
  // What it trains, given the options and sets; none: deep networks, or none at all.
  NetworkKind (*network)(const FitSets&, const Options&) = nullptr;
  bool chooses = false;  // fits other methods (option candidates), and reads their options, too

  bool takes_source() const { return most_sources != 0; }
};

#define DECLARE(name) extern const MethodInfo name##_method;
GRAFT_METHODS(DECLARE)
#undef DECLARE

std::span<const MethodInfo* const> method_table();

// Throws GRAFT_ERROR_ARGUMENT for an unknown method, listing the known ones; `where` says what
// named it.
const MethodInfo& method_of(const std::string& name, const char* where = "method");

// The methods of a list "a,b,c" in the option candidates, each once. Throws what method_of throws.
std::vector<const MethodInfo*> candidates_of(const Options& options);

// The method's fit of the job.
ModelContent fit_by(const MethodInfo& method, FitJob& job);

// Why the sets' sources are not those that the method takes; "" when they are.
std::string refusal(const MethodInfo& method, const FitSets& sets);

// Whether a fit with these options reads the key.
bool reads(const MethodInfo& method, const Options& options, const std::string& key);

// The keys that were set, were it to their default, and that the method does not read.
std::vector<std::string> unread_keys(const MethodInfo& method, const Options& options);

}  // namespace graft
