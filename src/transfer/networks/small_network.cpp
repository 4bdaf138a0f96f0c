#include "transfer/networks/small_network.hpp"

#include <charconv>
#include <cmath>

#include "base/error.hpp"
#include "bayes/networks/tanh_training.hpp"
#include "bayes/priors/affine_alignment.hpp"

namespace graft {
namespace {

TanhTraining training_of(const Options& options, uint64_t member) {
  TanhTraining t;
  t.seed = uint64_t(options.integer("seed")) * 1000003 + member;
  t.validation = options.real("valid_fraction");
  return t;
}

}  // namespace

NetworkKind network_as_asked(const FitSets& sets, const Options& options) {
  const std::string& network = options.string("network");
  const bool small = network == "auto"
                         ? sets.source_model && sets.source_model->content().members.empty()
                         : network == "small";
  return small ? NetworkKind::small : NetworkKind::deep;
}

std::vector<int64_t> small_widths(const Options& options, int64_t inputs) {
  std::vector<int64_t> widths{inputs};
  const std::string& text = options.string("hidden");
  const char *at = text.data(), *end = at + text.size();
  while (at < end) {
    int64_t width = 0;
    const auto [next, error] = std::from_chars(at, end, width);
    if (error != std::errc() || width < 1 || width > 1024 ||
        (next < end && (*next != ',' || next + 1 == end)))
      fail(GRAFT_ERROR_OPTION, "hidden: ", quoted(text),
           " is not a list of widths in [1, 1024] such as 32,32");
    widths.push_back(width);
    at = next + (next < end);
  }
  widths.push_back(1);
  return widths;
}

SmallData::SmallData(const FitJob& job, const FitSets& sets, const ModelContent* base)
    : fit(sets, job.options, false, base) {
  if (fit.shape.input != InputKind::features)
    fail(GRAFT_ERROR_DATA, sets.target_name, " holds ", name_of(fit.shape.input),
         "; a small network takes feature vectors");
  if (fit.covariates > 0)
    fail(GRAFT_ERROR_DATA, sets.target_name, " has ", fit.covariates,
         " features more than the source; a small network takes the same");
  const FitData::Labelled& target = fit.tasks[0];
  FitData::Batcher batcher(fit);
  const Matrix features = batcher.build(target.rows).features;
  x.resize(features.rows, features.cols);
  for (int64_t i = 0; i < features.rows; ++i)
    for (int64_t j = 0; j < features.cols; ++j) x(i, j) = features.row(i)[j];
  y = target.scaled();
  const bool enough = int64_t(rows_by_group(target.groups).size()) >= least_target_rows;
  groups = enough ? target.groups : each_its_own(int64_t(y.size()));
}

FitFacts SmallData::facts() const {
  FitFacts facts;
  facts.target_rows = double(y.size());
  return facts;
}

StopPoll poll_of(FitJob& job) {
  return [&job] { return job.control.poll_stopped(); };
}

std::vector<double> in_unit(const Mlp& mlp, std::vector<double> weights, const Scaling& from,
                            const Scaling& to) {
  carry_affine(mlp, (from.mean - to.mean) / to.sd, from.sd / to.sd, weights);
  return weights;
}

void carry_affine(const Mlp& mlp, double a, double b, std::vector<double>& weights) {
  for (auto w = weights.begin() + mlp.offset(mlp.layers() - 1); w != weights.end(); ++w) *w *= b;
  weights.back() += a;
}

ModelContent small_source(FitJob& job) {
  if (job.sets.source_model) {
    const ModelContent& given = job.sets.source_model->content();
    if (given.posterior.size() != 1 || given.posterior[0].draws() != 1 ||
        given.posterior[0].member >= 0)
      fail(
          GRAFT_ERROR_UNSUPPORTED,
          "source model: a small network must come from scratch with network small and one member");
    return given;
  }
  const FitSets sets = as_target(job.sets.sources[0]);
  const SmallData source(job, sets, nullptr);
  job.begin_stage("source");
  const auto widths = small_widths(job.options, source.x.cols());
  const Mlp mlp(widths);
  const TanhFit fit = train_tanh(mlp, source.x, source.y, training_of(job.options, 0), {},
                                 poll_of(job), source.groups);
  job.control.throw_if_aborted();
  if (fit.stopped) job.complete = false;
  ModelContent content = source.fit.content();
  content.noise_sd = source.scaling().sd * fit.sigma;
  content.posterior.push_back(
      PosteriorPart::pack("network", -1, widths, {&fit.weights, 1}, {fit.sigma}));
  return content;
}

ModelContent fit_small(FitJob& job, SmallTraining way) {
  const int64_t members = job.options.integer("members");
  const bool transfers = way != SmallTraining::alone;
  job.control.expect_steps(members);
  ModelContent source;
  if (transfers) source = small_source(job);
  const FitSets sets = target_sets(job);
  const SmallData data(job, sets, transfers ? &source : nullptr);
  const auto widths =
      transfers ? source.posterior[0].widths : small_widths(job.options, data.x.cols());
  const Mlp mlp(widths);

  // Where the target's training begins: the source carried to the target's scale.
  std::vector<double> start;
  double sigma = 0;
  if (transfers) {
    start = in_unit(mlp, source.posterior[0].draw(0), source.targets[0], data.scaling());
    const double n = double(data.y.size());
    Eigen::VectorXd f = predict(mlp, start.data(), data.x);
    double degrees = n;
    if (is_affine(job)) {
      const AffineAlignment map = align_affine(data.y, f);
      carry_affine(mlp, map.a, map.b, start);
      f = predict(mlp, start.data(), data.x);
      degrees = n - 2;
    }
    sigma = std::sqrt((data.y - f).squaredNorm() / std::max(degrees, 1.0));
  }

  std::vector<std::vector<double>> draws;
  std::vector<double> noise;
  if (way == SmallTraining::none) {
    draws.push_back(start);
    noise.push_back(sigma);
  }
  const int64_t trained = way == SmallTraining::none ? 0 : members;
  auto fits = crew_of(job).map(trained, [&](int64_t m, const Hand& hand) {
    job.begin_stage("target", m, members);
    TanhTraining training = training_of(job.options, uint64_t(m));
    if (transfers) training = fine_tuning(way == SmallTraining::output_layer, training.seed);
    TanhFit fit = train_tanh(
        mlp, data.x, data.y, training, start,
        [&] { return job.control.poll_stopped() || hand.abandoned(); }, data.groups);
    job.control.count_step();
    return fit;
  });
  job.control.throw_if_aborted();
  for (TanhFit& fit : fits) {
    draws.push_back(std::move(fit.weights));
    noise.push_back(fit.sigma);
    if (fit.stopped) job.complete = false;
  }
  if (int64_t(fits.size()) < trained) job.complete = false;
  if (draws.empty())
    fail(GRAFT_STOPPED,
         "the fit was stopped before a network was trained: ", name_of(job.control.reason()));

  ModelContent content = data.fit.content();
  double square = 0;
  for (double s : noise) square += s * s / double(noise.size());
  content.noise_sd = data.scaling().sd * std::sqrt(square);
  content.posterior.push_back(PosteriorPart::pack("network", -1, widths, draws, noise));
  FitFacts facts = data.facts();
  facts.parameters = double(mlp.weights());
  content.info = describe(job, content, facts);
  return content;
}

}  // namespace graft
