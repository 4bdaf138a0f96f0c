// Networks trained for one objective from different seeds and validation parts, side by side where
// there are threads, and the model they make together.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "transfer/fit/info.hpp"
#include "transfer/fit/job.hpp"
#include "transfer/networks/checkpoint.hpp"
#include "transfer/networks/objective.hpp"
#include "transfer/networks/training.hpp"

namespace graft {

inline constexpr auto ensemble_keys =
    all_keys(fit_keys, shape_keys, training_keys,
             Keys<4>{"members", "overshoot", "checkpoint", "checkpoint_every"});

struct EnsembleSetup {
  const Objective& objective;
  std::string stage = "";              // of the checkpoint and in progress; "": the target's
  const ModelContent* base = nullptr;  // a model whose sizes and scaling of features are taken over
  bool starts_from_base = false;       // member m begins as the base's member m, in turn; its value
                                       // takes the sign that goes with the target's
  bool own_scaling = false;            // the base gives sizes only: features are scaled anew
  int64_t teacher_cols = 0;            // of a teacher's latent vectors that the objective maps
};

class Ensemble {
 public:
  // The sets may be others than the job's (the source as a target of its own).
  Ensemble(FitJob& job, const FitSets& sets, const Options& options, EnsembleSetup setup);

  int64_t steps() const { return members() * options_.integer("steps"); }
  // Trains until the end or the control's stop. Throws Aborted, or what a member threw.
  void train();

  bool has_members() const { return !used_.empty(); }  // with a finished epoch

  // The trained ensemble as a model, without info; facts() say the rest. Throws GRAFT_STOPPED when
  // no member finished an epoch.
  ModelContent content();
  FitFacts facts() const;

  const FitData& data() const { return data_; }
  const Network& network() const { return network_; }
  // Of member m of content(): the rows it did not learn from.
  const FitData::Labelled& held_out_rows(std::size_t m) const { return validations_[used_[m]]; }

 private:
  int64_t members() const { return int64_t(states_.size()); }
  friend void train_together(FitJob& job, std::span<Ensemble* const> ensembles);
  void train_member(int64_t member, const Hand& hand);
  void gather();
  HeldOut held_out_errors(const ModelContent& content);

  FitJob& job_;
  const Options& options_;
  EnsembleSetup setup_;
  FitData data_;
  Network network_;
  Checkpoint checkpoint_;
  std::vector<MemberState> states_;
  std::vector<FitData::Labelled> validations_;  // by member
  std::vector<std::size_t> used_;               // members with a finished epoch
  HeldOut held_out_;
};

// Trains the members of several ensembles, all side by side. Throws what train() throws.
void train_together(FitJob& job, std::span<Ensemble* const> ensembles);

}  // namespace graft
