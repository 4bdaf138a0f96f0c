#pragma once

#include "base/options.hpp"
#include "transfer/networks/objective.hpp"

namespace graft {

// The geometrically aligned transfer encoder (Ko et al., ICLR 2024). The five losses and their
// roles are the paper's, their normalisations, weights and the perturbations' sizes ours.
//
//   l_reg  = sum_t mean_{B_t} (h_t(z_t) - y_t)^2
//   l_auto = sum_t mean_U |Psi_t(u_t) - z_t|^2 / d                u_t = Phi_t(z_t)
//   l_cons = mean over pairs of tasks of mean_U |u_i - u_j|^2 / d
//   l_map  = mean_{B_0} (h_0(Psi_0(u_s)) - y_0)^2 + the mirror on B_s    one source s a step
//   l_dis  = mean over pairs of mean_U mean_k (s_i^k - s_j^k)^2,
//            s_t^k = |u_t(e + delta_k) - u_t(e)| / |delta_k|
//
// B_t: the labelled rows of task t; U: all rows of the batch; d: the latent size. The means over a
// source's B_t count 1 - source_fade times the share of the steps that is over. A single task has
// its own l_map, h_0(Psi_0(u_0)), and neither l_cons nor l_dis.
struct GateSettings {
  double autoencoder, consistency, mapping, distance;  // alpha, beta, gamma, delta
  int64_t perturbations;
  double perturbation_size;
  double layer_decay;  // each layer learns at this share of the rate of the layer above it
  double source_fade;  // share of the sources' weight in l_reg and l_map that is gone at the end
};

GateSettings gate_settings(const Options& options);

class Gate : public Objective {
 public:
  explicit Gate(const GateSettings& settings) : settings_(settings) {}
  TermNames terms() const override;
  bool uses_sources() const override { return true; }
  bool has_transfer() const override { return true; }
  Losses losses(Tape& tape, const Network& network, const BoundParameters& parameters,
                const LabelledBatch& batch, Rng rng) const override;
  bool entry_rates(const Network& network, double done, std::span<float> rates) const override;

 private:
  GateSettings settings_;
};

}  // namespace graft
