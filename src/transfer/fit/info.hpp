// The model's `info`: all that is known of a fit, as one JSON object.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "transfer/fit/job.hpp"

namespace graft {

struct HeldOut {  // errors at rows that a network did not learn from
  double rows = 0, rmse = missing, mae = missing, noise_sd = missing;
};

struct FitFacts {
  double target_rows = 0, validation_rows = 0, unlabelled_rows = 0, parameters = 0;
  HeldOut held_out;
  std::vector<std::pair<std::string, Json>> more;  // what a method has to add
};

// Options that change how a fit runs but not what it gives: a checkpoint may be taken up with
// others, and the info does not mention them.
bool changes_the_model(const std::string& key);

std::string describe(const FitJob& job, const ModelContent& content, const FitFacts& facts);

}  // namespace graft
