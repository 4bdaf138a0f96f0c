#include "transfer/posterior/mixture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "bayes/chains/diagnostics.hpp"
#include "bayes/math/quantiles.hpp"
#include "bayes/weighing/pseudo_bma.hpp"

namespace graft {
namespace {

// A candidate that never predicts well is left out, together with its networks.
constexpr double least_weight = 0.01;

// Prior odds. A source is given for a reason, so the target alone has the burden of proof; and
// where the rows cannot tell the source itself from a neighbourhood of it, the source itself, which
// has no weights to estimate.
double prior_odds(CandidateKind kind) {
  return kind == CandidateKind::source ? 4 : kind == CandidateKind::alone ? 0.25 : 1;
}

// The mixture is called unconverged when candidates that are make up more than this.
constexpr double most_unconverged = 0.1;

std::vector<double> weights_of(const std::vector<Candidate>& candidates, uint64_t seed) {
  if (candidates.size() == 1) return {1.0};
  const std::size_t rows = candidates[0].log_density.size(), count = candidates.size();
  std::vector<double> table(rows * count);
  for (std::size_t c = 0; c < count; ++c)
    for (std::size_t i = 0; i < rows; ++i)
      table[i * count + c] =
          candidates[c].log_density[i] + std::log(prior_odds(candidates[c].kind)) / double(rows);
  Rng rng(seed, stream_of(Stream::row_bootstrap));
  auto weights = pseudo_bma_weights(table, int64_t(count), rng);
  double kept = 0;
  for (double& w : weights) kept += w = w < least_weight ? 0 : w;
  for (double& w : weights) w /= kept;
  return weights;
}

// `total` shared out in proportion to the weights, largest remainders first.
std::vector<int64_t> shares(const std::vector<double>& weights, int64_t total) {
  std::vector<int64_t> counts;
  int64_t given = 0;
  for (double w : weights) {
    counts.push_back(int64_t(w * double(total)));
    given += counts.back();
  }
  for (; given < total; ++given) {
    std::size_t most = 0;
    const auto lacks = [&](std::size_t i) {
      return weights[i] * double(total) - double(counts[i]);
    };
    for (std::size_t i = 1; i < weights.size(); ++i)
      if (lacks(i) > lacks(most)) most = i;
    ++counts[most];
  }
  return counts;
}

// How many draws the mixture can have in all, so that each candidate has its share.
int64_t draws_possible(const std::vector<Candidate>& candidates, const std::vector<double>& weights,
                       int64_t wanted) {
  double most = double(wanted);
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    if (weights[c] <= 0) continue;
    double have = std::numeric_limits<double>::infinity();  // parts have equal shares
    for (const auto& part : candidates[c].parts) have = std::min(have, double(part.draws.size()));
    most = std::min(most, have * double(candidates[c].parts.size()) / weights[c]);
  }
  return std::max<int64_t>(1, int64_t(most));
}

}  // namespace

const char* name_of(CandidateKind kind) {
  constexpr const char* names[] = {"transfer", "source", "alone", "fixed", "tuned"};
  return names[int(kind)];
}

int64_t draws_wanted(const FitJob& job) { return job.options.integer("draws"); }

int64_t draws_sampled(const FitJob& job) { return std::max<int64_t>(draws_wanted(job), 400); }

std::vector<double> log_mean_density(const std::vector<std::vector<double>>& by_part) {
  std::vector<double> result(by_part[0].size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    double most = by_part[0][i], sum = 0;
    for (const auto& part : by_part) most = std::max(most, part[i]);
    for (const auto& part : by_part) sum += std::exp(part[i] - most);
    result[i] = most + std::log(sum / double(by_part.size()));
  }
  return result;
}

void summarise(const std::string& name, std::vector<double> draws, std::vector<Diagnostic>& to) {
  double mean = 0;
  for (double d : draws) mean += d / double(draws.size());
  to.push_back({name + ".mean", mean});
  std::sort(draws.begin(), draws.end());
  for (const auto& [label, p] : {std::pair{".q05", 0.05}, {".q50", 0.5}, {".q95", 0.95}})
    to.push_back({name + label, quantile(draws, p)});
}

Mixture mix(std::vector<Candidate> candidates, int64_t draws, uint64_t seed) {
  const auto weights = weights_of(candidates, seed);
  const auto counts = shares(weights, draws_possible(candidates, weights, draws));
  Mixture mixture;
  double square = 0, unconverged = 0;
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    Candidate& candidate = candidates[c];
    double score = candidate.log_density.empty() ? missing : 0;  // nothing to be weighed against
    for (double d : candidate.log_density) score += d / double(candidate.log_density.size());
    mixture.candidates.add(Json::object()
                               .add("name", candidate.name())
                               .add("weight", weights[c])
                               .add("left_out_log_density", score)
                               .add("converged", candidate.converged ? 1.0 : 0.0));
    mixture.diagnostics.push_back({candidate.name() + ".weight", weights[c]});
    mixture.diagnostics.push_back({candidate.name() + ".left_out_log_density", score});
    mixture.diagnostics.insert(mixture.diagnostics.end(), candidate.diagnostics.begin(),
                               candidate.diagnostics.end());
    if (!candidate.converged) unconverged += weights[c];
    const auto parts =
        shares(std::vector<double>(candidate.parts.size(), 1.0 / double(candidate.parts.size())),
               counts[c]);
    for (std::size_t p = 0; p < parts.size(); ++p) {
      Candidate::Part& part = candidate.parts[p];
      const std::size_t keep = std::min(std::size_t(parts[p]), part.draws.size());
      if (keep == 0) continue;
      part.draws.resize(keep);
      part.noise.resize(keep);
      for (double s : part.noise) square += s * s, ++mixture.draws;
      mixture.parts.push_back(
          PosteriorPart::pack(candidate.name(), part.member, part.widths, part.draws, part.noise));
    }
  }
  mixture.converged = unconverged <= most_unconverged;
  mixture.noise = std::sqrt(square / double(mixture.draws));
  return mixture;
}

void put_mixture(FitJob& job, std::vector<Candidate> candidates, ModelContent& content,
                 FitFacts& facts) {
  Mixture mixture =
      mix(std::move(candidates), draws_wanted(job), uint64_t(job.options.integer("seed")));
  job.converged = job.converged && mixture.converged;
  content.posterior = std::move(mixture.parts);
  content.noise_sd = content.targets[0].sd * mixture.noise;
  std::ranges::move(mixture.diagnostics, std::back_inserter(content.diagnostics));
  content.diagnostics.push_back({"converged", job.converged ? 1.0 : 0.0});
  facts.more.emplace_back("posterior", mixture.candidates);
  facts.more.emplace_back("draws", Json::object().add("kept", mixture.draws));
}

}  // namespace graft
