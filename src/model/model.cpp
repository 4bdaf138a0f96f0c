#include "model/model.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "model/finite.hpp"
#include "model/fitting_set.hpp"
#include "model/scores.hpp"

namespace graft {
namespace {

std::unique_ptr<const Predictor> predictor_of(const ModelContent& content,
                                              const MemberNetworks& networks) {
  if (content.kernel) return kernel_model(content, networks);
  if (!content.posterior.empty()) return mixture_model(content, networks);
  return ensemble_model(content, networks);
}

// values [rows, each].
void expect_finite(const std::vector<double>& values, int64_t each, const ModelContent& content,
                   const Dataset& dataset) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i])) refuse_row(content, dataset, int64_t(i) / each);
}

std::size_t table_size(int64_t rows, int64_t cols, const char* what) {
  constexpr int64_t most = int64_t{1} << 58;  // doubles that addresses reach
  if (cols > 0 && rows > most / cols)
    fail(GRAFT_ERROR_MEMORY, rows, " rows of ", cols, " ", what, " are more than memory holds");
  return std::size_t(rows * cols);
}

}  // namespace

bool origin_fits(const std::string& origin, InputKind kind) {
  if (kind == InputKind::molecules) return origin == "smiles";
  if (kind == InputKind::graphs) return origin == "graphs";
  if (kind == InputKind::structures) return origin == "structures";
  return origin == "features" || origin == "formulas";
}

Model::Model(ModelContent content)
    : content_(std::move(content)),
      networks_(content_),
      predictor_(predictor_of(content_, networks_)) {}

Prediction Model::predict(const Dataset& dataset, int threads) const {
  const FittingSet set(content_, dataset);
  Prediction p = predictor_->predict(*set, threads);
  expect_finite(p.mean, 1, content_, *set);
  expect_finite(p.model_sd, 1, content_, *set);
  return p;
}

std::vector<double> Model::quantiles(const Dataset& dataset, std::span<const double> levels,
                                     int threads) const {
  const FittingSet set(content_, dataset);
  const auto count = int64_t(levels.size());
  std::vector<double> values(table_size(dataset.rows(), count, "quantiles"));
  predictor_->for_predictive(*set, threads, [&](int64_t row, const Predictive& p) {
    for (std::size_t k = 0; k < levels.size(); ++k)
      values[std::size_t(row) * levels.size() + k] = p.quantile(levels[k]);
  });
  if (predictor_->has_distribution()) expect_finite(values, count, content_, *set);
  return values;
}

std::vector<double> Model::sample(const Dataset& dataset, int64_t count, bool noise, uint64_t seed,
                                  int threads) const {
  const FittingSet set(content_, dataset);
  table_size(dataset.rows(), count, "draws");
  auto values = predictor_->sample(*set, count, noise, seed, threads);
  if (!noise || predictor_->has_distribution()) expect_finite(values, count, content_, *set);
  return values;
}

double Model::evaluate(const Dataset& dataset, const std::string& metric, int threads) const {
  const std::vector<double>& y = dataset.targets();
  if (metric == "rmse" || metric == "mae" || metric == "r2")
    return score(metric, y, predict(dataset, threads).mean, {});
  const bool coverage = metric == "coverage95", ranked = metric == "crps";
  if (!coverage && !ranked && metric != "log_density")
    score(metric, y, y, {});  // says what there is
  if (!predictor_->has_distribution()) {
    score("rmse", y, y, {});  // says when no row has a value
    return missing;           // no noise, no distribution
  }
  const FittingSet set(content_, dataset);
  double sum = 0, count = 0;
  predictor_->for_predictive(*set, threads, [&](int64_t row, const Predictive& p) {
    const double value = y[std::size_t(row)];
    if (std::isnan(value)) return;
    ++count;
    if (coverage) {
      const double below = p.cumulative(value);
      sum += below >= 0.025 && below <= 0.975;
    } else {
      sum += ranked ? p.crps(value) : p.log_density(value);
    }
  });
  if (count == 0) fail(GRAFT_ERROR_DATA, "dataset: no row has a value");
  return sum / count;
}

int64_t Model::embed_cols(const std::string& what) const {
  if (const char* why = predictor_->no_embedding())
    fail(GRAFT_ERROR_UNSUPPORTED, "what: this model has no embedding; ", why);
  if (what == "embedding") return content_.shape.width;
  if (what == "latent") return content_.shape.latent;
  if (what != "frame")
    fail(GRAFT_ERROR_ARGUMENT, "what: ", quoted(what), " is not embedding, latent or frame");
  if (!content_.shape.has_transfer)
    fail(GRAFT_ERROR_UNSUPPORTED, "what: this model has no frame; only gate has");
  return content_.shape.latent;
}

std::vector<double> Model::embed(const Dataset& dataset, const std::string& what,
                                 int64_t task) const {
  const int64_t cols = embed_cols(what);
  if (task < 0 || task >= content_.shape.tasks)
    fail(GRAFT_ERROR_ARGUMENT, "task: ", task, " is not in [0, ", content_.shape.tasks, ")");
  const FittingSet set(content_, dataset);
  const Network& net = network();
  std::vector<double> values(table_size(dataset.rows(), cols, "numbers"));
  networks_.for_chunks(*set, 1, [&](const MemberNetworks::Chunk& chunk) {
    const Matrix v =
        chunk.through(0, [&](Tape& tape, const BoundParameters& p, const InputBatch& inputs) {
          Var at = net.embed(tape, p, inputs);
          if (what != "embedding") at = net.apply(tape, p, net.task(task).encoder, at);
          if (what == "frame") at = net.apply(tape, p, net.task(task).phi, at);
          return at;
        });
    std::copy_n(v.data, chunk.rows * cols, values.begin() + chunk.first * cols);
  });
  expect_finite(values, cols, content_, *set);
  return values;
}

}  // namespace graft
