// The state of one member between two epochs, as a checkpoint keeps it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "nn/adam.hpp"
#include "transfer/fit/history.hpp"

namespace graft {

// What a member's training is to be.
struct MemberPlan {
  int64_t member, parameters, steps, epoch_steps;
  TermNames terms;
};

struct MemberState {
  Floats values, average, best;
  AdamState adam;
  int64_t step = 0;  // steps done; a multiple of the epoch's, or all
  bool finished = false;
  double best_rmse = std::numeric_limits<double>::infinity();  // scaled
  int64_t best_epoch = 0;                                      // 0: no epoch is over yet
  std::vector<HistoryRow> history;

  void write(ByteWriter& to) const;
  // Throws GRAFT_ERROR_FORMAT, naming `what` and the value, for what no training by the plan
  // leaves.
  static MemberState read(ByteReader& from, const MemberPlan& plan, const std::string& what);
};

}  // namespace graft
