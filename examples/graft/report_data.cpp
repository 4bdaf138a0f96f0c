#include "report_data.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "failure.hpp"

namespace command {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

Record key_columns() { return {result_columns.begin(), result_columns.begin() + column_rmse}; }

// NaN for what is no number or of no property's size: squares and ratios of the others are finite.
double figure_of(const std::string& text) {
  double value;
  if (!parse(text, value) || std::abs(value) > 1e100) return none;
  return std::abs(value) < 1e-100 ? 0 : value;
}

// A table whose columns are known by name. A line that its writer had not finished is passed over.
class Table {
 public:
  Table(const std::string& path, const Record& needed) {
    table_ = read_csv(read_text(path == "-" ? "/dev/stdin" : path));
    const std::string name = path == "-" ? "standard input" : "'" + path + "'";
    if (table_.records.empty()) throw Failure(exit_io, name + " holds no table");
    const Record& header = table_.records[0];
    for (const std::string& column : needed)
      if (std::find(header.begin(), header.end(), column) == header.end())
        throw Failure(exit_io, name + " has no column '" + column +
                                   "': it is not a table that graft evaluate writes");
    for (std::size_t i = 1; i < table_.records.size(); ++i)
      if (table_.records[i].size() != header.size())
        throw Failure(exit_io, name + " record " + std::to_string(i + 1) + " has " +
                                   std::to_string(table_.records[i].size()) + " cells where " +
                                   std::to_string(header.size()) + " are wanted");
  }

  std::size_t rows() const { return table_.records.size() - 1; }
  bool has(const std::string& column) const { return place(column) < table_.records[0].size(); }
  std::size_t place(const std::string& column) const {
    const Record& header = table_.records[0];
    return std::size_t(std::find(header.begin(), header.end(), column) - header.begin());
  }
  // "" for a column that is not there.
  const std::string& text(std::size_t row, std::size_t place) const {
    static const std::string empty;
    const Record& record = table_.records[row + 1];
    return place < record.size() ? record[place] : empty;
  }
  double number(std::size_t row, std::size_t place) const { return figure_of(text(row, place)); }
  // The cells of these columns, in their order.
  Record cells(std::size_t row, const std::vector<std::size_t>& places) const {
    Record record;
    for (const std::size_t place : places) record.push_back(text(row, place));
    return record;
  }
  std::vector<std::size_t> places(const Record& columns) const {
    std::vector<std::size_t> found;
    for (const std::string& column : columns) found.push_back(place(column));
    return found;
  }

 private:
  CsvText table_;
};

void read_results(const std::string& path, ReportData& data) {
  Record needed = key_columns();
  needed.push_back(result_columns[column_rmse]);
  const Table table(path, needed);
  const auto places = table.places(result_columns);
  std::map<RunKey, std::size_t> there;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    Record row = table.cells(i, places);
    for (std::size_t column = column_rmse; column <= column_seconds; ++column)
      row[column] = number_text(figure_of(row[column]));
    if (cell(row, column_rmse) < 0) row[column_rmse].clear();  // no error: the run has failed
    if (there.emplace(RunKey::of(row), i).second) data.rows.push_back(std::move(row));
  }
  if (data.rows.empty()) throw Failure(exit_io, "'" + path + "' holds no runs");
  for (const Record& row : data.rows)
    if (std::find(data.methods.begin(), data.methods.end(), row[column_method]) ==
        data.methods.end())
      data.methods.push_back(row[column_method]);
}

void read_predictions(const std::string& path, ReportData& data) {
  Record needed = key_columns();
  needed.insert(needed.end(), {"y", "mean"});
  const Table table(path, needed);
  const auto keys = table.places(key_columns());
  const auto at = table.places({"y", "mean", "model_sd", "noise_sd", "low", "high", "distance"});
  data.has_predictions = true;
  std::set<RunKey> known;
  for (const Record& row : data.rows) known.insert(RunKey::of(row));
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const RunKey key = RunKey::of(table.cells(i, keys));
    if (known.count(key) == 0) {
      ++data.strays;
      continue;
    }
    const auto value = [&](std::size_t column) { return table.number(i, at[column]); };
    const Predicted row = {value(0), value(1), std::hypot(value(2), value(3)),
                           value(4), value(5), value(6)};
    data.has_distances |= !std::isnan(row.distance);
    if (!std::isnan(row.y) && !std::isnan(row.mean)) data.predictions[key].push_back(row);
  }
}

}  // namespace

std::vector<Predicted> ReportData::predictions_of(const Comparison& comparison,
                                                  const std::string& method) const {
  std::vector<Predicted> all;
  for (const auto& [key, row] : runs_of(comparison, method).runs) {
    const auto found = predictions.find(RunKey::of(*row));
    if (found != predictions.end())
      all.insert(all.end(), found->second.begin(), found->second.end());
  }
  return all;
}

ReportData read_report_data(const std::string& results, const std::string& predictions,
                            const std::string& baseline) {
  ReportData data;
  if (results == "-" && predictions == "-")
    wrong_usage("'-': standard input can be read only once");
  read_results(results, data);
  if (!predictions.empty()) read_predictions(predictions, data);
  data.baseline = baseline.empty() ? data.methods[0] : baseline;
  if (std::find(data.methods.begin(), data.methods.end(), data.baseline) == data.methods.end()) {
    std::string names;
    for (const auto& name : data.methods) names += (names.empty() ? "" : ", ") + name;
    wrong_usage("--baseline '" + baseline + "' is not among the methods of the results: " + names);
  }
  data.comparisons = comparisons_of(data.rows);
  return data;
}

std::vector<Family> families_of(const std::vector<Comparison>& comparisons) {
  std::vector<Family> families;
  for (const Comparison& comparison : comparisons) {
    const Setup& setup = comparison.setup;
    auto found = std::find_if(families.begin(), families.end(), [&](const Family& family) {
      return family.split == setup.split && family.train_rows == setup.train_rows;
    });
    if (found == families.end())
      found = families.insert(families.end(), {setup.split, setup.train_rows, {}});
    found->members.push_back(&comparison);
  }
  return families;
}

std::map<std::string, Against> against_baseline(const ReportData& data, const Family& family) {
  std::map<std::string, Against> all;
  std::vector<double> p;
  for (const std::string& method : data.methods) {
    if (method == data.baseline) continue;
    Against& against = all[method];
    std::set<const Record*> counted;  // a method without a source stands beside every source
    for (const Comparison* member : family.members) {
      const Runs& base = runs_of(*member, data.baseline).runs;
      double sum = 0, count = 0;
      for (const auto& [key, row] : runs_of(*member, method).runs) {
        const auto found = base.find(key);
        if (found == base.end()) continue;
        // Where neither has a source, the ratio is the same beside every source: one of them
        // counts.
        const bool alone = (*row)[0].empty() && (*found->second)[0].empty();
        if (alone && !counted.insert(row).second) continue;
        const double ratio = cell(*row, column_rmse) / cell(*found->second, column_rmse);
        if (!(ratio > 0) || !std::isfinite(ratio)) continue;
        against.logs.push_back(std::log(ratio));
        sum += std::log(ratio);
        ++count;
      }
      if (count > 0) against.pair_logs.push_back(sum / count);
    }
    if (!against.logs.empty()) against.test = signed_rank(against.logs);
    const auto& units = against.pair_logs.size() > 1 ? against.pair_logs : against.logs;
    const auto exponential = [](Interval i) { return Interval{std::exp(i.low), std::exp(i.high)}; };
    against.ratio = std::exp(mean_of(against.pair_logs).mean);
    against.by_t = exponential(t_interval(units));
    against.by_bootstrap = exponential(bootstrap_interval(units));
    p.push_back(against.logs.empty() ? none : against.test.p);
  }
  const std::vector<double> corrected = holm(p);
  std::size_t i = 0;
  for (const std::string& method : data.methods)
    if (method != data.baseline) all[method].corrected_p = corrected[i++];
  return all;
}

}  // namespace command
