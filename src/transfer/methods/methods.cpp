#include "transfer/methods/methods.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace graft {
namespace {

#define ADDRESS(name) &name##_method,
constexpr std::array table = {GRAFT_METHODS(ADDRESS)};
#undef ADDRESS

bool lists(const MethodInfo& method, const std::string& key) {
  return std::ranges::find(method.options, key) != method.options.end();
}

}  // namespace

std::span<const MethodInfo* const> method_table() { return table; }

const MethodInfo& method_of(const std::string& name, const char* where) {
  std::string known;
  for (const MethodInfo* method : table) {
    if (method->name == name) return *method;
    known += join(known.empty() ? "" : ", ", method->name);
  }
  fail(GRAFT_ERROR_ARGUMENT, where, ": ", quoted(name), " is not known; the methods are ", known);
}

std::vector<const MethodInfo*> candidates_of(const Options& options) {
  std::vector<const MethodInfo*> methods;
  std::string rest = options.string("candidates");
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    const MethodInfo* method = &method_of(rest.substr(0, comma), "candidates");
    rest.erase(0, comma + 1);
    if (std::ranges::find(methods, method) == methods.end()) methods.push_back(method);
  }
  return methods;
}

ModelContent fit_by(const MethodInfo& method, FitJob& job) {
  job.keys = method.options;
  if (method.network) job.network = method.network(job.sets, job.options);
  return method.fit(job);
}

std::string refusal(const MethodInfo& method, const FitSets& sets) {
  const int64_t models = sets.source_model ? 1 : 0;
  const int64_t given = int64_t(sets.sources.size()) + models;
  if (!method.takes_source() && given > 0) return join("method ", method.name, " takes no source");
  if (given < method.least_sources) return join("method ", method.name, " needs a source");
  if (method.most_sources == 1 && given > 1)
    return join("method ", method.name, " takes one source, not ", given);
  if (models > 0 && !method.takes_model)
    return join("method ", method.name, " needs its sources' rows, not a model");
  return "";
}

bool reads(const MethodInfo& method, const Options& options, const std::string& key) {
  if (lists(method, key)) return true;
  return method.chooses && std::ranges::any_of(candidates_of(options),
                                               [&](const MethodInfo* m) { return lists(*m, key); });
}

std::vector<std::string> unread_keys(const MethodInfo& method, const Options& options) {
  std::vector<std::string> keys;
  for (const OptionSpec& spec : option_table()) {
    const std::string key = spec.key;
    // strict is for data sets: no fit reads it.
    if (key != "strict" && options.is_set(key) && !reads(method, options, key)) keys.push_back(key);
  }
  return keys;
}

}  // namespace graft
