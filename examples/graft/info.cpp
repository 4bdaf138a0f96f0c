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

struct MethodLine {
  const char *name, *sources, *meaning;
};

// The methods in the library's order.
std::vector<MethodLine> method_table() {
  return {
      {"select", "any", "one of several methods, chosen by nested cross-validation"},
      {"scratch", "none", "a network of the target alone"},
      {"gate", "one or more", "GATE: tasks aligned in a common flat frame (Ko et al. 2024)"},
      {"multitask", "one or more", "one embedding, a head for each property, trained together"},
      {"pc_prior", "one", "Bayesian: a prior on the divergence from the source (Abba et al. 2023)"},
      {"fixed_prior", "one", "Bayesian: a Gaussian of fixed width around the source's weights"},
      {"target_only", "none", "Bayesian: the target alone"},
      {"source_only", "one", "a + b times the source's prediction"},
      {"finetune", "one", "the source's network trained on"},
      {"head_only", "one", "the source's network, its head trained anew"},
      {"distill", "one",
       "the target's network learns the source's latent vectors beside its property"},
      {"gsp_distill", "one", "the same with the similarities of latent vectors between molecules"},
      {"ridge", "none", "Bayesian ridge regression on counts of substructures, or on features"},
      {"gaussian_process", "none", "a Gaussian process on counts of substructures, or on features"},
      {"stacked", "one", "the same with the source's prediction as one more feature"},
  };
}

}  // namespace

bool takes_source(const std::string& method) {
  for (const MethodLine& line : method_table())
    if (method == line.name) return std::string(line.sources) != "none";
  return true;
}

bool needs_source(const std::string& method) {
  for (const MethodLine& line : method_table())
    if (method == line.name && std::string(line.sources) == "any") return false;
  return takes_source(method);
}

int methods(const Words& words) {
  read_flags(words, {}, {"--help"});
  std::vector<std::vector<std::string>> rows = {{"method", "sources", "what it is"}};
  for (const MethodLine& line : method_table())
    rows.push_back({line.name, line.sources, line.meaning});
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
