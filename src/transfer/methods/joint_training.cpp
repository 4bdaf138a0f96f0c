#include "transfer/methods/joint_training.hpp"

#include "base/error.hpp"
#include "transfer/methods/methods.hpp"
#include "transfer/methods/pc_prior.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/networks/losses.hpp"
#include "transfer/networks/small_network.hpp"
#include "transfer/networks/source.hpp"
#include "transfer/posterior/last_layer.hpp"

namespace graft {

namespace {

// What the method's losses give on the sources, none of which is the target among themselves.
ModelContent sources_alone(FitJob& job) {
  Options options = job.options;
  options.set_real("layer_decay", 1);
  options.set_real("source_fade", 0);
  FitSets sets = as_target(job.sets.sources[0]);
  sets.sources.assign(job.sets.sources.begin() + 1, job.sets.sources.end());
  return fit_sources(job, sets, *make_method(job.method, options));
}

constexpr auto jointly_keys = all_keys(ensemble_keys, head_keys, Keys<2>{"network", "head"});

constexpr auto scratch_keys = all_keys(jointly_keys, Keys<1>{"hidden"});
constexpr auto multitask_keys = all_keys(jointly_keys, Keys<2>{"source_batch", "tied_start"});
constexpr auto gate_keys = all_keys(
    jointly_keys, source_keys,
    Keys<14>{"source_batch", "unlabelled_batch", "tied_start", "source_start", "layer_decay",
             "source_fade", "alignment", "routes", "autoencoder_weight", "consistency_weight",
             "mapping_weight", "distance_weight", "perturbations", "perturbation_size"});

}  // namespace

constexpr MethodInfo scratch_method{
    "scratch", 0, 0, false, "networks trained on the target alone", scratch_keys, fit_jointly};
constexpr MethodInfo multitask_method{"multitask",
                                      1,
                                      -1,
                                      false,
                                      "one embedding, a head for each property, trained together",
                                      multitask_keys,
                                      fit_jointly};
constexpr MethodInfo gate_method{
    "gate",
    1,
    -1,
    false,
    "GATE: an embedding, and latent spaces of the tasks that meet in a locally flat frame",
    gate_keys,
    fit_jointly};

ModelContent fit_jointly(FitJob& job) {
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
    check_alike(job.sets);  // before anything is learned
    source = sources_alone(job);
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

}  // namespace graft
