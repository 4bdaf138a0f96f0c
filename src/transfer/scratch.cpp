#include "transfer/scratch.hpp"

#include <limits>

namespace graft {

Losses Scratch::losses(Tape& tape, const Network& network, const BoundParameters& p,
                       const LabelledBatch& batch, Rng) const {
  const auto& targets = batch.parts[0].targets;
  Losses l;
  l.autoencoder = l.consistency = l.mapping = l.distance = std::numeric_limits<double>::quiet_NaN();
  l.regression = square_loss(tape, network.predict(tape, p, batch.inputs, 0), targets,
                             double(targets.size()), 1);
  l.total = l.regression;
  return l;
}

}  // namespace graft
