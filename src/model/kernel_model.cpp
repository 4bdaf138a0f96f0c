// A kernel model: a Gaussian process over the rows that were learned from. The networks, if there
// are any, give the known prediction that it has a slope in.
#include <cmath>
#include <mutex>

#include "base/error.hpp"
#include "base/rng.hpp"
#include "chem/structure_features.hpp"
#include "model/finite.hpp"
#include "model/kernel_process.hpp"
#include "model/member_networks.hpp"
#include "model/predictor.hpp"

namespace graft {
namespace {

class KernelModel : public Predictor {
 public:
  KernelModel(const ModelContent& content, const MemberNetworks& networks)
      : content_(content), networks_(networks), process_(content.process) {
    const Descriptors& rows = content.kernel->rows;
    const int64_t columns = content.shape.takes_structures()
                                ? structure_feature_count
                                : content.shape.feature_cols + content.covariates;
    const bool fits = rows.of_graphs() == content.shape.takes_graphs() &&
                      (rows.of_graphs() || rows.columns() == columns);
    if (!fits || content.kernel->source.empty() != (networks.count() == 0) ||
        !content.posterior.empty())
      fail(GRAFT_ERROR_FORMAT, "the kernel model does not fit the networks");
  }

  Prediction predict(const Dataset& dataset, int threads) const override {
    const auto scaled = process(threads)->moments(descriptors_like(dataset, content_.kernel->rows),
                                                  source_outputs(dataset, threads), threads);
    Prediction result;
    for (Eigen::Index i = 0; i < scaled.mean.size(); ++i) {
      result.mean.push_back(content_.targets[0].unscale(scaled.mean[i]));
      result.model_sd.push_back(content_.targets[0].sd * std::sqrt(scaled.variance[i]));
      if (!std::isfinite(result.mean.back()) || !std::isfinite(result.model_sd.back()))
        refuse_row(content_, dataset, i);
    }
    return result;
  }

  void for_predictive(const Dataset& dataset, int threads,
                      const std::function<void(int64_t, const Predictive&)>& body) const override {
    const Prediction p = predict(dataset, threads);
    for (std::size_t i = 0; i < p.mean.size(); ++i) {
      const double sd = std::hypot(p.model_sd[i], content_.noise_sd);
      body(int64_t(i), Predictive({&p.mean[i], 1}, {&sd, 1}));
    }
  }

  // A row that is no number spoils the draws at all rows: predict() says which it is.
  std::vector<double> sample(const Dataset& dataset, int64_t count, bool noise, uint64_t seed,
                             int threads) const override {
    std::vector<double> values;
    try {
      values = process(threads)->draws(descriptors_like(dataset, content_.kernel->rows),
                                       source_outputs(dataset, threads), count, seed, threads);
    } catch (const Error& error) {
      if (error.status() == GRAFT_ERROR_NUMERIC) predict(dataset, threads);
      throw;
    }
    if (!all_finite(values)) {
      predict(dataset, threads);
      fail(GRAFT_ERROR_NUMERIC, "draws at these rows are not finite numbers");
    }
    for (int64_t i = 0; i < dataset.rows(); ++i) {
      Rng rng(seed, stream_of(Stream::sample_noise, uint64_t(i)));
      for (int64_t s = 0; s < count; ++s) {
        double& value = values[std::size_t(i * count + s)];
        value = content_.targets[0].unscale(value);
        if (noise) value += content_.noise_sd * rng.normal();
      }
    }
    return values;
  }

  bool has_distribution() const override { return !std::isnan(content_.noise_sd); }
  const char* no_embedding() const override { return "it is a kernel model"; }

 private:
  // Made at the first prediction, so that loading a file costs no more than reading it.
  std::shared_ptr<const KernelProcess> process(int threads) const {
    std::lock_guard lock(mutex_);
    if (!process_) process_ = std::make_shared<const KernelProcess>(content_.kernel, threads);
    return process_;
  }

  // The networks' mean output at each row, scaled: what is known of the source.
  std::vector<double> source_outputs(const Dataset& dataset, int threads) const {
    std::vector<double> mean;
    const int64_t count = networks_.count();
    if (count == 0) return mean;
    networks_.for_outputs(dataset, threads, [&](int64_t first, int64_t rows, const double* y) {
      for (int64_t i = 0; i < rows; ++i) {
        double sum = 0;
        for (int64_t m = 0; m < count; ++m) sum += y[i * count + m];
        if (!std::isfinite(sum)) refuse_row(content_, dataset, first + i);
        mean.push_back(sum / double(count));
      }
    });
    return mean;
  }

  const ModelContent& content_;
  const MemberNetworks& networks_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const KernelProcess> process_;
};

}  // namespace

std::unique_ptr<const Predictor> kernel_model(const ModelContent& content,
                                              const MemberNetworks& networks) {
  return std::make_unique<KernelModel>(content, networks);
}

}  // namespace graft
