#include "transfer/fit/columns.hpp"

#include "base/error.hpp"
#include "data/columns.hpp"

namespace graft {

FitSets with_matching_columns(FitSets sets) {
  if (!sets.target) return sets;
  Dataset& target = *sets.target;
  if (sets.source_model) {
    target = with_columns_like(target, sets.source_model->content().columns, "target",
                               "the source model", true);
  } else if (!sets.sources.empty()) {
    const auto& first = sets.sources[0].columns();
    target = with_columns_like(target, first, "target", "source 0", true);
    for (std::size_t s = 1; s < sets.sources.size(); ++s)
      sets.sources[s] = with_columns_like(sets.sources[s], first, join("source ", s), "source 0");
  }
  for (const auto& [set, name] : {std::pair{&sets.validation, "validation"},
                                  std::pair{&sets.unlabelled, "unlabelled"}})
    if (*set) *set = with_columns_like(**set, target.columns(), name, "the target");
  return sets;
}

}  // namespace graft
