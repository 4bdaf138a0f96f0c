// Going on with results that are there: which runs are missing, and whether those that are not are
// of the same study.
#pragma once

#include <string>
#include <vector>

#include "results.hpp"
#include "runs.hpp"

namespace command {

// Throws Failure(exit_usage) when rows of `results`, which stand in the file `path`, were made from
// other data than the runs are, whether or not they are the same runs: one table would hold figures
// of both.
void check_data(const std::vector<Run>& runs, const Ledger& results, const std::string& path);

// The runs that the results do not hold yet. Throws Failure(exit_usage) for a run that stands there
// with other options: its row would be taken for what it is not.
std::vector<Run> missing_runs(const std::vector<Run>& runs, const Ledger& results,
                              const std::string& path);

// Of these runs, drops results without all of their predictions, and predictions without a result:
// the writer was killed between the two, or wrote no predictions. Such runs are made again.
void drop_halves(Ledger& predictions, Ledger& results, const std::vector<Run>& runs);

}  // namespace command
