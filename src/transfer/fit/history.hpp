// What is recorded at the end of each epoch: one row of named columns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "transfer/fit/losses.hpp"

namespace graft {

struct HistoryRow {
  double member, epoch, step, seconds;
  Losses train, valid;
  double valid_rmse;          // in the target's unit
  double jacobian_condition;  // of the target's Phi

  std::vector<double> values() const;  // in the order of history_columns()
  static HistoryRow from_values(const std::vector<double>& values);
};

const std::vector<std::string>& history_columns();

}  // namespace graft
