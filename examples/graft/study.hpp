// What `graft evaluate` is asked to do: the data sets, methods, splits, seeds and sizes whose
// combinations are its runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "data_files.hpp"
#include "label_noise.hpp"

namespace command {

// A method under the name it has in the results, with settings of its own.
struct MethodChoice {
  std::string name, method;
  std::vector<std::pair<std::string, std::string>> settings;  // each key once
  bool takes_source = true;
};

// How a target is parted. random, scaffold, scaffold_ordered and top hold out a share of the rows;
// column makes each text in a column of the table one fold, and each fold in turn the test part.
struct SplitChoice {
  std::string kind;                 // "random", "scaffold", "scaffold_ordered", "top" or "column"
  std::string column;               // of column
  std::optional<std::string> fold;  // of column: only this one, which may be ""; else all
};

struct Study {
  std::vector<DataFile> targets, sources;
  std::vector<MethodChoice> methods;
  std::vector<SplitChoice> splits;
  std::vector<int64_t> seeds;
  std::vector<int64_t> train_rows;  // 0: all
  double test = 0.2;
  LabelNoise label_noise;  // of the training rows
  bool keep_test_in_source = false, lenient = false;
  bool validation = false;  // test rows are put aside, and the training rows divided once more
  int jobs = 1;
  std::string out, predictions;  // "": not written

  std::vector<std::string> fold_columns() const;
};

// Throws Failure(exit_usage) for a command line that makes no sense, and graft_api::Error for
// methods and options that the library does not know.
Study read_study(const Words& words);

// The options of a run.
graft_api::Options options_of(const MethodChoice& method, int64_t seed);

}  // namespace command
