// The tables that `graft evaluate` writes: tidy, one row a run, written as soon as the run is
// finished, so that a study killed at any moment goes on where it was.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "csv.hpp"

namespace command {

// What a run is called. A run whose key is in the table is not run again.
struct RunKey {
  std::string source;      // the source's name; "" for methods that learn from the target alone
  std::string target;      // the target's name
  std::string method;      // its name in the study, which --method may choose
  std::string split;       // "random", "scaffold", "scaffold_ordered", "top", "column:NAME=FOLD"
  std::string seed;        // of the split, of all subsets and of the fit
  std::string train_rows;  // as asked for: a number, or "all"
  auto operator<=>(const RunKey&) const = default;

  Record cells() const { return {source, target, method, split, seed, train_rows}; }
  static RunKey of(const Record& row);  // from the first cells of a row of either table
};

// The columns of the results behind the key:
//   rmse, mae      errors of the predicted means at the test rows, in the target's unit
//   r2             1 - sum of squared errors / that of the test rows' own mean
//   coverage95     share of test rows between the quantiles 0.025 and 0.975 of their prediction
//   width95        mean distance of these quantiles, in the target's unit
//   crps           mean continuous ranked probability score, in the target's unit; less is better
//   log_density    mean logarithm of the predicted density at the test values; more is better
//   train, test    rows that were learned from (validation rows among them), and test rows
//   source_rows    the source's rows after test rows were taken out; empty without a source
//   seconds        of the fit and of the prediction
//   status         "ok", "unconverged" (figures are there), or the message of what went wrong (the
//                  figures are empty)
//   version        of the library
//   options        what was set other than by default, of the method and of the study: key=value
//                  with blanks between, a blank within a value as %20, a % as %25
//   data           checksums of what the run was made from: target=, source= and, where a column
//                  makes the folds, folds=
extern const Record result_columns;

// The columns of the predictions behind the key: id, y, mean, model_sd, noise_sd, low, high,
// distance: one row for each test row of each run; low and high are the quantiles 0.025 and 0.975,
// distance that of graft_dataset_distances to the rows of the target that were learned from.
extern const Record prediction_columns;

// Places of columns in result_columns.
enum ResultColumn : std::size_t {
  column_method = 2,
  column_rmse = 6,
  column_mae,
  column_r2,
  column_coverage95,
  column_width95,
  column_crps,
  column_log_density,
  column_train,
  column_test,
  column_source_rows,
  column_seconds,
  column_status,
  column_version,
  column_options,
  column_data,
};

// A table that grows at its end. A line that was not finished, because its writer was killed, is
// cut off when the file is opened. Only one process may hold it.
class Ledger {
 public:
  // "" keeps rows in memory alone; "-" prints them. Throws Failure(exit_io) for a file of the
  // system's or of another kind, or one that another process holds.
  Ledger(std::string path, const Record& columns);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  const std::vector<Record>& rows() const { return rows_; }
  void append(const std::vector<Record>& rows);
  // Puts these rows in the place of those there are, at once or not at all.
  void replace(std::vector<Record> rows);

 private:
  void open_and_lock(const std::string& path);

  std::string path_;
  Record columns_;
  std::vector<Record> rows_;
  int file_ = -1;
};

}  // namespace command
