// What one fit was asked for and how it is watched: shared by every way of fitting.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/caller.hpp"
#include "base/crew.hpp"
#include "base/options.hpp"
#include "base/text.hpp"
#include "model/model.hpp"
#include "transfer/fit/control.hpp"
#include "transfer/fit/data.hpp"
#include "transfer/fit/history.hpp"

namespace graft {

// What a method trains: networks over any input with a learned latent, or small tanh networks over
// feature vectors.
enum class NetworkKind { deep, small };

struct FitJob {
  std::string method;
  const FitSets& sets;
  const Options& options;
  FitControl& control;
  std::function<void(const std::string&)> log;  // may be empty
  History& history;
  std::vector<std::string> checkpoints;  // files to remove when the fit is complete
  bool complete = true;                  // false: something was stopped before its end
  bool converged = true;                 // of a sampled posterior
  std::vector<std::pair<std::string, Json>> facts = {};  // for the info, beside the method's own

  NetworkKind network = NetworkKind::deep;  // decided at the door
  std::span<const char* const> keys = {};   // of the options that the method reads

  bool is_part = false;  // of a larger fit, which tells the stages

  void begin_stage(const std::string& stage, int64_t member = 0, int64_t members = 1) const {
    if (!is_part) control.begin_stage(stage, member, members);
  }
  void say(const std::string& line) const {
    if (log) Caller::run([&] { log(line); });
  }
};

// For jobs that make up the fit: watches it from the fitting thread, and begins none when it is
// stopped.
Crew crew_of(const FitJob& job, int threads);
Crew crew_of(const FitJob& job);  // with the option's threads

// The job's sets without its sources.
FitSets target_sets(const FitJob& job);

// Whether the source's prediction is to be carried to the target's scale: the option alignment.
bool is_affine(const FitJob& job);

// A stage of a fit keeps its state in a file of its own beside the user's: "path.source". Empty
// when no checkpoint is wanted.
std::string checkpoint_of(const FitJob& job, const std::string& stage);

}  // namespace graft
