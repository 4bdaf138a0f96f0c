#include "transfer/posterior/small_network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "bayes/networks/mlp.hpp"
#include "transfer/networks/small_network.hpp"
#include "transfer/posterior/last_layer.hpp"
#include "transfer/posterior/small_chains.hpp"

namespace graft {
namespace {

NutsSettings chains_of(const Options& options) {
  NutsSettings nuts;
  nuts.chains = int(options.integer("chains"));
  nuts.warmup = options.integer("adaptation");
  nuts.draws = options.integer("samples");
  nuts.target_accept = options.real("target_accept");
  nuts.max_depth = int(options.integer("max_depth"));
  nuts.seed = uint64_t(options.integer("seed"));
  return nuts;
}

// The chain of a fold, whose draws only weigh the candidates: short, with a coarser step.
NutsSettings fold_chains(NutsSettings nuts) {
  nuts.chains = 1;
  nuts.warmup = std::min<int64_t>(nuts.warmup, 200);
  nuts.draws = std::min<int64_t>(nuts.draws, 200);
  nuts.target_accept = std::min(nuts.target_accept, 0.8);
  nuts.max_depth = std::min(nuts.max_depth, 6);
  return nuts;
}

int64_t steps_of(const NutsSettings& nuts) { return nuts.chains * (nuts.warmup + nuts.draws); }

Candidate candidate_of(const SmallProblem& problem, CandidateKind kind,
                       const NutsSettings& chains) {
  problem.job.begin_stage("chains");
  SmallDraws draws = draw_small(problem, kind, chains, draws_sampled(problem.job));
  Candidate candidate;
  candidate.kind = kind;
  candidate.diagnostics = std::move(draws.diagnostics);
  candidate.converged = draws.converged;
  if (draws.stopped) problem.job.complete = false;
  if (kind == CandidateKind::transfer)
    candidate.diagnostics.push_back({"transfer.limit", problem.limit});
  candidate.parts.push_back({-1, problem.widths, std::move(draws.weights), std::move(draws.noise)});
  return candidate;
}

// The limit U with the best cross-validated density, of the several that are tried.
double chosen_limit(const SmallProblem& problem, const NutsSettings& chains) {
  double best = limit_or_default(problem.job.options),
         best_score = -std::numeric_limits<double>::infinity();
  std::vector<SmallRival> rivals;
  for (const double limit : limits_tried()) rivals.push_back({CandidateKind::transfer, limit});
  const auto densities = cross_validated_densities(problem, rivals, fold_chains(chains));
  for (std::size_t r = 0; r < rivals.size(); ++r) {
    double score = 0;
    for (double d : densities[r]) score += d;
    if (score > best_score) best = rivals[r].limit, best_score = score;
  }
  return best;
}

}  // namespace

ModelContent fit_small_posterior(FitJob& job, const std::vector<CandidateKind>& kinds) {
  const Options& options = job.options;
  const std::string& inference = options.string("inference");
  if (inference == "svi" || inference == "sghmc")
    fail(GRAFT_ERROR_UNSUPPORTED, "inference ", inference, " needs the option network deep");
  const bool transfers = kinds[0] != CandidateKind::alone, falls_back = kinds.size() > 1;
  ModelContent source;
  if (transfers) {
    job.control.expect_steps(1);  // so that progress never has a total of 0
    source = small_source(job);
    job.control.count_step();
  }
  const FitSets sets = target_sets(job);
  const SmallData data(job, sets, transfers ? &source : nullptr);
  SmallProblem problem{job,
                       int(options.integer("n_threads")),
                       data.x,
                       data.y,
                       data.groups,
                       {},
                       {},
                       0,
                       is_affine(job),
                       0};
  problem.widths = transfers ? source.posterior[0].widths : small_widths(options, data.x.cols());
  const Mlp mlp(problem.widths);
  if (transfers) {
    problem.source = in_unit(mlp, source.posterior[0].draw(0), source.targets[0], data.scaling());
    problem.source_sigma = source.noise_sd / data.scaling().sd;
  }
  const NutsSettings chains = chains_of(options);
  const int64_t folds = falls_back ? folds_of(problem) : 0;
  for (CandidateKind kind : kinds)
    if (!is_exact(problem, kind))
      job.control.expect_steps(steps_of(chains) + folds * steps_of(fold_chains(chains)));

  problem.limit = limit_or_default(options);
  if (options.real("pc_limit") == 0 && kinds[0] == CandidateKind::transfer) {
    if (!is_exact(problem, kinds[0]))
      job.control.expect_steps(int64_t(limits_tried().size()) * folds_of(problem) *
                               steps_of(fold_chains(chains)));
    problem.limit = chosen_limit(problem, chains);
  }
  std::vector<Candidate> candidates;
  try {
    for (CandidateKind kind : kinds) candidates.push_back(candidate_of(problem, kind, chains));
    if (falls_back) {
      std::vector<SmallRival> rivals;
      for (CandidateKind kind : kinds) rivals.push_back({kind, problem.limit});
      auto densities = cross_validated_densities(problem, rivals, fold_chains(chains));
      for (std::size_t c = 0; c < kinds.size(); ++c)
        candidates[c].log_density = std::move(densities[c]);
    }
  } catch (const Error& error) {  // stopped: what there is of the first makes a model
    if (error.status() != GRAFT_STOPPED || candidates.empty()) throw;
    job.complete = false;
    candidates.resize(1);
    candidates[0].log_density.clear();
  }

  ModelContent content = data.fit.content();
  FitFacts facts = data.facts();
  facts.parameters = double(mlp.weights());
  put_mixture(job, std::move(candidates), content, facts);
  content.info = describe(job, content, facts);
  return content;
}

}  // namespace graft
