#include "transfer/posterior/last_layer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/normal.hpp"
#include "bayes/priors/pc_prior.hpp"
#include "bayes/weighing/loo.hpp"
#include "transfer/networks/predict_rows.hpp"

namespace graft {
namespace {

// The member's own head in the target's scaled unit, when it speaks the unit `from`.
SourceHead head_of(const Network& network, const Floats& member, const Scaling& from,
                   const Scaling& to, double sigma) {
  const Network::LastLayer own = network.last_layer(member, 0);
  const double stretch = from.sd / to.sd;
  SourceHead head;
  head.weights.resize(Eigen::Index(own.weights.size()));
  for (std::size_t i = 0; i < own.weights.size(); ++i)
    head.weights[Eigen::Index(i)] = stretch * own.weights[i];
  head.intercept = stretch * own.bias + (from.mean - to.mean) / to.sd;
  head.sigma = sigma / to.sd;
  return head;
}

Eigen::MatrixXd covariates_of(const FitData& data, std::span<const int64_t> rows) {
  Eigen::MatrixXd c(int64_t(rows.size()), data.covariates);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto from = data.covariates_of(rows[i]);
    for (std::size_t j = 0; j < from.size(); ++j) c(int64_t(i), int64_t(j)) = from[j];
  }
  return c;
}

}  // namespace

LinearHeadSettings head_settings(const Options& options, double limit) {
  LinearHeadSettings s;
  const std::string& prior = options.string("pc_head");
  s.prior = prior == "isotropic" ? HeadPrior::isotropic
            : prior == "g_prior" ? HeadPrior::g_prior
                                 : HeadPrior::level_sets;
  s.rate = pc_rate(limit, options.real("pc_tail"));
  s.shape = options.real("pc_hyperprior");
  return s;
}

HeadFit draw_heads(const LinearHead& head, const Eigen::MatrixXd& phi,
                   const Eigen::MatrixXd& covariates, const Eigen::VectorXd& y,
                   const Groups& groups, int64_t draws, Rng rng) {
  HeadFit fit;
  const int64_t rows = int64_t(y.size()), p = int64_t(phi.cols()), q = int64_t(covariates.cols());
  fit.part.widths = {p + q, 1};
  std::vector<double> table(std::size_t(rows * draws));
  for (int64_t s = 0; s < draws; ++s) {
    const LinearHeadDraw d = head.draw(rng);
    std::vector<double> weights(d.weights.data(), d.weights.data() + p);
    weights.insert(weights.end(), d.covariates.data(), d.covariates.data() + d.covariates.size());
    weights.resize(std::size_t(p + q), 0.0);
    weights.push_back(d.intercept);
    Eigen::VectorXd f = phi * d.weights;
    if (q > 0) f += covariates * d.covariates;
    for (int64_t i = 0; i < rows; ++i) {
      table[std::size_t(i * draws + s)] =
          normal_log_density((y[i] - f[i] - d.intercept) / d.sigma, d.sigma);
    }
    fit.part.draws.push_back(std::move(weights));
    fit.part.noise.push_back(d.sigma);
    fit.distance.push_back(d.distance);
  }
  const Loo loo = leave_out(table, groups);
  fit.left_out = loo.elpd;
  fit.unreliable = double(loo.unreliable);
  return fit;
}

double limit_or_default(const Options& options) {
  const double limit = options.real("pc_limit");
  return limit > 0 ? limit : 3;
}

std::span<const double> limits_tried() {
  static constexpr double limits[] = {0.3, 1, 3, 10};
  return limits;
}

Eigen::MatrixXd head_features(const FitData& data, const Network& network, const Floats& member,
                              std::span<const int64_t> rows, Executor& executor) {
  Eigen::MatrixXd features(int64_t(rows.size()), network.shape().latent);
  FitData::Batcher batcher(data);
  Tape tape(executor);
  for_rows_through(
      tape, batcher, network, member, rows,
      [&](Tape& t, const BoundParameters& p, const InputBatch& inputs) {
        return network.head_hidden(t, p, inputs, 0);
      },
      [&](std::size_t first, const Matrix& h) {
        for (int64_t i = 0; i < h.rows; ++i)
          for (int64_t j = 0; j < h.cols; ++j) features(int64_t(first) + i, j) = h.row(i)[j];
      });
  return features;
}

Candidate source_heads(FitJob& job, const FitData& data, const Network& network,
                       const ModelContent& source, const std::vector<Eigen::MatrixXd>& phi,
                       CandidateKind kind) {
  const bool as_it_is = kind == CandidateKind::source;
  const FitData::Labelled& target = data.tasks[0];
  const Eigen::VectorXd y = target.scaled();
  const Eigen::MatrixXd covariates = covariates_of(data, target.rows);
  const int64_t members = int64_t(source.members.size());
  const int64_t draws = draws_sampled(job);
  const Crew crew(int(job.options.integer("n_threads")));  // milliseconds: nothing stops it

  const auto fit_at = [&](double limit) {
    Candidate candidate;
    candidate.kind = kind;
    LinearHeadSettings settings = head_settings(job.options, limit);
    settings.affine = is_affine(job);
    if (as_it_is) settings.prior = HeadPrior::none;
    auto fits = crew.map(members, [&](int64_t m, const Hand&) {
      const LinearHead head(phi[std::size_t(m)], covariates, y,
                            head_of(network, source.members[std::size_t(m)], source.targets[0],
                                    target.scaling, source.noise_sd),
                            settings);
      return draw_heads(head, phi[std::size_t(m)], covariates, y, target.groups, draws,
                        Rng(uint64_t(job.options.integer("seed")),
                            stream_of(Stream::head_draws, uint64_t(m), as_it_is)));
    });
    std::vector<std::vector<double>> left_out;
    std::vector<double> distance;
    double unreliable = 0;
    for (int64_t m = 0; m < members; ++m) {
      HeadFit& fit = fits[std::size_t(m)];
      fit.part.member = m;
      candidate.parts.push_back(std::move(fit.part));
      left_out.push_back(std::move(fit.left_out));
      distance.insert(distance.end(), fit.distance.begin(), fit.distance.end());
      unreliable += fit.unreliable;
    }
    candidate.log_density = log_mean_density(left_out);
    if (!as_it_is) {
      summarise(candidate.name() + ".distance.head", std::move(distance), candidate.diagnostics);
      candidate.diagnostics.push_back({candidate.name() + ".limit", limit});
    }
    candidate.diagnostics.push_back({candidate.name() + ".left_out_unreliable", unreliable});
    return candidate;
  };

  const double given = job.options.real("pc_limit");
  if (given > 0 || as_it_is) return fit_at(given > 0 ? given : 1);
  Candidate best;
  double best_score = -std::numeric_limits<double>::infinity();
  for (const double limit : limits_tried()) {
    Candidate candidate = fit_at(limit);
    double score = 0;
    for (double d : candidate.log_density) score += d;
    if (score > best_score) best = std::move(candidate), best_score = score;
  }
  return best;
}

Candidate held_out_heads(FitJob& job, const Ensemble& ensemble, const ModelContent& trained,
                         CandidateKind kind, int64_t first_member) {
  const FitData& data = ensemble.data();
  const FitData::Labelled& target = data.tasks[0];
  LinearHeadSettings settings = head_settings(job.options, limit_or_default(job.options));
  settings.affine = false;  // the network was trained on this property
  Candidate candidate;
  candidate.kind = kind;
  // Every row's density by the members that did not learn from it; rows that none held out keep the
  // mean of the others, so that they say nothing for or against.
  std::vector<std::vector<double>> by_row(target.rows.size());
  std::vector<double> distance;
  const Crew crew(int(job.options.integer("n_threads")));
  const auto fit_member = [&](int64_t number, const Hand& hand) {
    const auto m = std::size_t(number);
    const FitData::Labelled& held = ensemble.held_out_rows(m);
    if (held.rows.size() < 2)
      fail(GRAFT_ERROR_DATA, "target: ", held.rows.size(),
           " rows are held out for validation; a Bayesian head needs 2");
    Executor executor(hand.threads());
    const Eigen::MatrixXd phi =
        head_features(data, ensemble.network(), trained.members[m], held.rows, executor);
    const Eigen::MatrixXd covariates = covariates_of(data, held.rows);
    FitData::Labelled scaled = held;  // a validation set of the user's has a scaling of its own
    scaled.scaling = target.scaling;
    const Eigen::VectorXd y = scaled.scaled();
    const LinearHead head(phi, covariates, y,
                          head_of(ensemble.network(), trained.members[m], target.scaling,
                                  target.scaling, trained.noise_sd),
                          settings);
    return draw_heads(
        head, phi, covariates, y, held.groups, draws_sampled(job),
        Rng(uint64_t(job.options.integer("seed")), stream_of(Stream::head_draws, uint64_t(m), 2)));
  };
  auto fits = crew.map(int64_t(trained.members.size()), fit_member);
  for (std::size_t m = 0; m < fits.size(); ++m) {
    HeadFit& fit = fits[m];
    const FitData::Labelled& held = ensemble.held_out_rows(m);
    for (std::size_t i = 0; i < held.rows.size(); ++i) {
      const auto at = std::lower_bound(target.rows.begin(), target.rows.end(), held.rows[i]);
      if (at != target.rows.end() && *at == held.rows[i])
        by_row[std::size_t(at - target.rows.begin())].push_back(fit.left_out[i]);
    }
    distance.insert(distance.end(), fit.distance.begin(), fit.distance.end());
    fit.part.member = first_member + int64_t(m);
    candidate.parts.push_back(std::move(fit.part));
  }
  double sum = 0, count = 0;
  for (const auto& row : by_row)
    for (double d : row) sum += d, ++count;
  if (count == 0) by_row.clear();  // a validation set of the user's: nothing is known of these rows
  for (const auto& row : by_row) {
    double density = 0;
    for (double d : row) density += std::exp(d) / double(row.size());
    candidate.log_density.push_back(row.empty() ? (count > 0 ? sum / count : 0.0)
                                                : std::log(std::max(density, 1e-300)));
  }
  summarise(candidate.name() + ".distance.head", std::move(distance), candidate.diagnostics);
  return candidate;
}

}  // namespace graft
