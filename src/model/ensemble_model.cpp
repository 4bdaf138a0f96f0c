// An ensemble: what its members say, held within the bounds, and how far they are apart.
#include <cmath>

#include "base/rng.hpp"
#include "model/finite.hpp"
#include "model/member_networks.hpp"
#include "model/predictor.hpp"

namespace graft {
namespace {

class EnsembleModel : public Predictor {
 public:
  EnsembleModel(const ModelContent& content, const MemberNetworks& networks)
      : content_(content), networks_(networks) {}

  Prediction predict(const Dataset& dataset, int threads) const override {
    Prediction result;
    for_rows(dataset, threads, [&](int64_t, std::span<const double> f) {
      const HeldMembers row(f, content_.bounds);
      result.mean.push_back(row.mean);
      result.model_sd.push_back(row.model_sd);
    });
    return result;
  }

  void for_predictive(const Dataset& dataset, int threads,
                      const std::function<void(int64_t, const Predictive&)>& body) const override {
    for_rows(dataset, threads, [&](int64_t row, std::span<const double> f) {
      const HeldMembers members(f, content_.bounds);
      const double sd = std::hypot(members.model_sd, content_.noise_sd);
      body(row, Predictive({&members.mean, 1}, {&sd, 1}));
    });
  }

  std::vector<double> sample(const Dataset& dataset, int64_t count, bool noise, uint64_t seed,
                             int threads) const override {
    std::vector<double> values(std::size_t(dataset.rows() * count));
    std::vector<double> beyond;  // by function: how far outside the bounds, in deviations
    for (int64_t s = 0; s < count; ++s)
      beyond.push_back(Rng(seed, stream_of(Stream::sample_excess, uint64_t(s))).normal());
    for_rows(dataset, threads, [&](int64_t row, std::span<const double> f) {
      const double taken = HeldMembers(f, content_.bounds).taken;
      Rng rng(seed, stream_of(Stream::sample_noise, uint64_t(row)));
      for (int64_t s = 0; s < count; ++s) {
        double& value = values[std::size_t(row * count + s)];
        value = content_.bounds.hold(f[function_of(s, count, f.size())]) +
                taken * beyond[std::size_t(s)];
        if (noise) value += content_.noise_sd * rng.normal();
      }
    });
    return values;
  }

  bool has_distribution() const override { return !std::isnan(content_.noise_sd); }

 private:
  // body(row, what each member says, in the target's unit).
  void for_rows(const Dataset& dataset, int threads,
                const std::function<void(int64_t, std::span<const double>)>& body) const {
    networks_.for_outputs(dataset, threads, [&](int64_t first, int64_t rows, double* y) {
      for (int64_t i = 0; i < rows; ++i) {
        const std::span<double> f(y + i * networks_.count(), std::size_t(networks_.count()));
        for (double& value : f) value = content_.targets[0].unscale(value);
        if (!all_finite(f)) refuse_row(content_, dataset, first + i);
        body(first + i, f);
      }
    });
  }

  const ModelContent& content_;
  const MemberNetworks& networks_;
};

}  // namespace

std::unique_ptr<const Predictor> ensemble_model(const ModelContent& content,
                                                const MemberNetworks& networks) {
  return std::make_unique<EnsembleModel>(content, networks);
}

}  // namespace graft
