#include "transfer/methods/joint_training.hpp"

#include "base/error.hpp"
#include "transfer/methods/gate.hpp"
#include "transfer/networks/source.hpp"
#include "transfer/posterior/last_layer_fit.hpp"

namespace graft {
namespace {

// What the objective gives on the sources, none of which is the target among themselves.
ModelContent sources_alone(FitJob& job, const Objective& objective) {
  FitSets sets = as_target(job.sets.sources[0]);
  sets.sources.assign(job.sets.sources.begin() + 1, job.sets.sources.end());
  return fit_sources(job, sets, objective);
}

}  // namespace

void refuse_small(const FitJob& job) {
  if (job.network == NetworkKind::small)
    fail(GRAFT_ERROR_UNSUPPORTED, "method ", job.method, " needs the option network deep");
}

ModelContent fit_jointly(FitJob& job, const Objective& objective, const Objective* of_sources) {
  const int64_t own = job.options.integer("members") * job.options.integer("steps");
  EnsembleSetup setup{objective};
  ModelContent source;
  if (of_sources) {
    job.control.expect_steps(source_steps(job) + own);
    check_alike(job.sets);  // before anything is learned
    source = sources_alone(job, *of_sources);
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
  if (job.options.string("head") == "pc_prior") put_bayesian_heads(job, ensemble, content, facts);
  content.info = describe(job, content, facts);
  return content;
}

}  // namespace graft
