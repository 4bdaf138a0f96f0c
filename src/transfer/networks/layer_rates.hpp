// Learning rates by layer, for networks that begin with what a source has learned: layers nearer
// the input, which hold what is common to properties, move less.
#pragma once

#include <cstdint>

#include "nn/network.hpp"

namespace graft {

// How many layers stand between an entry of a network's layout and the output: 0 for heads and
// transfer maps, 1 for encoders, more within the embedding.
int64_t layers_above(const Layer& layer, const Network& network);

// The largest of these.
int64_t deepest_layer(const Network& network);

}  // namespace graft
