// What the sources of data sets share: which rows are kept, and why others are not.
#pragma once

#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "data/dataset.hpp"

namespace graft {

// Keeps the rows that have no fault; in strict mode the first fault is an error.
struct Sieve {
  bool strict;
  std::span<const double> targets;
  RowNotes notes;  // of the file the rows come from
  std::vector<double> kept_targets = {};
  std::vector<int64_t> kept_rows = {}, kept_lines = {};
  Skipped skipped = {};

  bool keeps(int64_t row, const std::string& fault) {
    if (fault.empty()) {
      kept_rows.push_back(row);
      if (!targets.empty()) kept_targets.push_back(targets[std::size_t(row)]);
      if (!notes.lines.empty()) kept_lines.push_back(notes.lines[std::size_t(row)]);
      return true;
    }
    const std::string message = notes.lines.empty()
                                    ? join("row ", row, ": ", fault)
                                    : join("line ", notes.lines[std::size_t(row)], ": ", fault);
    if (strict) throw Error(GRAFT_ERROR_DATA, message);
    skipped.rows.push_back(row);
    skipped.reasons.push_back(message);
    return false;
  }
  Dataset dataset(std::shared_ptr<Inputs> inputs) {
    inputs->lines = std::move(kept_lines);
    return Dataset(std::move(inputs), std::move(kept_targets), std::move(kept_rows),
                   std::move(skipped));
  }
};

// What is wrong with a row before its input is looked at.
inline std::string known_fault(const RowNotes& notes, std::span<const double> targets,
                               int64_t row) {
  const auto at = std::size_t(row);
  if (!notes.faults.empty() && !notes.faults[at].empty()) return notes.faults[at];
  return !targets.empty() && std::isinf(targets[at]) ? "the target is infinite" : "";
}

// Before anything is read by them; `row` is what messages call one.
inline void check_offsets(const int64_t* offsets, int64_t rows, const char* name, const char* row) {
  if (offsets[0] != 0) fail(GRAFT_ERROR_DATA, name, "[0] = ", offsets[0], " is not 0");
  for (int64_t g = 0; g < rows; ++g)
    if (offsets[g + 1] < offsets[g])
      fail(GRAFT_ERROR_DATA, row, " ", g, ": ", name, "[", g + 1, "] = ", offsets[g + 1],
           " is less than ", name, "[", g, "] = ", offsets[g]);
}

}  // namespace graft
