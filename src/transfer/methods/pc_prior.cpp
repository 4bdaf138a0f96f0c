// The Bayesian methods: "pc_prior", and what it is measured against, "fixed_prior" (a Gaussian of
// fixed width around the source's weights) and "target_only" (no source).
//
// Which posterior, by the options network and inference: that of a small tanh network over the
// features (NUTS), that of the last layer over a deep network's latent (exact draws), or that of
// the whole deep network (SVI, SGHMC). Those of pc_prior are mixed with their fallbacks
// (posterior/mixture.hpp) unless the option fallback says none.
#include "base/error.hpp"
#include "transfer/methods/methods.hpp"
#include "transfer/networks/fine_tuning.hpp"
#include "transfer/networks/small_network.hpp"
#include "transfer/networks/source.hpp"
#include "transfer/posterior/last_layer.hpp"
#include "transfer/posterior/last_layer_fit.hpp"
#include "transfer/posterior/small_chains.hpp"
#include "transfer/posterior/small_network.hpp"
#include "transfer/posterior/whole_network.hpp"

namespace graft {
namespace {

using Kind = CandidateKind;

// More features than this need a learned latent: a posterior over their first layer alone would
// have thousands of weights for hundreds of rows.
constexpr int64_t most_small_features = 64;

// auto: small when there are few features, as for a source model that is small.
NetworkKind network_of_posterior(const FitSets& sets, const Options& options) {
  if (options.string("network") != "auto" || sets.source_model)
    return network_as_asked(sets, options);
  const Inputs& inputs = sets.target->inputs();
  const std::string& inference = options.string("inference");
  const bool small = inputs.kind == InputKind::features &&
                     inputs.feature_cols <= most_small_features &&
                     (inference == "auto" || inference == "nuts");
  return small ? NetworkKind::small : NetworkKind::deep;
}

bool wants_whole_network(const FitJob& job) {
  const std::string& inference = job.options.string("inference");
  if (inference == "nuts")
    fail(GRAFT_ERROR_UNSUPPORTED,
         "inference nuts needs feature vectors and the option network small");
  return inference == "svi" || inference == "sghmc";
}

void refuse_whole_network(const FitJob& job) {
  if (wants_whole_network(job))
    fail(GRAFT_ERROR_UNSUPPORTED, "method ", job.method, " has no inference svi or sghmc");
}

ModelContent fit_around_source(FitJob& job) {
  const bool mixed = job.options.string("fallback") == "mixture";
  if (job.network == NetworkKind::small)
    return fit_small_posterior(job, mixed ? std::vector{Kind::transfer, Kind::source, Kind::alone}
                                          : std::vector{Kind::transfer});
  if (wants_whole_network(job)) return fit_whole_posterior(job);
  return fit_last_layers(job,
                         mixed ? std::vector{Kind::transfer, Kind::source, Kind::tuned, Kind::alone}
                               : std::vector{Kind::transfer});
}

ModelContent fit_fixed(FitJob& job) {
  if (job.network == NetworkKind::small) return fit_small_posterior(job, {Kind::fixed});
  refuse_whole_network(job);
  fail(GRAFT_ERROR_UNSUPPORTED, "method ", job.method, " needs the option network small");
}

ModelContent fit_alone(FitJob& job) {
  if (job.network == NetworkKind::small) return fit_small_posterior(job, {Kind::alone});
  refuse_whole_network(job);
  return fit_last_layers(job, {Kind::alone});
}

constexpr auto small_posterior_keys =
    all_keys(fit_keys, small_keys, chain_keys,
             Keys<5>{"seed", "valid_fraction", "inference", "draws", "alignment"});
constexpr auto fixed_prior_keys = all_keys(small_posterior_keys, Keys<1>{"fixed_scale"});
constexpr auto target_only_keys =
    all_keys(fit_keys, small_keys, chain_keys, ensemble_keys, head_keys, Keys<1>{"inference"});
constexpr auto pc_prior_keys = all_keys(small_posterior_keys, ensemble_keys, head_keys, source_keys,
                                        fine_tuning_keys, Keys<2>{"pc_scale", "fallback"});

}  // namespace

constexpr MethodInfo pc_prior_method{
    "pc_prior",
    1,
    1,
    true,
    "Bayesian: a penalised-complexity prior around the source, mixed with its fallbacks",
    pc_prior_keys,
    fit_around_source,
    network_of_posterior};
constexpr MethodInfo fixed_prior_method{
    "fixed_prior",
    1,
    1,
    true,
    "Bayesian: a Gaussian of fixed width around a small source network",
    fixed_prior_keys,
    fit_fixed,
    network_of_posterior};
constexpr MethodInfo target_only_method{"target_only",
                                        0,
                                        0,
                                        false,
                                        "Bayesian: a network of the target alone",
                                        target_only_keys,
                                        fit_alone,
                                        network_of_posterior};

}  // namespace graft
