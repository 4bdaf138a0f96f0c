#include <algorithm>

#include "capi/guard.hpp"
#include "transfer/methods/methods.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

// The keys that each method reads as one text, separated by spaces.
const std::vector<std::string>& option_texts() {
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> all;
    for (const MethodInfo* method : method_table()) {
      std::string& text = all.emplace_back();
      for (const char* key : method->options) text += (text.empty() ? "" : " ") + std::string(key);
    }
    return all;
  }();
  return texts;
}

}  // namespace

extern "C" {

int64_t graft_method_count(void) { return int64_t(method_table().size()); }

graft_status graft_method_describe(int64_t index, const char** name, int64_t* least_sources,
                                   int64_t* most_sources, const char** meaning,
                                   const char** options) {
  for (const char** out : {name, meaning, options})
    if (out) *out = nullptr;
  for (int64_t* out : {least_sources, most_sources})
    if (out) *out = 0;
  return guard([&] {
    const auto at = std::size_t(index_of(index, graft_method_count(), "index"));
    const MethodInfo& method = *method_table()[at];
    if (options) *options = option_texts()[at].c_str();
    if (name) *name = method.name;
    if (least_sources) *least_sources = method.least_sources;
    if (most_sources) *most_sources = method.most_sources;
    if (meaning) *meaning = method.meaning;
  });
}

}  // extern "C"
