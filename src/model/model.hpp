// A fitted model: networks, scalings and what is known of the fit. It never changes, and predicts
// from any number of threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "data/scaler.hpp"
#include "model/bounds.hpp"
#include "model/kernel_part.hpp"
#include "model/posterior.hpp"
#include "model/predictive.hpp"
#include "nn/network.hpp"

namespace graft {

// Something measured about a fit: "rhat", "distance.layer1.mean" ...
struct Diagnostic {
  std::string name;
  double value;
};

// Everything that a model file holds. Without `posterior` the networks are an ensemble; with it
// they only make the features of its heads, and there may be none. With `kernel` they are the
// source's, whose mean is one more feature of a kernel model, or there are none.
struct ModelContent {
  NetworkShape shape;
  std::vector<Scaling> targets;   // by task: 0 the target, then the sources
  std::vector<Scaling> features;  // by column, then the covariates'; empty for graphs
  std::vector<Floats> members;    // parameters of each network
  int64_t covariates = 0;         // columns behind feature_cols that only the heads see
  std::vector<PosteriorPart> posterior;
  std::optional<KernelPart> kernel;
  std::vector<Diagnostic> diagnostics;
  double noise_sd = missing;  // of the target, in its unit
  Bounds bounds;              // of what an ensemble's members predict
  std::string property, unit;
  std::vector<std::string> columns;  // names of `features`; empty when unknown, and for graphs
  std::string origin;                // of the inputs, see origin_fits; "" when unknown
  std::string featuriser;            // what made features of them, and its version; "" when unknown
  std::string info;                  // one JSON object
};

// "smiles" is where molecules come from, "graphs" graphs, "formulas" or "features" feature vectors.
bool origin_fits(const std::string& origin, InputKind kind);

struct Prediction {
  std::vector<double> mean, model_sd;
};

class Model {
 public:
  explicit Model(ModelContent content);
  ~Model();

  const ModelContent& content() const { return content_; }
  const Network& network() const { return network_; }

  // All rows of a set of the model's kind and width. Throws GRAFT_ERROR_DATA otherwise.
  Prediction predict(const Dataset& dataset, int threads) const;

  // Quantiles of the predictive distribution: [rows, levels]. An ensemble's is the normal with its
  // mean and its whole deviation, as is a kernel model's, a posterior's the mixture over the draws.
  std::vector<double> quantiles(const Dataset& dataset, std::span<const double> levels,
                                int threads) const;
  // [rows, count]: column s is one function drawn (a draw or a member, in turn), evaluated at every
  // row (a member held within its bounds, and what that took away spread again), with noise added
  // to each value when `noise`. Determined by the seed. A kernel model's are joint draws at these
  // rows, no more than most_joint_rows: GRAFT_ERROR_UNSUPPORTED.
  std::vector<double> sample(const Dataset& dataset, int64_t count, bool noise, uint64_t seed,
                             int threads) const;
  // A metric of scores.hpp over the labelled rows, by the whole predictive distribution.
  double evaluate(const Dataset& dataset, const std::string& metric, int threads) const;

  // "embedding", "latent" or "frame" of a task, by the first member: [rows, embed_cols(what)].
  int64_t embed_cols(const std::string& what) const;
  std::vector<double> embed(const Dataset& dataset, const std::string& what, int64_t task) const;

 private:
  struct Workspace;
  class Borrowed;
  // Runs forward passes over the rows in chunks: body(first row, rows of the chunk, inputs, space).
  void for_chunks(const Dataset& dataset,
                  const std::function<void(int64_t, int64_t, const InputBatch&)>& body) const;
  void check(const Dataset& dataset) const;
  // Values of every draw or member, in the target's unit, chunk by chunk: body(first row, rows,
  // f [rows, functions()]); for_outputs: scaled, as the networks give them.
  using DrawBody = std::function<void(int64_t, int64_t, double*)>;
  void for_draws(const Dataset& dataset, int threads, const DrawBody& body) const;
  void for_outputs(const Dataset& dataset, int threads, const DrawBody& body) const;
  int64_t functions() const;
  Matrix with_covariates(const Dataset& dataset, int64_t first, Matrix hidden, Floats& space) const;
  // The predictive distribution of each row: body(row, distribution).
  void for_predictive(const Dataset& dataset, int threads,
                      const std::function<void(int64_t, const Predictive&)>& body) const;

  // The networks' mean output at each row, scaled: what a kernel model knows of the source.
  std::vector<double> source_outputs(const Dataset& dataset, int threads) const;
  Prediction kernel_prediction(const Dataset& dataset, int threads) const;

  ModelContent content_;
  Network network_;
  std::vector<double> noise_;  // by draw or member, in the target's unit
  std::unique_ptr<const KernelProcess> kernel_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Workspace>> idle_;  // kept for the next prediction
};

}  // namespace graft
