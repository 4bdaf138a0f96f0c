// Whether a data set is of a model's kind, and its columns in the model's order.
#pragma once

#include <optional>

#include "data/dataset.hpp"
#include "model/content.hpp"

namespace graft {

// The set itself, or a copy whose columns have been put in the model's order. Columns are matched
// by name where both the set and the model have names, else by place.
class FittingSet {
 public:
  // Keeps a reference to the set. Throws GRAFT_ERROR_DATA for another kind, for columns that are
  // missing or superfluous, and for another width where columns have no names.
  FittingSet(const ModelContent& content, const Dataset& dataset);

  const Dataset& operator*() const { return ordered_ ? *ordered_ : given_; }

 private:
  const Dataset& given_;
  std::optional<Dataset> ordered_;
};

}  // namespace graft
