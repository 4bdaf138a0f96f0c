#include "transfer/networks/layer_rates.hpp"

namespace graft {

int64_t layers_above(const std::string& name, const NetworkShape& shape) {
  if (name.find(".encoder.") != std::string::npos) return 1;
  if (!name.starts_with("embedding.")) return 0;
  if (name.starts_with("embedding.atom")) return 2;
  if (name == "embedding.message") return 3;
  if (name == "embedding.bond_input") return 4;
  const std::string dense = "embedding.dense";
  return 1 + shape.depth - std::stoll(name.substr(dense.size()));
}

int64_t deepest_layer(const NetworkShape& shape) {
  return shape.takes_graphs() ? 4 : 1 + shape.depth;
}

}  // namespace graft
