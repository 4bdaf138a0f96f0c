#include "transfer/networks/cross_fitting.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/rng.hpp"
#include "transfer/networks/predict_rows.hpp"
#include "transfer/networks/source.hpp"

namespace graft {
namespace {

constexpr int64_t most_folds = 5;

// The mean of the networks' predictions of the target's rows that have a value, in the source's
// unit.
std::vector<double> predictions(const FitJob& job, const ModelContent& source) {
  FitSets sets;
  sets.target = job.sets.target;
  const FitData data(sets, job.options, false, &source);
  const Network network(data.shape);
  const int threads = int(job.options.integer("n_threads"));
  std::vector<double> f(data.tasks[0].rows.size(), 0.0);
  for (const Floats& member : source.members) {
    const auto y = predict_rows(data, network, member, data.tasks[0].rows, threads);
    for (std::size_t i = 0; i < f.size(); ++i) f[i] += y[i] / double(source.members.size());
  }
  for (double& v : f) v = source.targets[0].unscale(v);
  return f;
}

// Networks whose outputs were in `from` now give them in `to`.
void carry_heads(ModelContent& networks, const Scaling& to) {
  const Scaling from = networks.targets[0];
  const Network network(networks.shape);
  for (Floats& member : networks.members)
    network.carry_head(member, 0, (from.mean - to.mean) / to.sd, from.sd / to.sd);
  networks.targets[0] = to;
}

// The fold of each target row that the source shares, by the first row with its input; -1: not
// shared.
struct Folds {
  int64_t count = 1, shared_rows = 0;
  std::vector<int64_t> of_source;  // by row of the source
  std::vector<int64_t> of_target;  // by row of the target
};

Folds folds_of(const Dataset& source, const Dataset& target, uint64_t seed) {
  const std::vector<int64_t> match = source.first_equal(target), same = target.first_equal(target);
  std::vector<int64_t> shared;
  Folds folds;
  for (int64_t row = 0; row < source.rows(); ++row)
    if (match[std::size_t(row)] >= 0) {
      shared.push_back(match[std::size_t(row)]);
      folds.shared_rows += !std::isnan(source.targets()[std::size_t(row)]);
    }
  std::sort(shared.begin(), shared.end());
  shared.erase(std::unique(shared.begin(), shared.end()), shared.end());
  if (2 * folds.shared_rows > source.labelled())
    folds.count = std::min(most_folds, std::max<int64_t>(1, int64_t(shared.size())));
  const auto order =
      permutation(int64_t(shared.size()), Rng(seed, stream_of(Stream::cross_fitting)));
  std::vector<int64_t> fold(std::size_t(target.rows()), -1);
  for (std::size_t i = 0; i < shared.size(); ++i)
    fold[std::size_t(shared[std::size_t(order[i])])] = int64_t(i) % folds.count;
  for (const int64_t row : match) folds.of_source.push_back(row < 0 ? -1 : fold[std::size_t(row)]);
  for (const int64_t row : same) folds.of_target.push_back(fold[std::size_t(row)]);
  return folds;
}

Dataset without_fold(const Dataset& source, const Folds& folds, int64_t fold) {
  std::vector<double> targets = source.targets();
  for (std::size_t row = 0; row < targets.size(); ++row)
    if (folds.of_source[row] == fold) targets[row] = missing;
  Dataset rest = source;
  rest.set_targets(std::move(targets));
  return rest;
}

}  // namespace

SourcePrediction source_prediction(FitJob& job) {
  SourcePrediction result;
  std::vector<double>& f = result.at_target;
  if (job.sets.source_model) {
    result.model = source_model(job);
    f = predictions(job, result.model);
  } else {
    const Dataset& source = job.sets.sources[0];
    const Folds folds =
        folds_of(source, job.sets.target->labelled_part(), uint64_t(job.options.integer("seed")));
    result.shared_rows = folds.shared_rows;
    job.control.expect_steps(folds.count * source_steps(job));
    std::vector<Dataset> parts;
    for (int64_t k = 0; k < folds.count; ++k) parts.push_back(without_fold(source, folds, k));
    std::vector<std::vector<double>> by_fold;
    const char* name = folds.shared_rows > 0 ? "source 0 without rows of the target" : "source 0";
    for (ModelContent& part : fit_source_parts(job, parts, name)) {
      by_fold.push_back(predictions(job, part));
      if (by_fold.size() == 1) {
        result.model = std::move(part);
      } else {
        carry_heads(part, result.model.targets[0]);
        std::ranges::move(part.members, std::back_inserter(result.model.members));
      }
    }
    // A row that the source shares: its own fold's networks alone, unless the fit was stopped
    // before they were trained.
    f.assign(by_fold[0].size(), 0.0);
    const auto trained = int64_t(by_fold.size());
    for (std::size_t i = 0; i < f.size(); ++i) {
      const int64_t fold = folds.of_target[i];
      if (fold >= 0 && fold < trained)
        f[i] = by_fold[std::size_t(fold)][i];
      else
        for (const auto& own : by_fold) f[i] += own[i] / double(trained);
    }
  }
  for (double& v : f) v = result.model.targets[0].scale(v);
  return result;
}

}  // namespace graft
