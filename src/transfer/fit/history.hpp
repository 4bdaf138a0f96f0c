// What is recorded at the end of each epoch: one row of named columns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "transfer/fit/losses.hpp"

namespace graft {

struct HistoryRow {
  double member, epoch, step, seconds;
  Losses train, valid;        // of the same objective
  double valid_rmse;          // in the target's unit
  double jacobian_condition;  // of the target's Phi

  // "member", "epoch", "step", "seconds", "train_total", "train_" and each term, the same with
  // "valid_", "valid_rmse", "jacobian_condition"; and back.
  std::vector<double> values() const;
  static std::size_t values_of(TermNames names) { return 8 + 2 * names.size(); }
  static HistoryRow from_values(const std::vector<double>& values, TermNames names);
};

using History = std::vector<HistoryRow>;

// The columns of a whole fit, whose stages may have had several objectives: each term that one of
// them has, in the order in which they came.
std::vector<std::string> columns_of(const History& history);
// A row in these columns; NaN where its objective has no such term.
std::vector<double> values_in(const std::vector<std::string>& columns, const HistoryRow& row);

}  // namespace graft
