#include "transfer/fitter.hpp"

#include <unistd.h>

#include <array>

#include "base/error.hpp"
#include "transfer/classical.hpp"
#include "transfer/distill.hpp"
#include "transfer/ensemble.hpp"
#include "transfer/finetune.hpp"
#include "transfer/method.hpp"
#include "transfer/pc_fit.hpp"
#include "transfer/small_network.hpp"
#include "transfer/source_model.hpp"

namespace graft {
namespace {

enum class Sources { none, one, several };

// A way of fitting: what a method's name stands for.
struct Recipe {
  const char* name;
  Sources sources;
  ModelContent (*fit)(FitJob&);
};

// Networks trained by the method's own losses.
ModelContent fit_by_losses(FitJob& job) {
  if (wants_small_network(job)) {
    if (job.method != "scratch")
      fail(GRAFT_ERROR_UNSUPPORTED, "method ", job.method, " needs the option network deep");
    return fit_small(job);
  }
  const auto method = make_method(job.method, job.options);
  const int64_t own = job.options.integer("members") * job.options.integer("steps");
  EnsembleSetup setup{*method};
  ModelContent source;
  if (method->has_transfer() && job.options.flag("source_start")) {
    job.control.expect_steps(source_steps(job) + own);
    FitSets sets;
    sets.target = job.sets.sources[0];
    sets.sources.assign(job.sets.sources.begin() + 1, job.sets.sources.end());
    source = fit_sources(job, sets, *method, "source");
    setup.base = &source;
    setup.starts_from_base = true;
  } else {
    job.control.expect_steps(own);
  }
  Ensemble ensemble(job, job.sets, job.options, setup);
  job.say(join(job.method, ": ", ensemble.data().tasks[0].rows.size(), " target rows, ",
               job.sets.sources.size(), " sources, ", ensemble.network().layout().count(),
               " parameters"));
  ensemble.train();
  ModelContent content = ensemble.content();
  FitFacts facts = ensemble.facts();
  if (job.options.string("head") == "pc_prior") put_pc_heads(job, ensemble, content, facts);
  content.info = describe(job, content, facts);
  return content;
}

constexpr std::array recipes = {
    Recipe{"scratch", Sources::none, fit_by_losses},
    Recipe{"gate", Sources::several, fit_by_losses},
    Recipe{"multitask", Sources::several, fit_by_losses},
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
};

const Recipe& recipe_of(const std::string& name) {
  std::string known;
  for (const Recipe& recipe : recipes) {
    if (recipe.name == name) return recipe;
    known += join(known.empty() ? "" : ", ", recipe.name);
  }
  fail(GRAFT_ERROR_ARGUMENT, "method: ", quoted(name), " is not known; the methods are ", known);
}

void check_sources(const Recipe& recipe, const FitSets& sets) {
  const std::size_t models = sets.source_model ? 1 : 0, given = sets.sources.size() + models;
  if (recipe.sources == Sources::none && given > 0)
    fail(GRAFT_ERROR_STATE, "method ", recipe.name, " takes no source");
  if (recipe.sources != Sources::none && given == 0)
    fail(GRAFT_ERROR_STATE, "method ", recipe.name, " needs a source");
  if (recipe.sources == Sources::one && given > 1)
    fail(GRAFT_ERROR_STATE, "method ", recipe.name, " takes one source, not ", given);
  if (recipe.sources == Sources::several && models > 0)
    fail(GRAFT_ERROR_STATE, "method ", recipe.name, " needs its sources' rows, not a model");
}

}  // namespace

FitSets target_sets(const FitJob& job) {
  FitSets sets = job.sets;
  sets.sources.clear();
  sets.source_model.reset();
  return sets;
}

bool is_affine(const FitJob& job) {
  const std::string& alignment = job.options.string("alignment");
  if (alignment != "auto") return alignment == "affine";
  const Dataset& target = *job.sets.target;
  const auto same = [&](const std::string& property, const std::string& unit) {
    return !property.empty() && !unit.empty() && property == target.property() &&
           unit == target.unit();
  };
  if (job.sets.source_model) {
    const ModelContent& source = job.sets.source_model->content();
    return !same(source.property, source.unit);
  }
  return job.sets.sources.empty() ||
         !same(job.sets.sources[0].property(), job.sets.sources[0].unit());
}

Fitter::Fitter(std::string method, Options options)
    : method_(std::move(method)), options_(std::move(options)) {
  recipe_of(method_);
}

Fitter::Result Fitter::fit() {
  history_.clear();
  cancelled_ = false;
  if (!sets.target) fail(GRAFT_ERROR_STATE, "the fitter has no target");
  const Recipe& recipe = recipe_of(method_);
  check_sources(recipe, sets);
  FitControl control(progress, options_.real("time_limit"), cancelled_);
  FitJob job{method_, sets, options_, control, log, history_, {}};
  Result result;
  result.model = std::make_shared<const Model>(recipe.fit(job));
  result.converged = job.converged;
  if (job.complete)
    for (const std::string& path : job.checkpoints) ::unlink(path.c_str());
  return result;
}

}  // namespace graft
