// What a kind of model says of rows. There are three: an ensemble of networks, a mixture of the
// draws of a posterior, a kernel model; Model chooses by its content, once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "data/dataset.hpp"
#include "model/content.hpp"
#include "model/predictive.hpp"

namespace graft {

struct Prediction {
  std::vector<double> mean, model_sd;
};

// Sets that come here have the model's kind and columns. Rows whose value is not finite are for
// refuse_row (finite.hpp).
class Predictor {
 public:
  virtual ~Predictor() = default;

  virtual Prediction predict(const Dataset& dataset, int threads) const = 0;
  // The predictive distribution of each row: body(row, distribution).
  virtual void for_predictive(const Dataset& dataset, int threads,
                              const std::function<void(int64_t, const Predictive&)>& body) const = 0;
  // [rows, count], as Model::sample says.
  virtual std::vector<double> sample(const Dataset& dataset, int64_t count, bool noise,
                                     uint64_t seed, int threads) const = 0;
  // Without a known noise there is none.
  virtual bool has_distribution() const = 0;
  // Why there is nothing to embed rows in; nullptr: there is.
  virtual const char* no_embedding() const { return nullptr; }
};

// Each keeps references. They throw GRAFT_ERROR_FORMAT for contents that do not fit together.
class MemberNetworks;
std::unique_ptr<const Predictor> ensemble_model(const ModelContent& content,
                                                const MemberNetworks& networks);
std::unique_ptr<const Predictor> mixture_model(const ModelContent& content,
                                               const MemberNetworks& networks);
std::unique_ptr<const Predictor> kernel_model(const ModelContent& content,
                                              const MemberNetworks& networks);

// Which of `have` functions sample s of `count` is: spread over all when fewer are wanted, in turn
// when more are.
inline std::size_t function_of(int64_t s, int64_t count, std::size_t have) {
  const auto functions = int64_t(have);
  return std::size_t(count <= functions ? s * functions / count : s % functions);
}

}  // namespace graft
