// The sets that a fit learns from, and whether it can.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "data/scaler.hpp"
#include "model/model.hpp"

namespace graft {

// The sets that a fitter was given.
struct FitSets {
  std::optional<Dataset> target, unlabelled, validation;
  std::vector<Dataset> sources;
  std::shared_ptr<const Model> source_model;  // in place of a source
  const char* target_name = "target";         // in messages: a source can be a stage's target
};

// For what a target's own stage sees.
FitSets without_sources(FitSets sets);

// For a stage that learns a source alone.
FitSets as_target(const Dataset& source, const char* name = "source 0");

constexpr int64_t least_target_rows = 4;  // two to learn from, one to validate, one to spare
constexpr int64_t least_source_rows = 2;

// Refuses what no method can learn from, before anything is learned: too few rows with a value, a
// constant, values without a finite deviation, sets of another kind than the target's, a source
// that is the target or another source. Throws GRAFT_ERROR_DATA that names the set, and the row
// where one is to blame.
void check_sets(const FitSets& sets);

// For methods whose networks see all sets at once: their inputs are alike. Throws GRAFT_ERROR_DATA.
void check_alike(const FitSets& sets);

// A model's networks can be used for a set that has its features, and perhaps more. Throws
// GRAFT_ERROR_DATA.
void check_takes(const ModelContent& base, const Dataset& set, const std::string& name);

// The scaling of the set's values. Throws GRAFT_ERROR_DATA for fewer than `least`, a constant (one
// alone may be) and values without a finite deviation.
Scaling scaling_of_values(const Dataset& set, const std::string& name, int64_t least);

// The scaling of feature `col` over the sets' rows. Throws GRAFT_ERROR_DATA for values without a
// finite deviation.
struct NamedSet {
  const Dataset* set;
  std::string name;
};
Scaling scaling_of_feature(const std::vector<NamedSet>& sets, int64_t col);

}  // namespace graft
