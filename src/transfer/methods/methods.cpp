#include "transfer/methods/methods.hpp"

#include <array>

#include "base/error.hpp"
#include "transfer/methods/kernel_methods.hpp"
#include "transfer/methods/distill.hpp"
#include "transfer/methods/finetune.hpp"
#include "transfer/methods/joint_training.hpp"
#include "transfer/methods/pc_prior.hpp"
#include "transfer/methods/select.hpp"

namespace graft {
namespace {

constexpr std::array recipes = {
    Recipe{"scratch", Sources::none, fit_jointly},
    Recipe{"gate", Sources::several, fit_jointly},
    Recipe{"multitask", Sources::several, fit_jointly},
    Recipe{"pc_prior", Sources::one, fit_pc_prior},
    Recipe{"fixed_prior", Sources::one, fit_pc_prior},
    Recipe{"target_only", Sources::none, fit_pc_prior},
    Recipe{"source_only", Sources::one, fit_source_only},
    Recipe{"finetune", Sources::one, fit_finetune},
    Recipe{"head_only", Sources::one, fit_finetune},
    Recipe{"distill", Sources::one, fit_distill},
    Recipe{"gsp_distill", Sources::one, fit_distill},
    Recipe{"ridge", Sources::none, fit_classical},
    Recipe{"gaussian_process", Sources::none, fit_classical},
    Recipe{"stacked", Sources::one, fit_classical},
    Recipe{"select", Sources::any, fit_select},
};

}  // namespace

const Recipe& recipe_of(const std::string& name, const char* where) {
  std::string known;
  for (const Recipe& recipe : recipes) {
    if (recipe.name == name) return recipe;
    known += join(known.empty() ? "" : ", ", recipe.name);
  }
  fail(GRAFT_ERROR_ARGUMENT, where, ": ", quoted(name), " is not known; the methods are ", known);
}

std::string refusal(const Recipe& recipe, const FitSets& sets) {
  const std::size_t models = sets.source_model ? 1 : 0, given = sets.sources.size() + models;
  if (recipe.sources == Sources::none && given > 0)
    return join("method ", recipe.name, " takes no source");
  if ((recipe.sources == Sources::one || recipe.sources == Sources::several) && given == 0)
    return join("method ", recipe.name, " needs a source");
  if (recipe.sources == Sources::one && given > 1)
    return join("method ", recipe.name, " takes one source, not ", given);
  if (recipe.sources == Sources::several && models > 0)
    return join("method ", recipe.name, " needs its sources' rows, not a model");
  return "";
}

}  // namespace graft
