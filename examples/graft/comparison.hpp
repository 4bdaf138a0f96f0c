// Results put side by side: the runs that may be compared, because all but the method is the same.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "results.hpp"

namespace command {

// What stays the same while methods, seeds and folds change.
struct Setup {
  std::string source, target;  // source: "" where no method of the comparison has one
  std::string split;           // without the fold
  std::string train_rows;
  auto operator<=>(const Setup&) const = default;

  std::string pair() const;   // "boiling -> flash", or "flash"
  std::string title() const;  // "boiling -> flash, split random, 30 training rows"
};

std::string without_fold(const std::string& split);     // "column:NAME=FOLD": "column:NAME"
std::string rows_title(const std::string& train_rows);  // "30 training rows"

// Runs with figures, by what is the same for all methods: split with its fold, and seed.
using Runs = std::map<std::pair<std::string, std::string>, const Record*>;

struct MethodRuns {
  Runs runs;
  int failed = 0, unconverged = 0;
};

struct Comparison {
  Setup setup;
  std::map<std::string, MethodRuns> methods;
};

// In the order in which the rows name them; they point into `rows`. Methods without a source stand
// beside those of every source of their target, and have a comparison of their own only where there
// is no source.
std::vector<Comparison> comparisons_of(const std::vector<Record>& rows);

// The runs of a method; none if it has none here.
const MethodRuns& runs_of(const Comparison& comparison, const std::string& method);

double cell(const Record& row, ResultColumn column);  // NaN where there is no number

// All the numbers of a column; those that are missing are left out.
std::vector<double> cells(const Runs& runs, ResultColumn column);

// Mean error over that of `first`, over the seeds and folds that both have.
double error_ratio(const Runs& runs, const Runs& first);

}  // namespace command
