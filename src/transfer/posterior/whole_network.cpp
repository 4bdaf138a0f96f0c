#include "transfer/posterior/whole_network.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bayes/networks/sghmc.hpp"
#include "bayes/networks/svi.hpp"
#include "bayes/priors/affine_alignment.hpp"
#include "bayes/priors/pc_prior.hpp"
#include "transfer/networks/predict_rows.hpp"
#include "transfer/networks/source.hpp"
#include "transfer/posterior/last_layer.hpp"
#include "transfer/posterior/mixture.hpp"

namespace graft {
namespace {

// Whole networks are kept as draws, each of the network's size: fewer than of a head.
constexpr int64_t most_draws = 40;
constexpr int sign_vectors = 32;

// The target's rows through the network: what the samplers ask for.
class WholeLikelihood {
 public:
  WholeLikelihood(const FitJob& job, const FitData& data, const Network& network, int64_t member,
                  int threads)
      : data_(data),
        network_(network),
        member_(member),
        seed_(uint64_t(job.options.integer("seed"))),
        batch_(std::min(job.options.integer("batch"), int64_t(data.tasks[0].rows.size()))),
        executor_(threads),
        tape_(executor_),
        batcher_(data) {}

  double error(int64_t step, std::span<const float> weights, std::span<float> gradient) {
    const FitData::Labelled& target = data_.tasks[0];
    const int64_t n = int64_t(target.rows.size());
    rows_.clear();
    y_.clear();
    for (int64_t i = 0; i < batch_; ++i) {
      const int64_t position = step * batch_ + i;
      if (position / n != round_) {
        round_ = position / n;
        order_ = permutation(
            n, Rng(seed_, stream_of(Stream::batch_order, uint64_t(member_), uint64_t(round_))));
      }
      const std::size_t row = std::size_t(order_[std::size_t(position % n)]);
      rows_.push_back(target.rows[row]);
      y_.push_back(float(target.scaling.scale(target.values[row])));
    }
    const double scale = double(n) / double(batch_);
    std::fill(gradient.begin(), gradient.end(), 0.f);
    bind(weights, gradient);
    const Var f = network_.predict(tape_, parameters_, batcher_.build(rows_), 0);
    const double value = square_loss(tape_, f, y_, 1, scale);
    tape_.backward();
    return scale * value;
  }

  // sum_i |d f(x_i) / d W_l|^2 for each group: the mean over random signs v of the squared norm of
  // the gradient of sum_i v_i f(x_i), so that no row's gradient is stored (Hutchinson 1990).
  std::vector<double> squared_gradients(std::span<const float> weights,
                                        std::span<const WeightGroup> groups) {
    const std::vector<int64_t>& rows = data_.tasks[0].rows;
    std::vector<double> sums(groups.size(), 0.0);
    Floats gradient(weights.size());
    for (int k = 0; k < sign_vectors; ++k) {
      Rng rng(seed_, stream_of(Stream::sign_draws, uint64_t(member_), uint64_t(k)));
      std::fill(gradient.begin(), gradient.end(), 0.f);
      constexpr auto chunk = std::size_t(chunk_rows);
      for (std::size_t first = 0; first < rows.size(); first += chunk) {
        const std::span part(rows.data() + first, std::min(chunk, rows.size() - first));
        bind(weights, gradient);
        const Var f = network_.predict(tape_, parameters_, batcher_.build(part), 0);
        const float* out = tape_.value(f).data;
        y_.clear();
        for (std::size_t i = 0; i < part.size(); ++i)
          y_.push_back(out[i] - (rng.uniform() < 0.5 ? 1.f : -1.f));
        square_loss(tape_, f, y_, 1, 0.5);  // whose gradient is the signs
        tape_.backward();
      }
      for (std::size_t g = 0; g < groups.size(); ++g)
        for (const WeightRange& r : groups[g])
          for (int64_t i = r.begin; i < r.end; ++i)
            sums[g] += double(gradient[std::size_t(i)]) * gradient[std::size_t(i)] / sign_vectors;
    }
    return sums;
  }

 private:
  void bind(std::span<const float> weights, std::span<float> gradient) {
    tape_.reset(true);
    parameters_.bind(tape_, network_.layout(), const_cast<float*>(weights.data()), gradient.data());
  }

  const FitData& data_;
  const Network& network_;
  int64_t member_;
  uint64_t seed_;
  int64_t batch_;
  Executor executor_;
  Tape tape_;
  FitData::Batcher batcher_;
  BoundParameters parameters_;
  std::vector<int64_t> order_, rows_;
  std::vector<float> y_;
  int64_t round_ = -1;
};

// A group for each layer: a matrix and its bias.
std::vector<WeightGroup> layers_of(const ParameterLayout& layout, std::vector<std::string>& names) {
  std::vector<WeightGroup> groups;
  for (const auto& entry : layout.entries()) {
    if (names.empty() || names.back() != entry.layer.name) {
      names.push_back(entry.layer.name);
      groups.emplace_back();
    }
    groups.back().push_back({entry.offset, entry.offset + entry.rows * entry.cols});
  }
  return groups;
}

// The member carried to the target's scale: its last layer times b, plus a. Returns the unit of the
// distance: the source's noise on that scale (affine_alignment.hpp).
double carry(const Network& network, const FitData& data, const Scaling& from, double noise,
             bool affine, int threads, Floats& member) {
  const FitData::Labelled& target = data.tasks[0];
  double b = from.sd / target.scaling.sd;
  double a = (from.mean - target.scaling.mean) / target.scaling.sd;
  double unit = noise / target.scaling.sd;
  if (affine) {
    const auto f = predict_rows(data, network, member, target.rows, threads);
    const AffineAlignment map = align_affine(
        target.scaled(), Eigen::Map<const Eigen::VectorXd>(f.data(), Eigen::Index(f.size())));
    a = map.a;
    b = map.b;
    unit = map.sigma(noise / from.sd);
  }
  network.carry_head(member, 0, a, b);
  return unit;
}

}  // namespace

ModelContent fit_whole_posterior(FitJob& job) {
  const Options& options = job.options;
  const bool svi = options.string("inference") == "svi";
  const int64_t steps = options.integer("steps"), members = options.integer("members");
  job.control.expect_steps(source_steps(job) + members * steps);
  const ModelContent source = source_model(job);
  check_noise(source);
  const FitSets sets = target_sets(job);
  const FitData data(sets, options, false, &source);
  data.refuse_covariates();
  const Network network(data.shape);
  std::vector<std::string> names;
  const auto groups = layers_of(network.layout(), names);
  const double n = double(data.tasks[0].rows.size());
  const double rate = pc_rate(limit_or_default(options), options.real("pc_tail"));
  const double shape = options.real("pc_hyperprior");
  const int64_t draws = std::max<int64_t>(1, std::min(draws_wanted(job), most_draws) / members);

  // What is drawn of one member.
  struct Draws {
    std::vector<Floats> weights;
    std::vector<double> noise;
    std::vector<Diagnostic> diagnostics;
  };
  auto drawn = crew_of(job).map(members, [&](int64_t m, const Hand& hand) {
    job.begin_stage(options.string("inference"), m, members);
    Draws result;
    Floats start = source.members[std::size_t(m) % source.members.size()];
    const double sigma = carry(network, data, source.targets[0], source.noise_sd, is_affine(job),
                               hand.threads(), start);
    WholeLikelihood likelihood(job, data, network, m, hand.threads());
    auto h = likelihood.squared_gradients(start, groups);
    for (double& v : h) v = std::max(v / (n * sigma * sigma), 1e-12);
    GroupedModel model{
        start,
        groups,
        shape > 0 ? ScalePrior::lomax(h, rate, shape) : ScalePrior::exponential(h, rate),
        n,
        sigma,
        1};
    const MinibatchError error = [&](int64_t step, std::span<const float> w, std::span<float> g) {
      return likelihood.error(step, w, g);
    };
    const uint64_t seed = mix64(uint64_t(options.integer("seed")) * 1000003 + uint64_t(m));
    int64_t counted = 0;
    const auto poll = [&] {
      if (counted < steps) job.control.count_step(), ++counted;
      return job.control.poll_stopped() || hand.abandoned();
    };
    std::vector<std::vector<double>> distances(groups.size());
    if (svi) {
      SviSettings settings;
      settings.steps = steps;
      settings.seed = seed;
      Svi inference(std::move(model), settings);
      SviState state = inference.start();
      inference.run(state, error, poll);
      Rng rng(seed, stream_of(Stream::weight_draws));
      Floats weights(start.size());
      for (int64_t s = 0; s < draws; ++s) {
        inference.draw(state, rng, weights);
        result.weights.push_back(weights);
        result.noise.push_back(inference.draw_sigma(state, rng));
      }
      for (std::size_t g = 0; g < groups.size(); ++g)
        distances[g].push_back(state.tau[g] * std::sqrt(h[g]));
      result.diagnostics.push_back({join("transfer.bound.", m), state.bound});
    } else {
      SghmcSettings settings;
      settings.draws = draws;
      settings.burn_in = steps / 2;
      settings.thin = std::max<int64_t>(1, (steps - settings.burn_in) / draws);
      settings.seed = seed;
      Sghmc inference(std::move(model), settings);
      SghmcState state = inference.start();
      inference.run(state, error, poll);
      for (int64_t s = 0; s < state.kept; ++s) {
        const float* weights = state.weights.data() + std::size_t(s) * start.size();
        result.weights.emplace_back(weights, weights + start.size());
        result.noise.push_back(state.sigma[std::size_t(s)]);
        for (std::size_t g = 0; g < groups.size(); ++g)
          distances[g].push_back(state.tau[std::size_t(s) * groups.size() + g] * std::sqrt(h[g]));
      }
    }
    for (std::size_t g = 0; g < groups.size(); ++g)
      if (!distances[g].empty())
        summarise(join("transfer.distance.", names[g], members > 1 ? join(".", m) : ""),
                  distances[g], result.diagnostics);
    return result;
  });
  job.control.throw_if_aborted();
  if (job.control.stopped()) job.complete = false;

  ModelContent content = data.content();
  double square = 0, count = 0;
  for (Draws& member : drawn) {
    std::ranges::move(member.weights, std::back_inserter(content.members));
    std::ranges::move(member.diagnostics, std::back_inserter(content.diagnostics));
    for (const double sigma : member.noise) square += sigma * sigma, ++count;
  }
  if (content.members.empty())
    fail(GRAFT_STOPPED,
         "the fit was stopped before its first draw: ", name_of(job.control.reason()));
  content.noise_sd = content.targets[0].sd * std::sqrt(square / count);
  FitFacts facts;
  facts.target_rows = n;
  facts.parameters = double(network.layout().count());
  content.info = describe(job, content, facts);
  return content;
}

}  // namespace graft
