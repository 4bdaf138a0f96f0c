// The objective of networks that begin as a source's and are trained on.
#pragma once

#include "base/options.hpp"
#include "transfer/fit/keys.hpp"
#include "transfer/networks/regression.hpp"

namespace graft {

inline constexpr Keys<2> fine_tuning_keys{"layer_decay", "unfreeze"};

// Regression at rates that fall from layer to layer towards the input, which holds what is common
// to properties (option layer_decay), or with layers held until a share of the steps is over
// (option unfreeze).
class FineTuning : public Regression {
 public:
  enum class Layers { all, head };
  FineTuning(const Options& options, Layers layers);
  bool entry_rates(const Network& network, double done, std::span<float> rates) const override;

 private:
  bool head_only_;
  double decay_, unfreeze_;
};

}  // namespace graft
