// What a report is about: the tables of `graft evaluate`, read by the names of their columns and
// grouped.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "comparison.hpp"
#include "statistics.hpp"

namespace command {

// A row of the predictions; NaN for what is missing.
struct Predicted {
  double y, mean, sd;  // sd: of the whole normal prediction, model and noise
  double low, high;    // quantiles 0.025 and 0.975
  double distance;     // from the nearest training row: 0 identical, 1 nothing in common
};

struct ReportData {
  std::vector<Record> rows;          // of the results, with the cells of result_columns
  std::vector<std::string> methods;  // in the order in which the rows name them
  std::string baseline;              // one of them
  std::vector<Comparison> comparisons;
  std::map<RunKey, std::vector<Predicted>> predictions;
  bool has_predictions = false, has_distances = false;
  std::size_t strays = 0;  // predictions of runs that are not in the results

  // A method's predictions with a value beside them, over all seeds and folds of a comparison.
  std::vector<Predicted> predictions_of(const Comparison& comparison,
                                        const std::string& method) const;
};

// Reads the results, and the predictions unless `predictions` is "". "-" is standard input.
// Columns behind the key may be missing, but for rmse, and their order is free.
// Throws Failure: exit_io for files that cannot be read or are not such tables, exit_usage for a
// baseline ("": the first method) that is not among the methods.
ReportData read_report_data(const std::string& results, const std::string& predictions,
                            const std::string& baseline);

// Comparisons that differ by their pair alone: they can be summed up by ratios.
struct Family {
  std::string split, train_rows;
  std::vector<const Comparison*> members;
  std::string title() const { return "split " + split + ", " + rows_title(train_rows); }
};
std::vector<Family> families_of(const std::vector<Comparison>& comparisons);

// A method against the baseline over all pairs of a family, by the logarithms of the ratios of
// their errors in the same seed and fold.
struct Against {
  std::vector<double> logs;                                       // of every run that both have
  std::vector<double> pair_logs;                                  // the mean of each pair
  SignedRank test;                                                // of logs
  double corrected_p = std::numeric_limits<double>::quiet_NaN();  // by Holm, over the methods
  double ratio = corrected_p;                                     // geometric mean over pairs
  Interval by_t, by_bootstrap;  // of the ratio, over pairs; over runs when there is one pair

  // -1: less error, 1: more, 0: it may be chance. Both the test and the interval must say so.
  int clear() const {
    if (!(corrected_p < 0.05) || (by_t.low <= 1 && by_t.high >= 1)) return 0;
    return ratio < 1 ? -1 : 1;
  }
};
// By method; the baseline itself is not among them.
std::map<std::string, Against> against_baseline(const ReportData& data, const Family& family);

}  // namespace command
