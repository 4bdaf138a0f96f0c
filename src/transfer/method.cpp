#include "transfer/method.hpp"

#include <limits>

#include "base/error.hpp"
#include "transfer/gate.hpp"
#include "transfer/regression.hpp"

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
  if (name == "gate")
    return std::make_unique<Gate>(
        GateSettings{options.real("autoencoder_weight"), options.real("consistency_weight"),
                     options.real("mapping_weight"), options.real("distance_weight"),
                     options.integer("perturbations"), options.real("perturbation_size"),
                     options.real("source_fade")});
  fail(GRAFT_ERROR_INTERNAL, "method ", name, " has no losses");
}

}  // namespace graft
