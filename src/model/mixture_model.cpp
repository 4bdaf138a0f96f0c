// A posterior: the mixture of its draws, each a function with a noise of its own. The networks, if
// there are any, make what the draws stand on.
#include <algorithm>

#include "base/error.hpp"
#include "base/rng.hpp"
#include "model/finite.hpp"
#include "model/member_networks.hpp"
#include "model/posterior.hpp"
#include "model/predictor.hpp"

namespace graft {
namespace {

class MixtureModel : public Predictor {
 public:
  MixtureModel(const ModelContent& content, const MemberNetworks& networks)
      : content_(content), networks_(networks) {
    for (const PosteriorPart& part : content.posterior) {
      const int64_t inputs = part.member < 0 ? content.shape.feature_cols
                                             : content.shape.latent + content.covariates;
      const bool on_features = part.member < 0 && content.shape.takes_features();
      if (part.member >= networks.count() || part.widths[0] != inputs ||
          (part.member < 0 && !on_features))
        fail(GRAFT_ERROR_FORMAT, "posterior ", quoted(part.name), " does not fit the networks");
      for (double sigma : part.noise) noise_.push_back(content.targets[0].sd * sigma);
    }
  }

  Prediction predict(const Dataset& dataset, int threads) const override {
    Prediction result;
    for_predictive(dataset, threads, [&](int64_t, const Predictive& row) {
      result.mean.push_back(row.mean());
      result.model_sd.push_back(row.model_sd());
    });
    return result;
  }

  void for_predictive(const Dataset& dataset, int threads,
                      const std::function<void(int64_t, const Predictive&)>& body) const override {
    for_rows(dataset, threads, [&](int64_t row, std::span<const double> f) {
      body(row, Predictive(f, noise_));
    });
  }

  std::vector<double> sample(const Dataset& dataset, int64_t count, bool noise, uint64_t seed,
                             int threads) const override {
    std::vector<double> values(std::size_t(dataset.rows() * count));
    for_rows(dataset, threads, [&](int64_t row, std::span<const double> f) {
      Rng rng(seed, stream_of(Stream::sample_noise, uint64_t(row)));
      for (int64_t s = 0; s < count; ++s) {
        const std::size_t at = function_of(s, count, f.size());
        double& value = values[std::size_t(row * count + s)];
        value = f[at];
        if (noise) value += noise_[at] * rng.normal();
      }
    });
    return values;
  }

  bool has_distribution() const override { return true; }
  const char* no_embedding() const override {
    return networks_.count() == 0 ? "its network is a small one" : nullptr;
  }

 private:
  // body(row, what each draw says, in the target's unit).
  void for_rows(const Dataset& dataset, int threads,
                const std::function<void(int64_t, std::span<const double>)>& body) const {
    const auto count = int64_t(noise_.size());
    std::vector<double> y;  // [rows, draws]
    Floats joined;
    networks_.for_chunks(dataset, threads, [&](const MemberNetworks::Chunk& chunk) {
      y.resize(std::size_t(chunk.rows * count));
      int64_t column = 0;
      for (const PosteriorPart& part : content_.posterior) {
        evaluate(part, inputs_of(part, chunk, dataset, joined), chunk.executor(), y.data() + column,
                 count);
        column += part.draws();
      }
      for (int64_t i = 0; i < chunk.rows; ++i) {
        const std::span<double> f(y.data() + i * count, std::size_t(count));
        for (double& value : f) value = content_.targets[0].unscale(value);
        if (!all_finite(f)) refuse_row(content_, dataset, chunk.first + i);
        body(chunk.first + i, f);
      }
    });
  }

  // The scaled features, or the hidden layer of a network's head and the covariates behind it.
  Matrix inputs_of(const PosteriorPart& part, const MemberNetworks::Chunk& chunk,
                   const Dataset& dataset, Floats& joined) const {
    if (part.member < 0) return chunk.inputs.features;
    const Matrix hidden = chunk.through(
        part.member, [&](Tape& tape, const BoundParameters& p, const InputBatch& inputs) {
          return networks_.network().head_hidden(tape, p, inputs, 0);
        });
    if (content_.covariates == 0) return hidden;
    const int64_t cols = hidden.cols + content_.covariates, known = content_.shape.feature_cols;
    joined.assign(std::size_t(padded_rows(hidden.rows) * cols), 0.f);
    const Matrix out{joined.data(), hidden.rows, cols};
    for (int64_t i = 0; i < hidden.rows; ++i) {
      std::copy_n(hidden.row(i), hidden.cols, out.row(i));
      scaled_features(dataset, chunk.first + i, known,
                      std::span(content_.features).subspan(std::size_t(known)),
                      out.row(i) + hidden.cols);
    }
    return out;
  }

  const ModelContent& content_;
  const MemberNetworks& networks_;
  std::vector<double> noise_;  // by draw, in the target's unit
};

}  // namespace

std::unique_ptr<const Predictor> mixture_model(const ModelContent& content,
                                               const MemberNetworks& networks) {
  return std::make_unique<MixtureModel>(content, networks);
}

}  // namespace graft
