// Networks that were trained with different scalings of their features, under one roof: a model
// scales its features once.
#pragma once

#include "model/model.hpp"

namespace graft {

// The same networks for features scaled by `to` instead of `from`: the first layer takes the
// difference. Columns that are constant in one of them must be so in the other's networks; see
// adopt_constant_columns. Nothing happens to networks over graphs.
void rescale_inputs(ModelContent& networks, const std::vector<Scaling>& from,
                    const std::vector<Scaling>& to);

// Columns that did not vary in the source's rows have no scaling there and taught its networks
// nothing: they take the target's scaling, and the networks' weights for them become 0.
void adopt_constant_columns(ModelContent& source, const Dataset& target);

}  // namespace graft
