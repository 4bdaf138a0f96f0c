#include "transfer/networks/losses.hpp"

#include <limits>

#include "base/error.hpp"
#include "transfer/methods/gate.hpp"
#include "transfer/networks/regression.hpp"

namespace graft {

Losses& Losses::operator+=(const Losses& other) {
  total += other.total;
  regression += other.regression;
  autoencoder += other.autoencoder;
  consistency += other.consistency;
  mapping += other.mapping;
  distance += other.distance;
  return *this;
}

Losses Losses::of_regression_alone() {
  Losses l;
  l.autoencoder = l.consistency = l.mapping = l.distance = std::numeric_limits<double>::quiet_NaN();
  return l;
}

std::unique_ptr<Method> make_method(const std::string& name, const Options& options) {
  if (name == "scratch") return std::make_unique<Regression>(false);
  if (name == "multitask") return std::make_unique<Regression>(true);
  if (name == "gate") {
    GateSettings settings;
    settings.autoencoder = options.real("autoencoder_weight");
    settings.consistency = options.real("consistency_weight");
    settings.mapping = options.real("mapping_weight");
    settings.distance = options.real("distance_weight");
    settings.perturbations = options.integer("perturbations");
    settings.perturbation_size = options.real("perturbation_size");
    // Layers that have learned nothing yet have nothing to keep.
    settings.layer_decay = options.flag("source_start") ? options.real("layer_decay") : 1;
    settings.source_fade = options.real("source_fade");
    return std::make_unique<Gate>(settings);
  }
  fail(GRAFT_ERROR_INTERNAL, "method ", name, " has no losses");
}

}  // namespace graft
