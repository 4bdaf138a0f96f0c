#pragma once

#include "transfer/networks/objective.hpp"

namespace graft {

// The regression losses and nothing else: of the target alone ("scratch"), or summed over target
// and sources on one embedding ("multitask", hard sharing).
class Regression : public Objective {
 public:
  explicit Regression(bool sources) : sources_(sources) {}
  TermNames terms() const override;
  bool uses_sources() const override { return sources_; }
  Losses losses(Tape& tape, const Network& network, const BoundParameters& parameters,
                const LabelledBatch& batch, Rng rng) const override;

 private:
  bool sources_;
};

}  // namespace graft
