// A fitted model: networks, scalings and what is known of the fit. It never changes, and predicts
// from any number of threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "data/scaler.hpp"
#include "nn/network.hpp"

namespace graft {

// Everything that a model file holds.
struct ModelContent {
  NetworkShape shape;
  std::vector<Scaling> targets;   // by task: 0 the target, then the sources
  std::vector<Scaling> features;  // by column; empty for graphs
  std::vector<Floats> members;    // parameters of each network
  double noise_sd = missing;      // of the target, in its unit
  std::string property, unit;
  std::string info;  // one JSON object
};

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

  // "embedding", "latent" or "frame" of a task, by the first member: [rows, embed_cols(what)].
  int64_t embed_cols(const std::string& what) const;
  std::vector<double> embed(const Dataset& dataset, const std::string& what, int64_t task) const;

 private:
  struct Workspace;
  class Borrowed;
  // Runs forward passes over the rows in chunks: body(first row, rows of the chunk, inputs, space).
  void for_chunks(const Dataset& dataset, Workspace& space,
                  const std::function<void(int64_t, int64_t, const InputBatch&)>& body) const;
  void check(const Dataset& dataset) const;

  ModelContent content_;
  Network network_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Workspace>> idle_;  // kept for the next prediction
};

// The scaled feature vector of a row as floats.
void scaled_features(const Dataset& dataset, int64_t row, std::span<const Scaling> scalings,
                     float* out);

}  // namespace graft
