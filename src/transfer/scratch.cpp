#include "transfer/scratch.hpp"

#include <limits>

namespace graft {

Losses Scratch::losses(Tape& tape, const Network& network, const BoundParameters& p,
                       const LabelledBatch& batch, Rng) const {
  const Network::Task& task = network.task(0);
  const Var z = network.apply(tape, p, task.encoder, network.embed(tape, p, batch.inputs));
  const auto& targets = batch.parts[0].targets;
  Losses l;
  l.autoencoder = l.consistency = l.mapping = l.distance = std::numeric_limits<double>::quiet_NaN();
  l.regression =
      square_loss(tape, network.apply(tape, p, task.head, z), targets, double(targets.size()), 1);
  l.total = l.regression;
  return l;
}

}  // namespace graft
