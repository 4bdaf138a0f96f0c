#include "transfer/methods/gate.hpp"

#include <cmath>

#include "transfer/methods/joint_training.hpp"
#include "transfer/methods/methods.hpp"
#include "transfer/networks/layer_rates.hpp"
#include "transfer/networks/small_network.hpp"
#include "transfer/networks/source.hpp"

namespace graft {
namespace {

constexpr int64_t most_perturbations = 64;

constexpr const char* names[] = {"regression", "autoencoder", "consistency", "mapping", "distance"};

// Mean over the pairs of tasks of |x_i - x_j|^2, which is 2 / (T - 1) times the sum of
// |x_i - mean|^2: as many terms as tasks, not as pairs.
double pairwise_loss(Tape& tape, std::span<const Var> xs, double count, double weight) {
  const double tasks = double(xs.size());
  if (xs.size() == 1) return 0;
  if (xs.size() == 2) return square_loss(tape, xs[0], xs[1], count, weight);
  const Var mean = mean_of(tape, xs);
  double sum = 0;
  for (const Var x : xs) sum += square_loss(tape, x, mean, count * (tasks - 1) / 2, weight);
  return sum;
}

// Directions uniform on the sphere, of length eps times the mean embedding's length (a constant for
// the gradient). Returns the matrix [k, width] and that length.
Matrix perturbations(Tape& tape, const Matrix& e, int64_t count, double size, Rng& rng,
                     double& length) {
  double sum = 0;
  for (int64_t i = 0; i < e.rows; ++i)
    sum += std::sqrt(kernels().square_distance(e.row(i), nullptr, e.cols));
  length = size * std::max(sum / double(e.rows), 1e-6);
  const Matrix delta = tape.executor().arena.matrix(count, e.cols);
  for (int64_t k = 0; k < count; ++k) {
    for (int64_t j = 0; j < e.cols; ++j) delta.row(k)[j] = float(rng.normal());
    const double norm = std::sqrt(kernels().square_distance(delta.row(k), nullptr, e.cols));
    const float scale = float(length / std::max(norm, 1e-12));
    for (int64_t j = 0; j < e.cols; ++j) delta.row(k)[j] *= scale;
  }
  return delta;
}

// With the option source_start the networks begin with what the same losses gave on the sources,
// where layers that have learned nothing yet have nothing to keep, and no source fades.
ModelContent fit(FitJob& job) {
  refuse_small(job);
  const Gate objective(gate_settings(job.options));
  GateSettings settings = gate_settings(job.options);
  settings.layer_decay = 1;
  settings.source_fade = 0;
  const Gate of_sources(settings);
  return fit_jointly(job, objective, job.options.flag("source_start") ? &of_sources : nullptr);
}

constexpr auto keys = all_keys(
    joint_keys, source_keys,
    Keys<14>{"source_batch", "unlabelled_batch", "tied_start", "source_start", "layer_decay",
             "source_fade", "alignment", "routes", "autoencoder_weight", "consistency_weight",
             "mapping_weight", "distance_weight", "perturbations", "perturbation_size"});

}  // namespace

TermNames Gate::terms() const { return names; }

Losses Gate::losses(Tape& tape, const Network& network, const BoundParameters& p,
                    const LabelledBatch& batch, Rng rng) const {
  const GateSettings& s = settings_;
  const std::size_t tasks = batch.parts.size();
  const double source_weight = 1 - s.source_fade * batch.done;
  const double d = double(network.shape().latent), rows = double(batch.rows);
  const auto rows_of = [&](Var x, std::size_t t) {
    return slice(tape, x, batch.parts[t].begin, int64_t(batch.parts[t].targets.size()));
  };
  const auto regression = [&](std::size_t t, Var z, double weight) {
    const auto& targets = batch.parts[t].targets;
    if (targets.empty()) return 0.0;
    const double share = t > 0 ? source_weight : 1;
    const Var y = network.apply(tape, p, network.task(int64_t(t)).head, z);
    return share * square_loss(tape, y, targets, double(targets.size()), share * weight);
  };

  Losses l;
  l.names = names;
  double &fitted = l.terms[0], &autoencoder = l.terms[1], &consistency = l.terms[2],
         &mapping = l.terms[3], &distance = l.terms[4];
  const Var e = network.embed(tape, p, batch.inputs);
  Var* const hidden = tape.executor().arena.array<Var>(int64_t(tasks));
  Var* const u = tape.executor().arena.array<Var>(int64_t(tasks));
  for (std::size_t t = 0; t < tasks; ++t) {
    const Network::Task& task = network.task(int64_t(t));
    hidden[t] = network.first_layer(tape, p, task.encoder, e);
    const Var z =
        network.second_layer(tape, p, task.encoder, activate(tape, hidden[t], Activation::silu));
    u[t] = network.apply(tape, p, task.phi, z);
    fitted += regression(t, rows_of(z, t), 1);
    const Var back = network.apply(tape, p, task.psi, u[t]);
    autoencoder += square_loss(tape, back, z, rows * d, s.autoencoder);
  }
  consistency = pairwise_loss(tape, {u, tasks}, rows * d, s.consistency);

  const auto map = [&](std::size_t from, std::size_t to) {
    if (batch.parts[to].targets.empty()) return;
    const Var z = network.apply(tape, p, network.task(int64_t(to)).psi, rows_of(u[from], to));
    mapping += regression(to, z, s.mapping);
  };
  if (tasks == 1) {
    map(0, 0);
    l.total = fitted + s.autoencoder * autoencoder + s.mapping * mapping;
    return l;
  }
  const std::size_t source = 1 + std::size_t(rng.below(tasks - 1));
  map(source, 0);
  map(0, source);

  double length;
  const Var delta = tape.constant(
      perturbations(tape, tape.value(e), s.perturbations, s.perturbation_size, rng, length));
  float scale[most_perturbations];
  std::fill_n(scale, s.perturbations, float(1 / length));
  Var* const distances = tape.executor().arena.array<Var>(int64_t(tasks));
  for (std::size_t t = 0; t < tasks; ++t) {
    // The encoder's first layer is linear: that of e + delta is that of e plus that of delta.
    const Network::Task& task = network.task(int64_t(t));
    const Var shift = dense(tape, delta, p[task.encoder.w1], Activation::none);
    const Var z = network.second_layer(tape, p, task.encoder,
                                       outer_sum(tape, hidden[t], shift, Activation::silu));
    distances[t] = row_distance(tape, network.apply(tape, p, task.phi, z), u[t],
                                {scale, std::size_t(s.perturbations)});
  }
  distance = pairwise_loss(tape, {distances, tasks}, rows * double(s.perturbations), s.distance);

  l.total = fitted + s.autoencoder * autoencoder + s.consistency * consistency +
            s.mapping * mapping + s.distance * distance;
  return l;
}

bool Gate::entry_rates(const Network& network, double, std::span<float> rates) const {
  if (settings_.layer_decay == 1) return false;
  for (std::size_t e = 0; e < rates.size(); ++e)
    rates[e] = float(std::pow(settings_.layer_decay,
                              double(layers_above(network.layout().entries()[e].layer, network))));
  return true;
}

GateSettings gate_settings(const Options& options) {
  GateSettings settings;
  settings.autoencoder = options.real("autoencoder_weight");
  settings.consistency = options.real("consistency_weight");
  settings.mapping = options.real("mapping_weight");
  settings.distance = options.real("distance_weight");
  settings.perturbations = options.integer("perturbations");
  settings.perturbation_size = options.real("perturbation_size");
  settings.layer_decay = options.flag("source_start") ? options.real("layer_decay") : 1;
  settings.source_fade = options.real("source_fade");
  return settings;
}

constexpr MethodInfo gate_method{
    "gate",
    1,
    -1,
    false,
    "GATE: an embedding, and latent spaces of the tasks that meet in a locally flat frame",
    keys,
    fit,
    network_as_asked};

}  // namespace graft
