// An objective: one function from a batch to the terms of a loss on a tape. Everything else
// (batches, optimiser, validation, members, checkpoints) is shared, so that methods compare fairly.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.hpp"
#include "nn/network.hpp"
#include "transfer/fit/losses.hpp"

namespace graft {

// One batch: the labelled rows of each task, one after the other, then unlabelled rows.
struct LabelledBatch {
  InputBatch inputs;
  int64_t rows = 0;
  struct Part {
    int64_t begin = 0;
    std::span<const float> targets;  // scaled; a part may be empty
  };
  std::vector<Part> parts;           // by task
  double done = 0;                   // share of the steps that is over
  std::span<const int64_t> numbers;  // of the rows, in the fit's numbering
};

class Objective {
 public:
  virtual ~Objective() = default;
  virtual TermNames terms() const = 0;  // of its losses, in their order
  virtual bool uses_sources() const = 0;
  virtual bool has_transfer() const { return false; }  // maps into a common frame and back
  // Puts the losses on the tape and returns their values.
  virtual Losses losses(Tape& tape, const Network& network, const BoundParameters& parameters,
                        const LabelledBatch& batch, Rng rng) const = 0;
  // Factors of the learning rate for each entry of the network's layout when a share `done` of the
  // steps is over; false: all 1, nothing written.
  virtual bool entry_rates(const Network&, double /*done*/, std::span<float>) const {
    return false;
  }
};

}  // namespace graft
