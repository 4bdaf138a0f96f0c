#include "transfer/methods/pc_prior.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "transfer/methods/finetune.hpp"
#include "transfer/methods/methods.hpp"
#include "transfer/networks/regression.hpp"
#include "transfer/networks/rescale_features.hpp"
#include "transfer/networks/small_network.hpp"
#include "transfer/networks/source.hpp"
#include "transfer/posterior/last_layer.hpp"
#include "transfer/posterior/small_chains.hpp"

namespace graft {
namespace {

// More features than this need a learned latent: a posterior over their first layer alone would
// have thousands of weights for hundreds of rows.
constexpr int64_t most_small_features = 64;

// Networks trained on the target hold out every row once together: as many as members are wanted,
// six at least so that each learns from most rows, and two rows at least for each.
int64_t fold_members(const FitJob& job) {
  const int64_t wanted = std::max<int64_t>(6, job.options.integer("members"));
  return std::max<int64_t>(2, std::min(wanted, job.sets.target->labelled() / 2));
}

Options fold_options(const FitJob& job) {
  const int64_t members = fold_members(job);
  const int64_t rows = std::max(job.sets.target->labelled(), members);
  Options folds = job.options;
  folds.set_integer("members", members);
  folds.set_real("valid_fraction", double(rows / members) / double(rows));  // all folds fit
  return folds;
}

// Networks that no posterior part stands on are not kept.
void drop_unused_members(ModelContent& content) {
  std::vector<int64_t> place(content.members.size(), -1);
  std::vector<Floats> kept;
  for (PosteriorPart& part : content.posterior) {
    if (part.member < 0) continue;
    int64_t& to = place[std::size_t(part.member)];
    if (to < 0) {
      to = int64_t(kept.size());
      kept.push_back(std::move(content.members[std::size_t(part.member)]));
    }
    part.member = to;
  }
  content.members = std::move(kept);
}

// auto: small when there are few features, as for a source model that is small.
bool is_small(const FitJob& job) {
  if (job.options.string("network") != "auto" || job.sets.source_model)
    return wants_small_network(job);
  const Inputs& inputs = job.sets.target->inputs();
  const std::string& inference = job.options.string("inference");
  return inputs.kind == InputKind::features && inputs.feature_cols <= most_small_features &&
         (inference == "auto" || inference == "nuts");
}

constexpr auto small_posterior_keys =
    all_keys(fit_keys, small_keys, chain_keys,
             Keys<5>{"seed", "valid_fraction", "inference", "draws", "alignment"});
constexpr auto fixed_prior_keys = all_keys(small_posterior_keys, Keys<1>{"fixed_scale"});
constexpr auto target_only_keys =
    all_keys(fit_keys, small_keys, chain_keys, ensemble_keys, head_keys, Keys<1>{"inference"});
constexpr auto pc_prior_keys = all_keys(small_posterior_keys, ensemble_keys, head_keys, source_keys,
                                        Keys<4>{"pc_scale", "fallback", "layer_decay", "unfreeze"});

}  // namespace

constexpr MethodInfo pc_prior_method{
    "pc_prior",
    1,
    1,
    true,
    "Bayesian: a penalised-complexity prior around the source, mixed with its fallbacks",
    pc_prior_keys,
    fit_pc_prior};
constexpr MethodInfo fixed_prior_method{
    "fixed_prior",
    1,
    1,
    true,
    "Bayesian: a Gaussian of fixed width around a small source network",
    fixed_prior_keys,
    fit_pc_prior};
constexpr MethodInfo target_only_method{
    "target_only",    0,           0, false, "Bayesian: a network of the target alone",
    target_only_keys, fit_pc_prior};

void put_pc_heads(FitJob& job, const Ensemble& ensemble, ModelContent& content, FitFacts& facts) {
  if (!std::isfinite(content.noise_sd))
    fail(GRAFT_ERROR_DATA,
         "head pc_prior learns from rows that are held out for validation, and "
         "valid_fraction is 0");
  mix(job, {held_out_heads(job, ensemble, content, "transfer", 0)}, content, facts);
}

ModelContent fit_pc_heads(FitJob& job) {
  if (job.method == "fixed_prior")
    fail(GRAFT_ERROR_UNSUPPORTED, "method fixed_prior needs the option network small");
  const bool transfers = job.method == "pc_prior";
  const bool falls_back = job.options.string("fallback") == "mixture";
  const Options folds = fold_options(job);
  const int64_t trained = (transfers && falls_back ? 1 : 0) + (!transfers || falls_back ? 1 : 0);
  job.control.expect_steps((transfers ? source_steps(job) : 0) +
                           trained * fold_members(job) * folds.integer("steps"));

  ModelContent source;
  FitSets sets = target_sets(job);
  sets.validation.reset();  // folds of the target serve instead
  if (transfers) {
    source = source_model(job);
    check_noise(source);
    check_takes(source, *sets.target, "target");
    adopt_constant_columns(source, *sets.target);
  }
  const ModelContent* base = transfers ? &source : nullptr;
  const FitData data(sets, job.options, false, base);
  const Network network(data.shape);
  FitFacts facts;
  facts.target_rows = double(data.tasks[0].rows.size());
  facts.parameters = double(network.layout().count());

  ModelContent content = data.content();
  content.members = source.members;
  std::vector<Candidate> candidates;
  // Networks trained on the target: posteriors of heads over what each held out.
  const auto add_trained = [&](const std::string& name, const Method& method) {
    if (!candidates.empty() && job.control.stopped()) {  // those there are make a model
      job.complete = false;
      return;
    }
    const bool tuned = name == "tuned";
    Ensemble ensemble(job, sets, folds, {method, transfers ? name : "", base, tuned, !tuned});
    ensemble.train();
    if (!candidates.empty() && !ensemble.has_members()) return;
    ModelContent networks = ensemble.content();
    if (!transfers) facts.held_out = ensemble.facts().held_out;
    candidates.push_back(
        held_out_heads(job, ensemble, networks, name, int64_t(content.members.size())));
    rescale_inputs(networks, networks.features, data.feature_scalings);
    for (Floats& member : networks.members) content.members.push_back(std::move(member));
  };
  if (transfers) {
    const auto phi = Crew(int(job.options.integer("n_threads")))
                         .map(int64_t(source.members.size()), [&](int64_t m, const Hand& hand) {
                           Executor executor(hand.threads());
                           return head_features(data, network, source.members[std::size_t(m)],
                                                data.tasks[0].rows, executor);
                         });
    candidates.push_back(source_heads(job, data, network, source, phi, "transfer"));
    if (falls_back) candidates.push_back(source_heads(job, data, network, source, phi, "source"));
  }
  if (transfers && falls_back) add_trained("tuned", *fine_tuning_method(job.options, false));
  if (!transfers || falls_back) add_trained("alone", Regression(false));

  mix(job, std::move(candidates), content, facts);
  drop_unused_members(content);
  content.info = describe(job, content, facts);
  return content;
}

ModelContent fit_pc_prior(FitJob& job) {
  if (is_small(job)) return fit_pc_small(job);
  const std::string& inference = job.options.string("inference");
  if (inference == "svi" || inference == "sghmc") return fit_pc_whole(job);
  if (inference == "nuts")
    fail(GRAFT_ERROR_UNSUPPORTED,
         "inference nuts needs feature vectors and the option network small");
  return fit_pc_heads(job);
}

}  // namespace graft
