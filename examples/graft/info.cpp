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

std::string sources(const MethodEntry& method) {
  if (method.most_sources == 0) return "none";
  if (method.most_sources < 0) return method.least_sources == 0 ? "any" : "one or more";
  return method.least_sources == 0 ? "none or one" : "one";
}

}  // namespace

// Of a method that the library does not know nothing is said here: it is refused when it is used.
bool takes_source(const std::string& name) {
  for (const MethodEntry& method : method_table())
    if (method.name == name) return method.most_sources != 0;
  return true;
}

bool needs_source(const std::string& name) {
  for (const MethodEntry& method : method_table())
    if (method.name == name) return method.least_sources > 0;
  return true;
}

int methods(const Words& words) {
  read_flags(words, {}, {"--help"});
  std::vector<std::vector<std::string>> rows = {{"method", "sources", "what it is"}};
  for (const MethodEntry& method : method_table())
    rows.push_back({std::string(method.name), sources(method), std::string(method.meaning)});
  print(aligned(rows, true));
  return exit_ok;
}

int options(const Words& words) {
  std::vector<std::vector<std::string>> rows = {{"option", "default", "range", "meaning"}};
  for (const OptionEntry& option : option_table()) {
    const std::string key(option.key), meaning(option.meaning);
    const bool wanted = words.empty() || std::any_of(words.begin(), words.end(), [&](auto& word) {
                          return (key + " " + meaning).find(word) != std::string::npos;
                        });
    const std::string initial(option.default_value.empty() ? "\"\"" : option.default_value);
    if (wanted) rows.push_back({key, initial, std::string(option.range), meaning});
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
  const auto model = Model::load(path);
  const std::string text = model.info();
  if (json) {
    print(text + "\n");
    return exit_ok;
  }
  const std::string table = diagnostics_table(model);
  print(pretty_json(text) + (table.empty() ? "" : "\nDiagnostics:\n" + table));
  return exit_ok;
}

}  // namespace command
