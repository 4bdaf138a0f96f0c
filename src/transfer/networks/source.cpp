#include "transfer/networks/source.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/networks/regression.hpp"

namespace graft {
namespace {

// The embedding and the first task of each member: entries keep their names.
ModelContent single_task(const ModelContent& from) {
  ModelContent to = from;
  to.shape.tasks = 1;
  to.shape.has_transfer = false;
  to.targets = {from.targets[0]};
  to.diagnostics.clear();
  const Network before(from.shape), after(to.shape);
  for (std::size_t m = 0; m < from.members.size(); ++m) {
    Floats values(std::size_t(after.layout().size()), 0.f);
    after.adopt(values, before, from.members[m]);
    to.members[m] = std::move(values);
  }
  return to;
}

Options source_options(const FitJob& job) {
  Options options = job.options;
  if (const int64_t steps = options.integer("source_steps"); steps > 0)
    options.set_integer("steps", steps);
  if (const int64_t members = options.integer("source_members"); members > 0)
    options.set_integer("members", members);
  return options;
}

}  // namespace

void check_noise(const ModelContent& source) {
  if (!std::isfinite(source.noise_sd))
    fail(GRAFT_ERROR_DATA,
         "source: the noise of its predictions is not known; fit it with a valid_fraction above 0");
}

int64_t source_steps(const FitJob& job) {
  const Options options = source_options(job);
  return job.sets.source_model ? 0 : options.integer("members") * options.integer("steps");
}

ModelContent source_model(FitJob& job) {
  if (job.sets.source_model) {
    const ModelContent& given = job.sets.source_model->content();
    if (!given.posterior.empty() || given.kernel)
      fail(GRAFT_ERROR_UNSUPPORTED,
           "source model: a deep network must come from scratch or gate, not from a small network, "
           "a posterior or a kernel model");
    return single_task(given);
  }
  return fit_source(job, job.sets.sources[0]);
}

namespace {

// A source's ensemble with what it refers to.
struct SourceFit {
  FitSets sets;
  Options options;
  Ensemble ensemble;
  SourceFit(FitJob& job, FitSets given, const Objective& objective, const std::string& stage)
      : sets(std::move(given)),
        options(source_options(job)),
        ensemble(job, sets, options, {objective, stage}) {
    job.say(join(stage, ": ", ensemble.data().tasks[0].rows.size(), " rows, ",
                 ensemble.network().layout().count(), " parameters"));
  }
};

}  // namespace

ModelContent fit_source(FitJob& job, const Dataset& source) {
  return fit_sources(job, as_target(source), Regression(false));
}

ModelContent fit_sources(FitJob& job, const FitSets& sets, const Objective& objective) {
  SourceFit fit(job, sets, objective, "source");
  fit.ensemble.train();
  return fit.ensemble.content();
}

std::vector<ModelContent> fit_source_parts(FitJob& job, const std::vector<Dataset>& parts,
                                           const char* name) {
  const Regression objective(false);
  std::vector<std::unique_ptr<SourceFit>> fits;
  std::vector<Ensemble*> ensembles;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    fits.push_back(std::make_unique<SourceFit>(job, as_target(parts[k], name), objective,
                                               k == 0 ? "source" : join("source", k)));
    ensembles.push_back(&fits.back()->ensemble);
  }
  train_together(job, ensembles);
  std::vector<ModelContent> contents{ensembles[0]->content()};
  for (std::size_t k = 1; k < parts.size() && ensembles[k]->has_members(); ++k)
    contents.push_back(ensembles[k]->content());
  return contents;
}

}  // namespace graft
