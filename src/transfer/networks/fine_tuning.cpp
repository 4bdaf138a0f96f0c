#include "transfer/networks/fine_tuning.hpp"

#include <cmath>

#include "transfer/networks/layer_rates.hpp"

namespace graft {

FineTuning::FineTuning(const Options& options, Layers layers)
    : Regression(false),
      head_only_(layers == Layers::head),
      decay_(head_only_ ? 1 : options.real("layer_decay")),
      unfreeze_(options.real("unfreeze")) {}

bool FineTuning::entry_rates(const Network& network, double done, std::span<float> rates) const {
  const double deepest = double(deepest_layer(network));
  for (std::size_t e = 0; e < rates.size(); ++e) {
    const int64_t above = layers_above(network.layout().entries()[e].layer, network);
    const bool frozen = head_only_ ? above > 0 : done < unfreeze_ * double(above) / deepest;
    rates[e] = frozen ? 0.f : float(std::pow(decay_, double(above)));
  }
  return true;
}

}  // namespace graft
