// "source_only": a + b f_S(x), the source's prediction carried to the target by least squares
// (option alignment none: as it is). Two numbers are learned.
#include <algorithm>
#include <cmath>

#include "bayes/priors/affine_alignment.hpp"
#include "transfer/methods/methods.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/networks/predict_rows.hpp"
#include "transfer/networks/small_network.hpp"
#include "transfer/networks/source.hpp"

namespace graft {
namespace {

ModelContent fit(FitJob& job) {
  if (job.network == NetworkKind::small) return fit_small(job, SmallTraining::none);
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
  const int threads = int(job.options.integer("n_threads"));
  std::vector<double> f(target.rows.size(), 0.0);
  for (const Floats& member : content.members) {
    const auto y = predict_rows(data, network, member, target.rows, threads);
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
    for (Floats& member : content.members) network.carry_head(member, 0, 0, -1);
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

constexpr auto keys = all_keys(ensemble_keys, source_keys, small_keys, Keys<1>{"alignment"});

}  // namespace

constexpr MethodInfo source_only_method{
    "source_only", 1, 1, true, "a + b times the source's prediction", keys, fit, network_as_asked};

}  // namespace graft
