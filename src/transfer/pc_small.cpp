// The whole posterior of a small network, by NUTS; of a linear model by exact draws.
#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/affine_alignment.hpp"
#include "bayes/diagnostics.hpp"
#include "bayes/loo.hpp"
#include "bayes/mlp_posterior.hpp"
#include "bayes/nuts.hpp"
#include "bayes/pc_prior.hpp"
#include "bayes/tanh_training.hpp"
#include "transfer/pc_fit.hpp"
#include "transfer/pc_head.hpp"
#include "transfer/small_network.hpp"

namespace graft {
namespace {

enum Purpose : uint32_t { small_draws = 231 };  // of random streams

// What a fit must show to be called converged, over the noise, the distances and the predictions at
// the target's rows; single weights need not mix, since units may change places.
constexpr double most_rhat = 1.05, least_ess = 100, most_divergent = 0.01;

constexpr int64_t rows_watched = 24;     // predictions that convergence is judged by
constexpr int64_t draws_weighed = 1000;  // at most, for left-out densities

struct SmallProblem {
  FitJob& job;
  const SmallData& data;
  std::vector<int64_t> widths;
  std::vector<double> source;  // weights in the target's unit; empty: none
  double source_sigma = 0;     // likewise
  bool affine = false;
  ThreadPool& pool;

  bool linear() const { return widths.size() == 2; }
};

MlpPosteriorSettings settings_of(const SmallProblem& problem, const std::string& name,
                                 double limit) {
  const Options& options = problem.job.options;
  MlpPosteriorSettings s;
  s.rate = pc_rate(limit, options.real("pc_tail"));
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
  if (name == "fixed") {
    s.kind = ScaleKind::fixed;
    s.tau = options.real("fixed_scale");
  }
  if (name == "alone") {
    s.kind = ScaleKind::target_only;
    s.sigma_centre = 0.3;  // of a target of unit deviation; the prior's factor is wide
    s.global = false;
  }
  return s;
}

struct Watched {  // quantities by whose chains a fit is judged
  const NutsResult& chains;
  double worst_rhat = 0, least_bulk = 1e300, least_tail = 1e300;

  void add(const std::vector<double>& values) {
    const double r = rhat(values, chains.chains);
    if (std::isnan(r)) return;  // constant, or too few draws: the count of draws tells
    worst_rhat = std::max(worst_rhat, r);
    least_bulk = std::min(least_bulk, ess_bulk(values, chains.chains));
    least_tail = std::min(least_tail, ess_tail(values, chains.chains));
  }
};

// Diagnostics of the chains, the distances among them.
void judge(const SmallProblem& problem, const MlpPosterior& posterior, const NutsResult& chains,
           Candidate& candidate) {
  const std::string& name = candidate.name;
  const int64_t all = chains.chains * chains.draws;
  Watched watched{chains};
  std::vector<double> values(static_cast<std::size_t>(all));
  const auto each = [&](auto&& value_of) -> std::vector<double>& {
    for (int64_t i = 0; i < all; ++i)
      values[std::size_t(i)] = value_of(chains.values.data() + i * chains.dim);
    return values;
  };
  watched.add(each([&](const double* q) { return posterior.sigma(q); }));
  if (posterior.has_source() && candidate.name != "fixed") {
    for (int64_t g = 0; g < posterior.groups(); ++g) {
      watched.add(each([&](const double* q) { return posterior.distance(q, g); }));
      const std::string layer = posterior.groups() == 1 ? "all" : join("layer", g + 1);
      summarise(join(name, ".distance.", layer), values, candidate.diagnostics);
    }
  }
  if (posterior.has_source())
    summarise(name + ".distance.realised",
              each([&](const double* q) { return posterior.realised_distance(q); }),
              candidate.diagnostics);
  // Predictions at rows spread over the target.
  const Mlp& mlp = posterior.mlp();
  const int64_t n = problem.data.x.rows(), count = std::min(n, rows_watched);
  Eigen::MatrixXd some(count, problem.data.x.cols());
  for (int64_t i = 0; i < count; ++i) some.row(i) = problem.data.x.row(i * n / count);
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
  candidate.converged = watched.worst_rhat > 0 && watched.worst_rhat <= most_rhat &&
                        watched.least_bulk >= least_ess &&
                        divergent <= most_divergent * double(all);
  for (const auto& [label, value] : {std::pair<const char*, double>{".rhat", watched.worst_rhat},
                                     {".ess_bulk", watched.least_bulk},
                                     {".ess_tail", watched.least_tail},
                                     {".divergences", divergent},
                                     {".e_bfmi", bfmi},
                                     {".step_size", step},
                                     {".leapfrogs", double(chains.leapfrogs)}})
    candidate.diagnostics.push_back({name + label, value});
}

Candidate sample(const SmallProblem& problem, const std::string& name, double limit) {
  FitJob& job = problem.job;
  const Options& options = job.options;
  const bool alone = name == "alone";
  const Mlp mlp(problem.widths);
  MlpPosteriorSettings settings = settings_of(problem, name, limit);
  double unit = problem.source_sigma;
  if (problem.affine && !alone) {
    const AffineAlignment map =
        align_affine(problem.data.y, predict(mlp, problem.source.data(), problem.data.x));
    settings.affine = map.prior();
    unit = map.sigma(problem.source_sigma);
  }
  const MlpPosterior posterior(mlp, problem.data.x, problem.data.y,
                               alone ? std::span<const double>() : problem.source,
                               alone ? 1.0 : unit, settings);
  NutsSettings nuts;
  nuts.chains = int(options.integer("chains"));
  nuts.warmup = options.integer("adaptation");
  nuts.draws = options.integer("samples");
  nuts.target_accept = options.real("target_accept");
  nuts.seed = mix64(uint64_t(options.integer("seed")) * 4 + (alone ? 1 : 0));
  const auto start = posterior.start(nuts.chains, nuts.seed);
  const NutsResult chains =
      sample_nuts(problem.pool, posterior.dim(), posterior.target(), nuts, start, poll_of(job));
  job.control.count_steps(nuts.chains * (nuts.warmup + nuts.draws));
  if (job.control.abort_status() != 0) throw Aborted{job.control.abort_status()};
  if (chains.stopped) job.complete = false;
  if (chains.draws < 10)
    fail(GRAFT_STOPPED,
         "the fit was stopped before its chains had 10 draws: ", name_of(job.control.reason()));

  Candidate candidate;
  candidate.name = alone ? "alone" : "transfer";
  judge(problem, posterior, chains, candidate);
  // Draws spread evenly over all chains, those kept first of all.
  const int64_t all = chains.chains * chains.draws, count = std::min(all, draws_weighed);
  Candidate::Part part;
  part.widths = problem.widths;
  const int64_t n = problem.data.x.rows();
  std::vector<double> row(static_cast<std::size_t>(n)), table(std::size_t(n * count));
  const auto order = permutation(count, Rng(nuts.seed, stream_of(small_draws)));
  for (int64_t s = 0; s < count; ++s) {
    const double* q = chains.values.data() + (order[std::size_t(s)] * all / count) * chains.dim;
    std::vector<double> weights(static_cast<std::size_t>(mlp.weights()));
    posterior.weights(q, weights.data());
    part.draws.push_back(std::move(weights));
    part.noise.push_back(posterior.sigma(q));
    posterior.log_likelihood(q, row.data());
    for (int64_t i = 0; i < n; ++i) table[std::size_t(i * count + s)] = row[std::size_t(i)];
  }
  const Loo loo = leave_one_out(table, n);
  candidate.log_density = loo.elpd;
  candidate.diagnostics.push_back(
      {candidate.name + ".left_out_unreliable", double(loo.unreliable)});
  candidate.parts.push_back(std::move(part));
  return candidate;
}

// A linear model's candidates, and for every network the source with its affine map alone, which is
// a linear model with the source's prediction as its one feature.
Candidate draw_linear(const SmallProblem& problem, const std::string& name, double limit) {
  const Options& options = problem.job.options;
  const Mlp mlp(problem.widths);
  const bool spike = name == "source";
  LinearHeadSettings settings = head_settings(options, limit);
  settings.affine = problem.affine;
  SourceHead source;
  Eigen::MatrixXd phi = problem.data.x;
  if (name != "alone") {
    source.sigma = problem.source_sigma;
    if (spike) {
      settings.prior = HeadPrior::none;
      settings.affine = true;
      phi = predict(mlp, problem.source.data(), problem.data.x);
      source.weights = Eigen::VectorXd::Ones(1);
    } else {
      source.weights = Eigen::Map<const Eigen::VectorXd>(problem.source.data(), phi.cols());
      source.intercept = problem.source.back();
    }
  }
  const Eigen::MatrixXd none(problem.data.y.size(), 0);
  const LinearHead head = name == "alone" ? LinearHead::target_only(phi, none, problem.data.y)
                                          : LinearHead(phi, none, problem.data.y, source, settings);
  HeadFit fit = draw_heads(
      head, phi, none, problem.data.y, std::max<int64_t>(draws_wanted(problem.job), 400),
      Rng(uint64_t(options.integer("seed")), stream_of(small_draws, 1, spike, name == "alone")));
  if (spike)  // from weights on f_S to a whole network
    for (auto& draw : fit.part.draws) {
      std::vector<double> weights = problem.source;
      carry_affine(mlp, draw[1], draw[0], weights);
      draw = std::move(weights);
    }
  fit.part.widths = problem.widths;
  Candidate candidate;
  candidate.name = name;
  candidate.log_density = std::move(fit.left_out);
  if (name == "transfer")
    summarise("transfer.distance.all", std::move(fit.distance), candidate.diagnostics);
  candidate.parts.push_back(std::move(fit.part));
  return candidate;
}

}  // namespace

ModelContent fit_pc_small(FitJob& job) {
  const Options& options = job.options;
  const std::string& inference = options.string("inference");
  if (inference == "svi" || inference == "sghmc")
    fail(GRAFT_ERROR_UNSUPPORTED, "inference ", inference, " needs the option network deep");
  const bool transfers = job.method != "target_only", fixed = job.method == "fixed_prior";
  const bool falls_back = job.method == "pc_prior" && options.string("fallback") == "stack";
  ModelContent source;
  if (transfers) source = small_source(job);
  const FitSets sets = target_sets(job);
  const SmallData data(job, sets, transfers ? &source : nullptr);
  ThreadPool pool(int(options.integer("n_threads")));
  SmallProblem problem{job, data, {}, {}, 0, options.string("alignment") == "affine", pool};
  problem.widths = transfers ? source.posterior[0].widths : small_widths(options, data.x.cols());
  const Mlp mlp(problem.widths);
  if (transfers) {
    problem.source = in_unit(mlp, source.posterior[0].draw(0), source.targets[0], data.scaling());
    problem.source_sigma = source.noise_sd / data.scaling().sd;
  }
  const bool exact = problem.linear() && !fixed && inference != "nuts";
  if (!exact) {
    const int64_t fits = 1 + (falls_back ? 1 : 0);
    job.control.expect_steps(fits * options.integer("chains") *
                             (options.integer("adaptation") + options.integer("samples")));
  }

  const auto fit_at = [&](const std::string& name) {
    return [&, name](double limit) {
      return exact ? draw_linear(problem, name, limit) : sample(problem, name, limit);
    };
  };
  std::vector<Candidate> candidates;
  if (fixed) candidates.push_back(sample(problem, "fixed", 1));
  if (transfers && !fixed) candidates.push_back(at_limit(options, fit_at("transfer")));
  if (falls_back && problem.affine) candidates.push_back(draw_linear(problem, "source", 1));
  if (!transfers || falls_back) candidates.push_back(fit_at("alone")(1));

  ModelContent content = data.content();
  FitFacts facts = data.facts();
  facts.parameters = double(mlp.weights());
  mix(job, std::move(candidates), content, facts);
  content.info = describe(job, content, facts);
  return content;
}

}  // namespace graft
