#include "transfer/networks/ensemble.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "transfer/networks/predict_rows.hpp"

namespace graft {
namespace {

// What a member's state depends on. Options that the method does not read are left out, and those
// at their defaults, so that an option more, in the library or its user's settings, does not make
// another fit of it.
uint32_t fingerprint_of(const FitJob& job, const EnsembleSetup& setup, const Options& options,
                        const FitData& data) {
  ByteWriter to;
  to.text(job.method);
  to.text(setup.stage);
  static const Options defaults;
  for (const OptionSpec& spec : option_table()) {
    const std::string key = spec.key;
    if (!changes_the_model(key) || std::ranges::find(job.keys, key) == job.keys.end()) continue;
    if (const std::string value = options.text(key); value != defaults.text(key)) {
      to.text(key);
      to.text(value);
    }
  }
  if (setup.base)
    for (const Floats& member : setup.base->members) to.floats(member);
  return crc32(to.bytes(), data.fingerprint());
}

}  // namespace

Ensemble::Ensemble(FitJob& job, const FitSets& sets, const Options& options, EnsembleSetup setup)
    : job_(job),
      options_(options),
      setup_(std::move(setup)),
      data_(sets, options, setup_.objective.has_transfer(), setup_.base, setup_.own_scaling),
      network_(data_.shape, setup_.teacher_cols),
      checkpoint_(checkpoint_of(job, setup_.stage), options.real("checkpoint_every"),
                  fingerprint_of(job, setup_, options, data_), options.integer("members"),
                  {.member = 0,
                   .parameters = network_.layout().size(),
                   .steps = options.integer("steps"),
                   .epoch_steps = options.integer("epoch_steps"),
                   .terms = setup_.objective.terms()}),
      states_(std::size_t(options.integer("members"))),
      validations_(states_.size()) {}

void Ensemble::train() {
  Ensemble* const self = this;
  train_together(job_, {&self, 1});
}

void train_together(FitJob& job, std::span<Ensemble* const> ensembles) {
  std::vector<std::pair<Ensemble*, int64_t>> members;
  for (Ensemble* ensemble : ensembles)
    for (int64_t m = 0; m < ensemble->members(); ++m) members.emplace_back(ensemble, m);
  crew_of(job).for_each(int64_t(members.size()), [&](int64_t i, const Hand& hand) {
    const auto& [ensemble, member] = members[std::size_t(i)];
    ensemble->train_member(member, hand);
  });
  for (Ensemble* ensemble : ensembles) ensemble->gather();
  job.control.throw_if_aborted();
}

void Ensemble::train_member(int64_t member, const Hand& hand) {
  job_.begin_stage(setup_.stage.empty() ? "target" : setup_.stage, member, members());
  Executor executor(hand.threads());
  Training training(data_, network_, setup_.objective, options_, member, executor);
  MemberState& state = states_[std::size_t(member)];
  if (auto saved = checkpoint_.state(member)) {
    state = std::move(*saved);
    job_.control.skip_steps(state.finished ? options_.integer("steps") : state.step);
  } else {
    state = training.start();
    if (setup_.starts_from_base) {
      const auto& members = setup_.base->members;
      network_.adopt(state.values, Network(setup_.base->shape),
                     members[std::size_t(member) % members.size()]);
      // Of another property a high value may mean a low one here.
      if (is_affine(job_) && training.covariance(state.values) < 0)
        network_.carry_head(state.values, 0, 0, -1);
      state.average = state.best = state.values;
    }
  }
  training.run(
      state, job_.control, [&](const MemberState& s) { checkpoint_.put(member, s); },
      [&] { return !job_.control.poll_stopped() && !hand.abandoned(); });
  validations_[std::size_t(member)] = training.validation();
}

// What the members left, in their order.
void Ensemble::gather() {
  for (std::size_t m = 0; m < states_.size(); ++m) {
    job_.history.insert(job_.history.end(), states_[m].history.begin(), states_[m].history.end());
    if (states_[m].best_epoch > 0) used_.push_back(m);
  }
  if (const std::string path = checkpoint_of(job_, setup_.stage); !path.empty())
    job_.checkpoints.push_back(path);
  if (!std::ranges::all_of(states_, &MemberState::finished)) {
    job_.complete = false;
    checkpoint_.flush();
  }
}

ModelContent Ensemble::content() {
  ModelContent content = data_.content();
  const auto kept = Network(data_.shape).layout().size();  // without a teacher's map
  for (std::size_t m : used_)
    content.members.emplace_back(states_[m].best.begin(), states_[m].best.begin() + kept);
  if (used_.empty())
    fail(GRAFT_STOPPED,
         "the fit was stopped before its first epoch was over: ", name_of(job_.control.reason()));
  content.bounds = Bounds::of(data_.tasks[0].values, options_.real("overshoot"));
  held_out_ = held_out_errors(content);
  content.noise_sd = held_out_.noise_sd;
  return content;
}

FitFacts Ensemble::facts() const {
  FitFacts facts;
  facts.target_rows = double(data_.tasks[0].rows.size());
  facts.validation_rows = double(data_.validation.rows.size());
  facts.unlabelled_rows = double(data_.unlabelled.size());
  facts.parameters = double(Network(data_.shape).layout().count());  // of the model
  facts.held_out = held_out_;
  return facts;
}

// Out-of-fold residuals of each member, and the members' spread at the same rows.
HeldOut Ensemble::held_out_errors(const ModelContent& content) {
  std::vector<int64_t> rows;
  std::vector<double> y;
  std::vector<std::size_t> owner;
  for (std::size_t i = 0; i < used_.size(); ++i) {
    const auto& validation = validations_[used_[i]];
    rows.insert(rows.end(), validation.rows.begin(), validation.rows.end());
    y.insert(y.end(), validation.values.begin(), validation.values.end());
    owner.insert(owner.end(), validation.rows.size(), i);
  }
  HeldOut result;
  result.rows = double(rows.size());
  if (rows.empty()) return result;

  const Network plain(data_.shape);
  std::vector<std::vector<double>> predictions;
  for (const Floats& member : content.members)
    predictions.push_back(
        predict_rows(data_, plain, member, rows, int(options_.integer("n_threads"))));
  for (auto& p : predictions)
    for (double& f : p) f = content.bounds.hold(content.targets[0].unscale(f));
  double residual = 0, spread = 0, absolute = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    double mean = 0, square = 0;
    for (const auto& p : predictions) mean += p[r] / double(used_.size());
    for (const auto& p : predictions) square += (p[r] - mean) * (p[r] - mean);
    const double error = predictions[owner[r]][r] - y[r];
    residual += error * error / result.rows;
    absolute += std::abs(error) / result.rows;
    if (used_.size() > 1) spread += square / double(used_.size() - 1) / result.rows;
  }
  result.rmse = std::sqrt(residual);
  result.mae = absolute;
  // The members' spread is part of what each residual shows; what is left is noise, and never less
  // than a tenth of the whole.
  result.noise_sd = std::sqrt(std::max(residual - spread, 0.1 * residual));
  return result;
}

}  // namespace graft
