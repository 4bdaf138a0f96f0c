#include "model/fitting_set.hpp"

#include "base/error.hpp"
#include "data/columns.hpp"

namespace graft {

FittingSet::FittingSet(const ModelContent& content, const Dataset& dataset) : given_(dataset) {
  const NetworkShape& shape = content.shape;
  const Inputs& inputs = dataset.inputs();
  if (dataset.kind() != shape.input)
    fail(GRAFT_ERROR_DATA, "dataset holds ", name_of(dataset.kind()), ", the model takes ",
         name_of(shape.input));
  const auto places =
      column_places(content.columns, dataset.columns(), "dataset", "the model");
  if (inputs.feature_cols != shape.feature_cols + content.covariates)
    fail(GRAFT_ERROR_DATA, "dataset has ", inputs.feature_cols, " features, the model takes ",
         shape.feature_cols + content.covariates);
  if (inputs.atom_cols != shape.atom_cols || inputs.bond_cols != shape.bond_cols)
    fail(GRAFT_ERROR_DATA, "dataset has ", inputs.atom_cols, " atom and ", inputs.bond_cols,
         " bond features, the model takes ", shape.atom_cols, " and ", shape.bond_cols);
  if (!places.empty()) ordered_.emplace(dataset.with_column_order(places));
}

}  // namespace graft
