// The training of one member: batches, steps, validation, the best state. What is drawn at step n
// depends on (seed, member, n) alone, so a training that goes on from a saved state is the same,
// bit for bit, as one that was never stopped.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nn/adam.hpp"
#include "transfer/fit/control.hpp"
#include "transfer/fit/data.hpp"
#include "transfer/fit/keys.hpp"
#include "transfer/networks/member_state.hpp"
#include "transfer/networks/objective.hpp"

namespace graft {

inline constexpr Keys<12> training_keys{
    "seed",       "steps",        "epoch_steps", "batch",     "learning_rate",  "warmup",
    "final_rate", "weight_decay", "clip",        "averaging", "valid_fraction", "patience"};

class Training {
 public:
  Training(const FitData& data, const Network& network, const Objective& objective,
           const Options& options, int64_t member, Executor& executor);

  // A fresh state: initialised weights.
  MemberState start() const;

  // Trains until the last step, patience, or until goes_on, asked after each step, says no.
  // at_epoch runs after each epoch with a state from which training can go on.
  void run(MemberState& state, FitControl& control,
           const std::function<void(const MemberState&)>& at_epoch,
           const std::function<bool()>& goes_on);

  // One step on `state`; returns the losses. Throws GRAFT_ERROR_NUMERIC when it diverges.
  Losses step(MemberState& state);

  const FitData::Labelled& validation() const { return validation_; }
  // The target's scaled prediction for rows of the fit, with these weights.
  std::vector<double> predict(std::span<const int64_t> rows, std::span<const float> values);
  // Between that prediction and the values of the rows that are learned from.
  double covariance(std::span<const float> values);

 private:
  struct Feed {  // the rows of one set, in a new order each time round
    std::vector<int64_t> rows;
    std::vector<float> targets;  // scaled; empty for unlabelled rows
    int64_t batch = 0;
    std::vector<int64_t> order;
    int64_t round = -1;
  };
  void take(Feed& feed, int64_t set, int64_t step, std::vector<float>& targets);
  const LabelledBatch& next_batch(int64_t step);
  void validate(MemberState& state, const Losses& train, FitControl& control);
  double condition(std::span<const float> values);
  // The epoch, counted from 1, that ends with this step or after it.
  int64_t epoch_of(int64_t step) const { return (step + epoch_steps_ - 1) / epoch_steps_; }

  const FitData& data_;
  const Network& network_;
  const Objective& objective_;
  int64_t member_, steps_, epoch_steps_, patience_;
  uint64_t seed_;
  double warmup_, final_rate_, averaging_;
  bool tied_;
  AdamSettings adam_;
  Executor& executor_;
  Tape tape_;
  BoundParameters parameters_;
  FitData::Batcher batcher_;
  Floats gradients_;
  std::vector<float> rates_;  // by entry
  std::vector<Feed> feeds_;   // by task, then unlabelled
  FitData::Labelled validation_;
  std::vector<int64_t> batch_rows_;
  std::vector<std::vector<float>> batch_targets_;
  LabelledBatch batch_;
};

}  // namespace graft
