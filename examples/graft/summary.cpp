#include "summary.hpp"

#include <cmath>

#include "comparison.hpp"
#include "statistics.hpp"
#include "tables.hpp"

namespace command {
namespace {

std::string table_of(const Study& study, const Comparison& comparison) {
  std::vector<std::vector<std::string>> lines = {{"method", "runs", "rmse", "sd", "ratio", "mae",
                                                  "coverage95", "width95", "crps", "log density",
                                                  "seconds"}};
  std::string notes;
  const Runs& first = runs_of(comparison, study.methods[0].name).runs;
  for (const MethodChoice& method : study.methods) {
    const MethodRuns& all = runs_of(comparison, method.name);
    const Runs& runs = all.runs;
    const auto mean = [&runs](ResultColumn column) { return mean_of(cells(runs, column)).mean; };
    const Mean rmse = mean_of(cells(runs, column_rmse));
    lines.push_back({method.name, std::to_string(runs.size()), rounded(rmse.mean),
                     rounded(rmse.sd).insert(0, std::isnan(rmse.sd) ? "" : "+- "),
                     fixed(error_ratio(runs, first), 3), rounded(mean(column_mae)),
                     fixed(mean(column_coverage95), 3), rounded(mean(column_width95)),
                     rounded(mean(column_crps)), fixed(mean(column_log_density), 3),
                     fixed(mean(column_seconds), 1)});
    if (all.failed > 0)
      notes += "  " + method.name + ": " + std::to_string(all.failed) + " runs failed\n";
    if (all.unconverged > 0)
      notes += "  " + method.name + ": " + std::to_string(all.unconverged) +
               " runs have not converged\n";
  }
  return aligned(lines) + notes;
}

}  // namespace

std::string summary(const Study& study, const std::vector<Record>& rows) {
  std::string text;
  for (const Comparison& comparison : comparisons_of(rows))
    text +=
        (text.empty() ? "" : "\n") + comparison.setup.title() + ":\n" + table_of(study, comparison);
  return text;
}

}  // namespace command
