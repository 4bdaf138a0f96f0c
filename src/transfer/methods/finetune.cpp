// Conventional transfer from a finished source: its networks trained on, with early stopping on
// validation rows.
//
//   finetune    all layers, those nearer the input more slowly or later
//   head_only   the head alone
#include "transfer/methods/methods.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/networks/fine_tuning.hpp"
#include "transfer/networks/small_network.hpp"
#include "transfer/networks/source.hpp"

namespace graft {
namespace {

ModelContent fit(FitJob& job, FineTuning::Layers layers) {
  const int64_t own = job.options.integer("members") * job.options.integer("steps");
  job.control.expect_steps(source_steps(job) + own);
  const ModelContent source = source_model(job);
  const FineTuning objective(job.options, layers);
  Ensemble ensemble(job, target_sets(job), job.options, {objective, "", &source, true});
  ensemble.data().refuse_covariates();
  ensemble.train();
  ModelContent content = ensemble.content();
  content.info = describe(job, content, ensemble.facts());
  return content;
}

ModelContent fit_all(FitJob& job) {
  return job.network == NetworkKind::small ? fit_small(job, SmallTraining::all_layers)
                                           : fit(job, FineTuning::Layers::all);
}

ModelContent fit_head(FitJob& job) {
  return job.network == NetworkKind::small ? fit_small(job, SmallTraining::output_layer)
                                           : fit(job, FineTuning::Layers::head);
}

constexpr auto head_only_keys =
    all_keys(ensemble_keys, source_keys, small_keys, Keys<1>{"alignment"});
constexpr auto finetune_keys = all_keys(head_only_keys, fine_tuning_keys);

}  // namespace

constexpr MethodInfo finetune_method{"finetune",
                                     1,
                                     1,
                                     true,
                                     "the source's networks trained on, all layers",
                                     finetune_keys,
                                     fit_all,
                                     network_as_asked};
constexpr MethodInfo head_only_method{"head_only",
                                      1,
                                      1,
                                      true,
                                      "the source's networks, their heads trained on",
                                      head_only_keys,
                                      fit_head,
                                      network_as_asked};

}  // namespace graft
