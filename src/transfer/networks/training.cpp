#include "transfer/networks/training.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "transfer/networks/held_out_rows.hpp"
#include "transfer/networks/predict_rows.hpp"

namespace graft {
namespace {

void split_validation(const FitData::Labelled& all, double fraction, uint64_t seed, int64_t member,
                      FitData::Labelled& train, FitData::Labelled& valid) {
  train.scaling = valid.scaling = all.scaling;
  if (fraction == 0) {
    train = all;
    return;
  }
  const auto held = held_out_rows(all.groups, fraction, seed, member);
  for (std::size_t i = 0; i < held.size(); ++i) {
    FitData::Labelled& part = held[i] ? valid : train;
    part.rows.push_back(all.rows[i]);
    part.values.push_back(all.values[i]);
    part.groups.push_back(all.groups[i]);
  }
}

}  // namespace

Training::Training(const FitData& data, const Network& network, const Objective& objective,
                   const Options& options, int64_t member, Executor& executor)
    : data_(data),
      network_(network),
      objective_(objective),
      member_(member),
      steps_(options.integer("steps")),
      epoch_steps_(options.integer("epoch_steps")),
      patience_(options.integer("patience")),
      seed_(uint64_t(options.integer("seed"))),
      warmup_(options.real("warmup")),
      final_rate_(options.real("final_rate")),
      averaging_(options.real("averaging")),
      tied_(options.flag("tied_start")),
      executor_(executor),
      tape_(executor),
      batcher_(data),
      gradients_(std::size_t(network.layout().size()), 0.f),
      rates_(network.layout().entries().size()) {
  adam_.rate = options.real("learning_rate");
  adam_.weight_decay = options.real("weight_decay");
  adam_.clip = options.real("clip");

  FitData::Labelled target = data.tasks[0];
  if (data.validation.rows.empty()) {
    FitData::Labelled train;
    split_validation(target, options.real("valid_fraction"), seed_, member, train, validation_);
    target = std::move(train);
  } else {
    validation_ = data.validation;
  }
  const auto add_feed = [&](const FitData::Labelled& set, const Scaling& scaling, int64_t batch) {
    Feed feed;
    feed.rows = set.rows;
    for (double y : set.values) feed.targets.push_back(float(scaling.scale(y)));
    feed.batch = std::min(batch, int64_t(set.rows.size()));
    feeds_.push_back(std::move(feed));
  };
  add_feed(target, data.tasks[0].scaling, options.integer("batch"));
  if (objective.uses_sources()) {
    for (std::size_t t = 1; t < data.tasks.size(); ++t)
      add_feed(data.tasks[t], data.tasks[t].scaling, options.integer("source_batch"));
    FitData::Labelled unlabelled;
    unlabelled.rows = data.unlabelled;
    add_feed(unlabelled, {}, options.integer("unlabelled_batch"));
  }
  batch_targets_.resize(feeds_.size());
}

MemberState Training::start() const {
  MemberState state;
  const std::size_t size = std::size_t(network_.layout().size());
  state.values.resize(size);
  network_.initialise(state.values, seed_, uint64_t(member_), tied_);
  state.average = state.best = state.values;
  state.adam.first.assign(size, 0.f);
  state.adam.second.assign(size, 0.f);
  return state;
}

void Training::take(Feed& feed, int64_t set, int64_t step, std::vector<float>& targets) {
  const int64_t rows = int64_t(feed.rows.size());
  targets.clear();
  for (int64_t i = 0; i < feed.batch; ++i) {
    const int64_t position = step * feed.batch + i;
    if (position / rows != feed.round) {
      feed.round = position / rows;
      feed.order.resize(std::size_t(rows));
      std::iota(feed.order.begin(), feed.order.end(), int64_t{0});
      Rng rng(seed_,
              stream_of(Stream::row_order, uint64_t(member_), uint64_t(set), uint64_t(feed.round)));
      shuffle(feed.order, rng);
    }
    const std::size_t row = std::size_t(feed.order[std::size_t(position % rows)]);
    batch_rows_.push_back(feed.rows[row]);
    if (!feed.targets.empty()) targets.push_back(feed.targets[row]);
  }
}

const LabelledBatch& Training::next_batch(int64_t step) {
  batch_rows_.clear();
  batch_.parts.clear();
  for (std::size_t f = 0; f < feeds_.size(); ++f) {
    const int64_t begin = int64_t(batch_rows_.size());
    take(feeds_[f], int64_t(f), step, batch_targets_[f]);
    if (f < data_.tasks.size()) batch_.parts.push_back({begin, batch_targets_[f]});
  }
  batch_.rows = int64_t(batch_rows_.size());
  batch_.inputs = batcher_.build(batch_rows_);
  batch_.numbers = batch_rows_;
  batch_.done = double(step) / double(steps_);
  return batch_;
}

Losses Training::step(MemberState& state) {
  const LabelledBatch& batch = next_batch(state.step);
  tape_.reset(true);
  parameters_.bind(tape_, network_.layout(), state.values.data(), gradients_.data());
  const Losses losses = objective_.losses(
      tape_, network_, parameters_, batch,
      Rng(seed_, stream_of(Stream::step_noise, uint64_t(member_), uint64_t(state.step))));
  tape_.backward();
  if (objective_.entry_rates(network_, double(state.step) / double(steps_), rates_))
    adam_.entry_rates = rates_;
  const double norm = adam_step(executor_.pool, network_.layout(), adam_,
                                learning_rate_factor(state.step, steps_, warmup_, final_rate_),
                                state.adam, state.values, gradients_);
  if (!std::isfinite(norm) || !std::isfinite(losses.total))
    fail(GRAFT_ERROR_NUMERIC, "training diverged at step ", state.step, " (loss ", losses.total,
         "); try a smaller learning_rate or clip");
  ++state.step;
  // A short memory at first, so that the average forgets the initial weights.
  const double memory = std::min(averaging_, double(state.step) / double(state.step + 10));
  average_weights(executor_.pool, state.average, state.values, memory);
  return losses;
}

std::vector<double> Training::predict(std::span<const int64_t> rows,
                                      std::span<const float> values) {
  return predict_rows(tape_, batcher_, network_, values, rows);
}

double Training::covariance(std::span<const float> values) {
  const auto f = predict(feeds_[0].rows, values);
  const std::vector<double> y(feeds_[0].targets.begin(), feeds_[0].targets.end());
  const double mean_f = scaling_of(f).mean, mean_y = scaling_of(y).mean;
  double sum = 0;
  for (std::size_t i = 0; i < f.size(); ++i) sum += (f[i] - mean_f) * (y[i] - mean_y);
  return sum / double(f.size());
}

double Training::condition(std::span<const float> values) {
  constexpr std::size_t points = 4;
  if (!network_.shape().has_transfer) return missing;
  const auto& rows = validation_.rows.empty() ? feeds_[0].rows : validation_.rows;
  const std::size_t count = std::min(points, rows.size());
  const InputBatch inputs = batcher_.build({rows.data(), count});
  tape_.reset(false);
  parameters_.bind(tape_, network_.layout(), const_cast<float*>(values.data()), nullptr);
  const Matrix z = tape_.value(network_.latent(tape_, parameters_, inputs, 0));
  double logs = 0;
  for (std::size_t i = 0; i < count; ++i)
    logs += std::log(jacobian_condition(network_, values, network_.task(0).phi,
                                        {z.row(int64_t(i)), std::size_t(z.cols)}));
  return std::exp(logs / double(count));
}

void Training::validate(MemberState& state, const Losses& train, FitControl& control) {
  HistoryRow row{};
  row.member = double(member_);
  row.epoch = double(epoch_of(state.step));
  row.step = double(state.step);
  row.train = train;
  row.valid = Losses::missing(objective_.terms());
  row.valid_rmse = missing;
  row.jacobian_condition = condition(state.average);
  const Scaling& scaling = data_.tasks[0].scaling;
  double rmse = -double(state.step);  // without validation rows the last state is the best
  if (!validation_.rows.empty()) {
    const auto y = predict(validation_.rows, state.average);
    double square = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double error = y[i] - scaling.scale(validation_.values[i]);
      square += error * error;
    }
    rmse = std::sqrt(square / double(y.size()));
    row.valid_rmse = rmse * scaling.sd;

    LabelledBatch batch;
    batch.rows = std::min<int64_t>(chunk_rows, int64_t(y.size()));
    batch.numbers = {validation_.rows.data(), std::size_t(batch.rows)};
    batch.inputs = batcher_.build(batch.numbers);
    std::vector<float> targets;
    for (int64_t i = 0; i < batch.rows; ++i)
      targets.push_back(float(scaling.scale(validation_.values[std::size_t(i)])));
    batch.parts.resize(data_.tasks.size());
    batch.parts[0].targets = targets;
    tape_.reset(false);
    parameters_.bind(tape_, network_.layout(), state.average.data(), nullptr);
    row.valid =
        objective_.losses(tape_, network_, parameters_, batch,
                          Rng(seed_, stream_of(Stream::validation_noise, uint64_t(member_))));
  }
  row.seconds = control.seconds();
  if (rmse < state.best_rmse) {
    state.best_rmse = rmse;
    state.best_epoch = int64_t(row.epoch);
    state.best = state.average;
  }
  state.history.push_back(row);
  control.report(train.total, row.valid_rmse);
}

void Training::run(MemberState& state, FitControl& control,
                   const std::function<void(const MemberState&)>& at_epoch,
                   const std::function<bool()>& goes_on) {
  while (!state.finished && goes_on()) {
    Losses sum{};
    const int64_t count = std::min(epoch_steps_, steps_ - state.step);
    for (int64_t i = 0; i < count; ++i) {
      sum += step(state);
      control.count_step();
      if (!goes_on()) return;
    }
    sum /= double(count);
    validate(state, sum, control);
    const int64_t epoch = epoch_of(state.step);
    state.finished =
        state.step >= steps_ || (patience_ > 0 && epoch - state.best_epoch >= patience_);
    if (state.finished) control.count_steps(steps_ - state.step);
    at_epoch(state);
  }
}

}  // namespace graft
