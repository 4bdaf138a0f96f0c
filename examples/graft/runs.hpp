// The runs of a study, and how each is made: which rows are learned from and which are tested.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "results.hpp"
#include "study.hpp"

namespace command {

struct Run {
  RunKey key;
  int64_t target = 0, source = -1;  // places in the study; -1: no source
  const MethodChoice* method = nullptr;
  SplitChoice split;  // with a fold, when it is a column
  int64_t seed = 0, train_rows = 0;
  std::string options, data;  // the columns of these names
};

struct RunData {
  graft_api::Dataset train, test, source;  // source: NULL without one
};

// The data sets of a study. Parts of them are made when runs ask for them; all functions may be
// called from many threads.
class Material {
 public:
  // Reads them. Throws Failure for what cannot be read, and for a source that is a target itself.
  explicit Material(const Study& study);

  // All combinations, in the order of the finished table. Methods without a source come once for
  // each target.
  std::vector<Run> runs() const;

  // Everything is drawn from the run's seed by the library's own splits, so that methods see the
  // same rows. Throws graft_api::Error and Failure.
  RunData prepare(const Run& run);

  // What a reader of the results should know of the rows: empty cells that are a fold, and inputs
  // that occur more than once in a target, on one side of a split or on both. Of the parts that
  // were made so far.
  std::vector<std::string> notes() const;

 private:
  struct Parts {
    std::vector<int64_t> train, test;  // rows of the target
    std::vector<int64_t> hidden;       // what no source may show: test, and rows put aside
  };
  // Of all seeds of a target and split.
  struct Shared {
    int64_t rows = 0, repeated = 0;        // of the target
    int64_t tested = 0, also_learned = 0;  // of its test parts
  };
  void count_repeated(const Run& run, const Parts& parts);
  Parts divide(const Run& run, const std::vector<int64_t>& rows) const;
  std::shared_ptr<const Parts> parts(const Run& run);
  std::shared_ptr<const std::vector<int64_t>> source_rows(const Run& run, const Parts& parts);

  std::string data_text(const Run& run) const;

  const Study& study_;
  std::vector<Data> targets_, sources_;
  std::vector<std::string> target_sums_, source_sums_;                  // checksums of all rows
  std::mutex mutex_;                                                    // of all that follows
  std::map<std::pair<std::string, std::string>, Shared> shared_parts_;  // by target and split
  std::map<std::string, std::shared_ptr<const Parts>> parts_;
  std::map<std::string, std::shared_ptr<const std::vector<int64_t>>> source_rows_;
  std::map<std::pair<int64_t, int64_t>, std::vector<int64_t>> shared_;  // by source and target
};

}  // namespace command
