// Makes runs, several at once, and keeps their rows.
#pragma once

#include <optional>
#include <vector>

#include "results.hpp"
#include "runs.hpp"

namespace command {

struct RunRows {
  Record result;
  std::vector<Record> predictions;  // empty unless wanted
};

// Fits and tests. What the library refuses becomes the row's status; a run that a signal cut short
// (interrupts.hpp) has no rows. Throws only for want of memory.
std::optional<RunRows> make_run(Material& material, const Run& run, bool wants_predictions);

// Makes the runs on study.jobs threads, each run with a fitter of its own, and appends their rows
// to the ledgers as they are finished. The rows do not depend on the number of threads; their order
// does. The bar on standard error is this thread's. Returns how many were made: all, unless a
// signal ended them. Throws the first failure to write.
std::size_t make_runs(const Study& study, Material& material, const std::vector<Run>& runs,
                      Ledger& results, Ledger& predictions);

}  // namespace command
