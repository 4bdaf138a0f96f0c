#include "summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "tables.hpp"

namespace command {
namespace {

// One comparison: what stays the same while seeds and folds change.
struct Setup {
  std::string source, target, split, train_rows;
  bool operator==(const Setup&) const = default;
};

std::string without_fold(const std::string& split) { return split.substr(0, split.find('=')); }

double cell(const Record& row, ResultColumn column) {
  double value;
  return parse(row[column], value) ? value : std::numeric_limits<double>::quiet_NaN();
}

struct Mean {
  double mean = std::numeric_limits<double>::quiet_NaN(), sd = mean;
};

Mean mean_of(const std::vector<const Record*>& rows, ResultColumn column) {
  Mean result;
  double sum = 0, square = 0;
  for (const Record* row : rows) sum += cell(*row, column);
  if (rows.empty()) return result;
  result.mean = sum / double(rows.size());
  for (const Record* row : rows) square += std::pow(cell(*row, column) - result.mean, 2);
  if (rows.size() > 1) result.sd = std::sqrt(square / double(rows.size() - 1));
  return result;
}

// Runs by what is the same for all methods.
using Runs = std::map<std::pair<std::string, std::string>, const Record*>;  // by split and seed

double ratio(const Runs& runs, const Runs& first) {
  double sum = 0, base = 0;
  for (const auto& [key, row] : runs) {
    const auto found = first.find(key);
    if (found == first.end()) continue;
    sum += cell(*row, column_rmse);
    base += cell(*found->second, column_rmse);
  }
  return base > 0 ? sum / base : std::numeric_limits<double>::quiet_NaN();
}

std::string table_of(const Study& study, const std::vector<Record>& rows, const Setup& setup) {
  std::map<std::string, Runs> by_method;
  std::map<std::string, int> failed, unconverged;
  for (const Record& row : rows) {
    const RunKey key = RunKey::of(row);
    if (key.target != setup.target || key.train_rows != setup.train_rows ||
        without_fold(key.split) != setup.split ||
        (key.source != setup.source && !key.source.empty()))
      continue;
    if (row[column_rmse].empty())
      ++failed[key.method];
    else
      by_method[key.method][{key.split, key.seed}] = &row;
    unconverged[key.method] += row[column_status] == "unconverged";
  }
  std::vector<std::vector<std::string>> lines = {{"method", "runs", "rmse", "sd", "ratio", "mae",
                                                  "coverage95", "width95", "crps", "log density",
                                                  "seconds"}};
  std::string notes;
  for (const MethodChoice& method : study.methods) {
    const Runs& runs = by_method[method.name];
    std::vector<const Record*> all;
    for (const auto& [key, row] : runs) all.push_back(row);
    const Mean rmse = mean_of(all, column_rmse);
    lines.push_back(
        {method.name, std::to_string(all.size()), rounded(rmse.mean),
         rounded(rmse.sd).insert(0, std::isnan(rmse.sd) ? "" : "+- "),
         fixed(ratio(runs, by_method[study.methods[0].name]), 3),
         rounded(mean_of(all, column_mae).mean), fixed(mean_of(all, column_coverage95).mean, 3),
         rounded(mean_of(all, column_width95).mean), rounded(mean_of(all, column_crps).mean),
         fixed(mean_of(all, column_log_density).mean, 3),
         fixed(mean_of(all, column_seconds).mean, 1)});
    if (failed[method.name] > 0)
      notes += "  " + method.name + ": " + std::to_string(failed[method.name]) + " runs failed\n";
    if (unconverged[method.name] > 0)
      notes += "  " + method.name + ": " + std::to_string(unconverged[method.name]) +
               " runs have not converged\n";
  }
  return aligned(lines) + notes;
}

}  // namespace

std::string summary(const Study& study, const std::vector<Record>& rows) {
  std::vector<Setup> setups;
  for (const Record& row : rows) {
    const RunKey key = RunKey::of(row);
    const Setup setup{key.source, key.target, without_fold(key.split), key.train_rows};
    if (std::find(setups.begin(), setups.end(), setup) == setups.end()) setups.push_back(setup);
  }
  std::string text;
  for (const Setup& setup : setups) {
    // Methods without a source have a table of their own only where there is no other.
    const bool joins =
        setup.source.empty() && std::any_of(setups.begin(), setups.end(), [&](const Setup& other) {
          return other.target == setup.target && !other.source.empty();
        });
    if (joins) continue;
    text +=
        (text.empty() ? "" : "\n") + (setup.source.empty() ? "" : setup.source + " -> ") +
        setup.target + ", split " + setup.split + ", " +
        (setup.train_rows == "all" ? "all training rows" : setup.train_rows + " training rows") +
        ":\n" + table_of(study, rows, setup);
  }
  return text;
}

}  // namespace command
