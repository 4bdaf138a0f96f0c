// A fitted model: networks, scalings and what is known of the fit. It never changes, and predicts
// from any number of threads at once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "model/content.hpp"
#include "model/member_networks.hpp"
#include "model/predictor.hpp"

namespace graft {

// Every call takes a set of the model's kind and columns (fitting_set.hpp) and throws GRAFT_ERROR_DATA
// for another. A value that is not finite is never given: refuse_row says what is thrown.
class Model {
 public:
  // Throws GRAFT_ERROR_FORMAT for contents that do not fit together.
  explicit Model(ModelContent content);
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const ModelContent& content() const { return content_; }
  const Network& network() const { return networks_.network(); }

  Prediction predict(const Dataset& dataset, int threads) const;

  // Quantiles of the predictive distribution: [rows, levels]. An ensemble's is the normal with its
  // mean and its whole deviation, as is a kernel model's, a posterior's the mixture over the draws.
  // NaN where the noise is not known.
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
  ModelContent content_;
  MemberNetworks networks_;
  std::unique_ptr<const Predictor> predictor_;
};

}  // namespace graft
