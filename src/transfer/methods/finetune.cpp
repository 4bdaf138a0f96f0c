#include "transfer/methods/finetune.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/priors/affine_alignment.hpp"
#include "transfer/methods/methods.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/networks/layer_rates.hpp"
#include "transfer/networks/predict_rows.hpp"
#include "transfer/networks/regression.hpp"
#include "transfer/networks/small_network.hpp"
#include "transfer/networks/source.hpp"

namespace graft {
namespace {

class FineTune : public Regression {
 public:
  FineTune(bool head_only, double decay, double unfreeze)
      : Regression(false), head_only_(head_only), decay_(decay), unfreeze_(unfreeze) {}

  bool entry_rates(const Network& network, double done, std::span<float> rates) const override {
    const double deepest = double(deepest_layer(network.shape()));
    for (std::size_t e = 0; e < rates.size(); ++e) {
      const int64_t above = layers_above(network.layout().entries()[e].name, network.shape());
      const bool frozen = head_only_ ? above > 0 : done < unfreeze_ * double(above) / deepest;
      rates[e] = frozen ? 0.f : float(std::pow(decay_, double(above)));
    }
    return true;
  }

 private:
  bool head_only_;
  double decay_, unfreeze_;
};

constexpr auto from_source_keys =
    all_keys(ensemble_keys, source_keys, small_keys, Keys<1>{"alignment"});
constexpr auto finetune_keys = all_keys(from_source_keys, Keys<2>{"layer_decay", "unfreeze"});

}  // namespace

constexpr MethodInfo finetune_method{
    "finetune",    1,           1, true, "the source's networks trained on, all layers",
    finetune_keys, fit_finetune};
constexpr MethodInfo head_only_method{
    "head_only",      1,           1, true, "the source's networks, their heads trained on",
    from_source_keys, fit_finetune};
constexpr MethodInfo source_only_method{
    "source_only",  1, 1, true, "a + b times the source's prediction", from_source_keys,
    fit_source_only};

std::unique_ptr<Method> fine_tuning_method(const Options& options, bool head_only) {
  return std::make_unique<FineTune>(head_only, head_only ? 1 : options.real("layer_decay"),
                                    options.real("unfreeze"));
}

ModelContent fit_finetune(FitJob& job) {
  if (wants_small_network(job)) return fit_small(job);
  const int64_t own = job.options.integer("members") * job.options.integer("steps");
  job.control.expect_steps(source_steps(job) + own);
  const ModelContent source = source_model(job);
  const auto method = fine_tuning_method(job.options, job.method == "head_only");
  Ensemble ensemble(job, target_sets(job), job.options, {*method, "", &source, true});
  ensemble.data().refuse_covariates();
  ensemble.train();
  ModelContent content = ensemble.content();
  content.info = describe(job, content, ensemble.facts());
  return content;
}

ModelContent fit_source_only(FitJob& job) {
  if (wants_small_network(job)) return fit_small(job);
  job.control.expect_steps(source_steps(job));
  ModelContent content = source_model(job);
  const FitSets sets = target_sets(job);
  const FitData data(sets, job.options, false, &content);
  data.refuse_covariates();
  const FitData::Labelled& target = data.tasks[0];

  // The source's prediction of the target's rows, in the source's unit.
  const Network network(data.shape);
  const Scaling from = content.targets[0];
  const double n = double(target.rows.size());
  std::vector<double> f(target.rows.size(), 0.0);
  for (const Floats& member : content.members) {
    const auto y = predict_rows(data, network, member, target.rows);
    for (std::size_t i = 0; i < f.size(); ++i)
      f[i] += content.bounds.hold(from.unscale(y[i])) / double(content.members.size());
  }

  double a = 0, b = 1, degrees = n;
  if (is_affine(job)) {
    const auto count = Eigen::Index(f.size());
    const AffineAlignment map =
        align_affine(Eigen::Map<const Eigen::VectorXd>(target.values.data(), count),
                     Eigen::Map<const Eigen::VectorXd>(f.data(), count));
    a = map.a;
    b = map.b;
    degrees = n - 2;
  }
  HeldOut held_out;
  held_out.rows = n;
  double square = 0, absolute = 0;
  for (std::size_t i = 0; i < f.size(); ++i) {
    const double error = a + b * f[i] - target.values[i];
    square += error * error;
    absolute += std::abs(error);
  }
  held_out.mae = absolute / n;
  held_out.rmse = std::sqrt(square / n);
  held_out.noise_sd = content.noise_sd = std::sqrt(square / std::max(degrees, 1.0));

  // The map goes into the scaling, its sign into the heads: a deviation is not negative.
  content.targets[0] = {a + b * from.mean, std::abs(b) * from.sd};
  content.bounds = content.bounds.carried(a, b);
  if (b < 0)
    for (Floats& member : content.members) network.negate(member, 0);
  content.property = data.property;
  content.unit = data.unit;
  FitFacts facts;
  facts.target_rows = n;
  facts.parameters = double(network.layout().count());
  facts.held_out = held_out;
  facts.more.emplace_back("alignment", Json::object().add("a", a).add("b", b));
  content.info = describe(job, content, facts);
  return content;
}

}  // namespace graft
