#include "transfer/posterior/last_layer_fit.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "transfer/networks/fine_tuning.hpp"
#include "transfer/networks/rescale_features.hpp"
#include "transfer/networks/source.hpp"
#include "transfer/posterior/last_layer.hpp"

namespace graft {
namespace {

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

}  // namespace

void put_bayesian_heads(FitJob& job, const Ensemble& ensemble, ModelContent& content,
                        FitFacts& facts) {
  if (!std::isfinite(content.noise_sd))
    fail(GRAFT_ERROR_DATA,
         "head pc_prior learns from rows that are held out for validation, and "
         "valid_fraction is 0");
  put_mixture(job, {held_out_heads(job, ensemble, content, CandidateKind::transfer, 0)}, content,
              facts);
}

ModelContent fit_last_layers(FitJob& job, const std::vector<CandidateKind>& kinds) {
  const auto wants = [&](CandidateKind kind) { return std::ranges::count(kinds, kind) > 0; };
  const bool transfers = wants(CandidateKind::transfer);
  const Options folds = fold_options(job);
  const int64_t trained = wants(CandidateKind::tuned) + wants(CandidateKind::alone);
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
  const auto add_trained = [&](CandidateKind kind, const Objective& objective) {
    if (!candidates.empty() && job.control.stopped()) {  // those there are make a model
      job.complete = false;
      return;
    }
    const bool tuned = kind == CandidateKind::tuned;
    Ensemble ensemble(job, sets, folds,
                      {objective, transfers ? name_of(kind) : "", base, tuned, !tuned});
    ensemble.train();
    if (!candidates.empty() && !ensemble.has_members()) return;
    ModelContent networks = ensemble.content();
    if (!transfers) facts.held_out = ensemble.facts().held_out;
    candidates.push_back(
        held_out_heads(job, ensemble, networks, kind, int64_t(content.members.size())));
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
    for (const auto kind : {CandidateKind::transfer, CandidateKind::source})
      if (wants(kind)) candidates.push_back(source_heads(job, data, network, source, phi, kind));
  }
  if (wants(CandidateKind::tuned))
    add_trained(CandidateKind::tuned, FineTuning(job.options, FineTuning::Layers::all));
  if (wants(CandidateKind::alone)) add_trained(CandidateKind::alone, Regression(false));

  put_mixture(job, std::move(candidates), content, facts);
  drop_unused_members(content);
  content.info = describe(job, content, facts);
  return content;
}

}  // namespace graft
