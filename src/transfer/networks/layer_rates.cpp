#include "transfer/networks/layer_rates.hpp"

namespace graft {

int64_t layers_above(const Layer& layer, const Network& network) {
  if (layer.block == Block::embedding) return deepest_layer(network) - layer.depth;
  return layer.block == Block::encoder ? 1 : 0;
}

int64_t deepest_layer(const Network& network) { return 1 + network.embedding().layers(); }

}  // namespace graft
