#include "transfer/posterior/small_chains.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/normal.hpp"
#include "bayes/chains/diagnostics.hpp"
#include "bayes/networks/mlp_posterior.hpp"
#include "bayes/networks/tanh_training.hpp"
#include "bayes/priors/affine_alignment.hpp"
#include "bayes/priors/pc_prior.hpp"
#include "transfer/networks/small_network.hpp"
#include "transfer/posterior/last_layer.hpp"

namespace graft {
namespace {

// What a fit must show to be called converged, over the noise, the distances and the predictions at
// the target's rows; single weights need not mix, since units may change places.
constexpr double most_rhat = 1.05, least_ess = 100, most_divergent = 0.05;

constexpr int64_t rows_watched = 24;  // predictions that convergence is judged by
constexpr int64_t most_draws = 1000;  // kept of the chains, unless more are wanted
constexpr int64_t most_folds = 5;

MlpPosteriorSettings settings_of(const SmallProblem& problem, CandidateKind kind) {
  const Options& options = problem.job.options;
  MlpPosteriorSettings s;
  s.rate = pc_rate(problem.limit, options.real("pc_tail"));
  const std::string& scale = options.string("pc_scale");
  s.global = scale == "global";
  if (const double shape = options.real("pc_hyperprior"); shape > 0) {
    s.kind = ScaleKind::lomax;
    s.shape = shape;
  }
  if (scale == "joint") {
    s.kind = ScaleKind::dirichlet;
    s.shape = 1;
  }
  if (kind == CandidateKind::fixed) {
    s.kind = ScaleKind::fixed;
    s.tau = options.real("fixed_scale");
    s.global = true;  // of whatever grouping, to the last bit
  }
  if (kind == CandidateKind::alone) {
    s.kind = ScaleKind::target_only;
    s.sigma_centre = 0.3;  // of a target of unit deviation; the prior's factor is wide
    s.global = false;
  }
  return s;
}

struct Watched {  // quantities by whose chains a fit is judged
  const NutsResult& chains;
  double worst_rhat = missing, least_bulk = missing, least_tail = missing;

  void add(const std::vector<double>& values) {
    const double r = rhat(values, chains.chains);
    if (std::isnan(r)) return;  // constant, or too few draws: the count of draws tells
    worst_rhat = std::fmax(worst_rhat, r);
    least_bulk = std::fmin(least_bulk, ess_bulk(values, chains.chains));
    least_tail = std::fmin(least_tail, ess_tail(values, chains.chains));
  }
};

// Diagnostics of the chains, the distances among them.
void judge(const SmallProblem& problem, CandidateKind kind, const MlpPosterior& posterior,
           const NutsResult& chains, SmallDraws& draws) {
  const std::string name = name_of(kind);
  const int64_t all = chains.chains * chains.draws;
  Watched watched{chains};
  std::vector<double> values(static_cast<std::size_t>(all));
  const auto each = [&](auto&& value_of) -> std::vector<double>& {
    for (int64_t i = 0; i < all; ++i)
      values[std::size_t(i)] = value_of(chains.values.data() + i * chains.dim);
    return values;
  };
  watched.add(each([&](const double* q) { return posterior.sigma(q); }));
  if (posterior.has_source() && kind != CandidateKind::fixed) {
    for (int64_t g = 0; g < posterior.groups(); ++g)
      watched.add(each([&](const double* q) { return posterior.distance(q, g); }));
    for (int64_t l = 0; l < posterior.mlp().layers(); ++l)
      summarise(join(name, ".distance.layer", l + 1),
                each([&](const double* q) { return posterior.layer_distance(q, l); }),
                draws.diagnostics);
  }
  if (posterior.has_source())
    summarise(name + ".distance.realised",
              each([&](const double* q) { return posterior.realised_distance(q); }),
              draws.diagnostics);
  // Predictions at rows spread over the target.
  const Mlp& mlp = posterior.mlp();
  const int64_t n = problem.x.rows(), count = std::min(n, rows_watched);
  Eigen::MatrixXd some(count, problem.x.cols());
  for (int64_t i = 0; i < count; ++i) some.row(i) = problem.x.row(i * n / count);
  std::vector<double> weights(static_cast<std::size_t>(mlp.weights()));
  Eigen::MatrixXd f(all, count);
  for (int64_t i = 0; i < all; ++i) {
    posterior.weights(chains.values.data() + i * chains.dim, weights.data());
    f.row(i) = predict(mlp, weights.data(), some).transpose();
  }
  for (int64_t j = 0; j < count; ++j) watched.add({f.col(j).data(), f.col(j).data() + all});

  double bfmi = 1e300, step = 0;
  for (int64_t c = 0; c < chains.chains; ++c) {
    const std::span<const double> energy(chains.energy.data() + c * chains.draws,
                                         std::size_t(chains.draws));
    bfmi = std::min(bfmi, e_bfmi(energy));
    step += chains.step[std::size_t(c)] / double(chains.chains);
  }
  const double divergent = double(chains.divergences());
  draws.converged = watched.worst_rhat <= most_rhat &&  // not when nothing could be watched
                    watched.least_bulk >= least_ess && divergent <= most_divergent * double(all);
  for (const auto& [label, value] : {std::pair<const char*, double>{".rhat", watched.worst_rhat},
                                     {".ess_bulk", watched.least_bulk},
                                     {".ess_tail", watched.least_tail},
                                     {".divergences", divergent},
                                     {".e_bfmi", bfmi},
                                     {".step_size", step},
                                     {".leapfrogs", double(chains.leapfrogs)}})
    draws.diagnostics.push_back({name + label, value});
}

SmallDraws sample(const SmallProblem& problem, CandidateKind kind, const NutsSettings& settings,
                  int64_t least) {
  const bool alone = kind == CandidateKind::alone;
  const Mlp mlp(problem.widths);
  MlpPosteriorSettings prior = settings_of(problem, kind);
  double unit = problem.source_sigma;
  if (problem.affine && !alone) {
    const AffineAlignment map =
        align_affine(problem.y, predict(mlp, problem.source.data(), problem.x));
    prior.affine = map.prior();
    unit = map.sigma(problem.source_sigma);
  }
  const MlpPosterior posterior(mlp, problem.x, problem.y,
                               alone ? std::span<const double>() : problem.source,
                               alone ? 1.0 : unit, prior);
  NutsSettings nuts = settings;
  nuts.seed = mix64(settings.seed * 4 + uint64_t(kind));
  FitJob& job = problem.job;
  const Crew crew(problem.threads, {[&] { job.control.poll(); }, {}});  // chains stop themselves
  const NutsResult chains = sample_nuts(crew, posterior.dim(), posterior.target(), nuts,
                                        posterior.start(nuts.chains, nuts.seed), poll_of(job));
  job.control.count_steps(nuts.chains * (nuts.warmup + nuts.draws));
  job.control.throw_if_aborted();
  if (chains.draws < 10)
    fail(GRAFT_STOPPED,
         "the fit was stopped before its chains had 10 draws: ", name_of(job.control.reason()));

  SmallDraws draws;
  draws.stopped = chains.stopped;
  judge(problem, kind, posterior, chains, draws);
  // Spread evenly over all chains, in random order.
  const int64_t all = chains.chains * chains.draws,
                count = std::min(all, std::max(most_draws, least));
  const auto order = permutation(count, Rng(nuts.seed, stream_of(Stream::small_draws)));
  for (const int64_t s : order) {
    const double* q = chains.values.data() + (s * all / count) * chains.dim;
    std::vector<double> weights(static_cast<std::size_t>(mlp.weights()));
    posterior.weights(q, weights.data());
    draws.weights.push_back(std::move(weights));
    draws.noise.push_back(posterior.sigma(q));
  }
  return draws;
}

// A linear model, and for every network the source with its affine map alone, which is a linear
// model with the source's prediction as its one feature.
SmallDraws draw_linear(const SmallProblem& problem, CandidateKind kind, uint64_t seed,
                       int64_t count) {
  const Mlp mlp(problem.widths);
  LinearHeadSettings settings = head_settings(problem.job.options, problem.limit);
  settings.affine = problem.affine;
  Eigen::MatrixXd phi = problem.x;
  SourceHead source;
  source.sigma = problem.source_sigma;
  if (kind == CandidateKind::source) {
    settings.prior = HeadPrior::none;
    phi = predict(mlp, problem.source.data(), problem.x);
    source.weights = Eigen::VectorXd::Ones(1);
  } else if (kind == CandidateKind::transfer) {
    source.weights = Eigen::Map<const Eigen::VectorXd>(problem.source.data(), phi.cols());
    source.intercept = problem.source.back();
  }
  const Eigen::MatrixXd none(problem.y.size(), 0);
  const LinearHead head = kind == CandidateKind::alone
                              ? LinearHead::target_only(phi, none, problem.y)
                              : LinearHead(phi, none, problem.y, source, settings);
  HeadFit fit = draw_heads(head, phi, none, problem.y, problem.groups, count,
                           Rng(seed, stream_of(Stream::small_draws, 1 + uint64_t(kind))));
  SmallDraws draws;
  draws.weights = std::move(fit.part.draws);
  draws.noise = std::move(fit.part.noise);
  if (kind == CandidateKind::source)  // from weights on f_S to a whole network
    for (auto& draw : draws.weights) {
      std::vector<double> weights = problem.source;
      carry_affine(mlp, draw[1], draw[0], weights);
      draw = std::move(weights);
    }
  if (kind == CandidateKind::transfer)
    summarise("transfer.distance.all", std::move(fit.distance), draws.diagnostics);
  return draws;
}

// log of the mean over draws of the density of each row.
std::vector<double> log_density(const SmallProblem& rows, const SmallDraws& draws) {
  const Mlp mlp(rows.widths);
  std::vector<std::vector<double>> by_draw;
  for (std::size_t s = 0; s < draws.weights.size(); ++s) {
    const Eigen::VectorXd f = predict(mlp, draws.weights[s].data(), rows.x);
    std::vector<double> density;
    for (Eigen::Index i = 0; i < f.size(); ++i) {
      density.push_back(normal_log_density((rows.y[i] - f[i]) / draws.noise[s], draws.noise[s]));
    }
    by_draw.push_back(std::move(density));
  }
  return log_mean_density(by_draw);
}

}  // namespace

SmallProblem SmallProblem::of_rows(const std::vector<int64_t>& rows) const {
  SmallProblem part{job, threads, {}, {}, {}, widths, source, source_sigma, affine, limit};
  part.x = x(rows, Eigen::all);
  part.y = y(rows);
  for (const int64_t row : rows) part.groups.push_back(groups[std::size_t(row)]);
  return part;
}

bool is_exact(const SmallProblem& problem, CandidateKind kind) {
  return kind == CandidateKind::source ||
         (problem.widths.size() == 2 && kind != CandidateKind::fixed &&
          problem.job.options.string("inference") != "nuts");
}

SmallDraws draw_small(const SmallProblem& problem, CandidateKind kind, const NutsSettings& chains,
                      int64_t least) {
  return is_exact(problem, kind) ? draw_linear(problem, kind, chains.seed, least)
                                 : sample(problem, kind, chains, least);
}

int64_t folds_of(const SmallProblem& problem) {
  return std::min(most_folds, int64_t(rows_by_group(problem.groups).size()));
}

std::vector<std::vector<double>> cross_validated_densities(const SmallProblem& problem,
                                                           const std::vector<SmallRival>& rivals,
                                                           const NutsSettings& chains) {
  const int64_t n = int64_t(problem.y.size()), folds = folds_of(problem);
  const int64_t refits = int64_t(rivals.size()) * folds;
  const auto drawn = drawn_groups(problem.groups, Rng(chains.seed, stream_of(Stream::small_folds)));
  const auto rows_of = [&](int64_t fold, bool held) {
    std::vector<int64_t> rows;
    for (std::size_t g = 0; g < drawn.size(); ++g)
      if ((int64_t(g) % folds == fold) == held)
        rows.insert(rows.end(), drawn[g].begin(), drawn[g].end());
    return rows;
  };
  const auto densities =
      crew_of(problem.job, problem.threads).map(refits, [&](int64_t refit, const Hand& hand) {
        problem.job.begin_stage("folds", refit, refits);
        const SmallRival& rival = rivals[std::size_t(refit / folds)];
        const int64_t fold = refit % folds;
        NutsSettings settings = chains;
        settings.seed = mix64(chains.seed + uint64_t(fold) + 1);
        SmallProblem learned = problem.of_rows(rows_of(fold, false));
        learned.threads = hand.threads();
        learned.limit = rival.limit;
        return log_density(problem.of_rows(rows_of(fold, true)),
                           draw_small(learned, rival.kind, settings, 200));
      });
  if (int64_t(densities.size()) < refits)
    fail(GRAFT_STOPPED, "the fit was stopped before its posteriors were weighed: ",
         name_of(problem.job.control.reason()));
  std::vector<std::vector<double>> result(rivals.size(), std::vector<double>(std::size_t(n)));
  for (int64_t refit = 0; refit < refits; ++refit) {
    const auto held = rows_of(refit % folds, true);
    for (std::size_t i = 0; i < held.size(); ++i)
      result[std::size_t(refit / folds)][std::size_t(held[i])] = densities[std::size_t(refit)][i];
  }
  return result;
}

}  // namespace graft
