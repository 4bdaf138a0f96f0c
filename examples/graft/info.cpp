// graft info, graft methods, graft options: what a model holds, what the library can do.
#include <algorithm>

#include "arguments.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "graft.hpp"
#include "output.hpp"
#include "tables.hpp"

using namespace graft_api;

namespace command {
namespace {

struct Method {
  std::string name, meaning;
  int64_t least_sources, most_sources;  // most: -1 for any number

  std::string sources() const {
    if (most_sources == 0) return "none";
    if (most_sources < 0) return least_sources == 0 ? "any" : "one or more";
    return least_sources == 0 ? "none or one" : "one";
  }
};

std::vector<Method> method_table() {
  std::vector<Method> methods;
  for (int64_t i = 0; i < graft_method_count(); ++i) {
    const char *name = nullptr, *meaning = nullptr;
    Method method;
    check(graft_method_describe(i, &name, &method.least_sources, &method.most_sources, &meaning,
                                nullptr));
    method.name = name;
    method.meaning = meaning;
    methods.push_back(method);
  }
  return methods;
}

}  // namespace

// Of a method that the library does not know nothing is said here: it is refused when it is used.
bool takes_source(const std::string& name) {
  for (const Method& method : method_table())
    if (method.name == name) return method.most_sources != 0;
  return true;
}

bool needs_source(const std::string& name) {
  for (const Method& method : method_table())
    if (method.name == name) return method.least_sources > 0;
  return true;
}

int methods(const Words& words) {
  read_flags(words, {}, {"--help"});
  std::vector<std::vector<std::string>> rows = {{"method", "sources", "what it is"}};
  for (const Method& method : method_table())
    rows.push_back({method.name, method.sources(), method.meaning});
  print(aligned(rows, true));
  return exit_ok;
}

int options(const Words& words) {
  std::vector<std::vector<std::string>> rows = {{"option", "default", "range", "meaning"}};
  for (int64_t i = 0; i < graft_option_count(); ++i) {
    const char *key, *type, *initial, *range, *meaning;
    check(graft_option_describe(i, &key, &type, &initial, &range, &meaning));
    const bool wanted = words.empty() || std::any_of(words.begin(), words.end(), [&](auto& word) {
                          return (std::string(key) + " " + meaning).find(word) != std::string::npos;
                        });
    if (wanted) rows.push_back({key, *initial ? initial : "\"\"", range, meaning});
  }
  if (rows.size() == 1) wrong_usage("no option's name or meaning holds '" + words[0] + "'");
  print(aligned(rows, true));
  return exit_ok;
}

int info(const Words& words) {
  std::string path;
  bool json = false;
  for (const Flag& flag : read_flags(words, {"--model"}, {"--json"})) {
    if (flag.name == "--model")
      path = flag.value;
    else
      json = true;
  }
  if (path.empty()) wrong_usage("info wants --model FILE");
  const auto model = make<Model>(graft_model_load, nullptr, path.c_str());
  const std::string text = graft_api::text(graft_model_info, model.get());
  if (json) {
    print(text + "\n");
    return exit_ok;
  }
  const std::string table = diagnostics_table(model);
  print(pretty_json(text) + (table.empty() ? "" : "\nDiagnostics:\n" + table));
  return exit_ok;
}

}  // namespace command
