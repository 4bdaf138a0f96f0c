#pragma once

#include "transfer/method.hpp"

namespace graft {

// The target alone: the network's regression loss and nothing else.
class Scratch : public Method {
 public:
  bool uses_sources() const override { return false; }
  Losses losses(Tape& tape, const Network& network, const BoundParameters& parameters,
                const LabelledBatch& batch, Rng rng) const override;
};

}  // namespace graft
