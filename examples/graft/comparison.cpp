#include "comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace command {
namespace {

Setup setup_of(const RunKey& key) {
  return {key.source, key.target, without_fold(key.split), key.train_rows};
}

void add_run(MethodRuns& method, const RunKey& key, const Record& row) {
  if (row[column_rmse].empty())
    ++method.failed;
  else
    method.runs[{key.split, key.seed}] = &row;
  method.unconverged += row[column_status] == "unconverged";
}

}  // namespace

std::string without_fold(const std::string& split) { return split.substr(0, split.find('=')); }

std::string Setup::pair() const { return (source.empty() ? "" : source + " -> ") + target; }

std::string rows_title(const std::string& train_rows) {
  return train_rows == "all" ? "all training rows" : train_rows + " training rows";
}

std::string Setup::title() const {
  return pair() + ", split " + split + ", " + rows_title(train_rows);
}

std::vector<Comparison> comparisons_of(const std::vector<Record>& rows) {
  std::set<Setup> seen, have_source;  // have_source: with the source's name taken out
  std::vector<Setup> setups;
  for (const Record& row : rows) {
    Setup setup = setup_of(RunKey::of(row));
    if (!seen.insert(setup).second) continue;
    setups.push_back(setup);
    if (setup.source.empty()) continue;
    setup.source.clear();
    have_source.insert(setup);
  }
  std::vector<Comparison> comparisons;
  std::map<Setup, std::vector<std::size_t>> places;  // of the comparisons that a setup's rows join
  for (const Setup& setup : setups) {
    if (setup.source.empty() && have_source.count(setup) > 0) continue;
    places[setup].push_back(comparisons.size());
    Setup without = setup;
    without.source.clear();
    if (without != setup) places[without].push_back(comparisons.size());
    comparisons.push_back({setup, {}});
  }
  for (const Record& row : rows) {
    const RunKey key = RunKey::of(row);
    for (const std::size_t place : places[setup_of(key)])
      add_run(comparisons[place].methods[key.method], key, row);
  }
  return comparisons;
}

const MethodRuns& runs_of(const Comparison& comparison, const std::string& method) {
  static const MethodRuns none;
  const auto found = comparison.methods.find(method);
  return found == comparison.methods.end() ? none : found->second;
}

double cell(const Record& row, ResultColumn column) {
  double value;
  return parse(row[column], value) ? value : std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> cells(const Runs& runs, ResultColumn column) {
  std::vector<double> values;
  for (const auto& [key, row] : runs)
    if (const double value = cell(*row, column); !std::isnan(value)) values.push_back(value);
  return values;
}

double error_ratio(const Runs& runs, const Runs& first) {
  double sum = 0, base = 0;
  for (const auto& [key, row] : runs) {
    const auto found = first.find(key);
    if (found == first.end()) continue;
    sum += cell(*row, column_rmse);
    base += cell(*found->second, column_rmse);
  }
  return base > 0 ? sum / base : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace command
