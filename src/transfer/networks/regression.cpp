#include "transfer/networks/regression.hpp"

namespace graft {
namespace {

constexpr const char* names[] = {"regression"};

}  // namespace

TermNames Regression::terms() const { return names; }

Losses Regression::losses(Tape& tape, const Network& network, const BoundParameters& p,
                          const LabelledBatch& batch, Rng) const {
  Losses l;
  l.names = names;
  const Var embedding = network.embed(tape, p, batch.inputs);
  for (std::size_t t = 0; t < batch.parts.size(); ++t) {
    const auto& [begin, targets] = batch.parts[t];
    if (targets.empty()) continue;
    const Network::Task& task = network.task(int64_t(t));
    const int64_t rows = int64_t(targets.size());
    const Var e = rows == batch.rows ? embedding : slice(tape, embedding, begin, rows);
    l.terms[0] += square_loss(
        tape, network.apply(tape, p, task.head, network.apply(tape, p, task.encoder, e)), targets,
        double(rows), 1);
  }
  l.total = l.terms[0];
  return l;
}

}  // namespace graft
