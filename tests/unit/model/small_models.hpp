// One small model of each kind over three feature columns, with random numbers for weights.
#pragma once

#include "model/content.hpp"
#include "nn/reference_dmpnn.hpp"

namespace graft::small_models {

inline ModelContent ensemble() {
  ModelContent c;
  c.shape.feature_cols = 3;
  c.shape.depth = 1;
  c.shape.width = 4;
  c.shape.encoder_width = 4;
  c.shape.latent = 3;
  c.targets = {{12.5, 2.25}};
  c.features = {{0.5, 2}, {-1, 0.25}, {7, 1}};
  c.columns = {"a", "b", "c"};
  c.noise_sd = 0.375;
  c.info = "{}";
  const Network network(c.shape);
  c.members = {reference::random_values(network, 1), reference::random_values(network, 2)};
  return c;
}

inline std::vector<std::vector<double>> draws(std::size_t weights, int64_t count) {
  std::vector<std::vector<double>> all;
  Rng rng(5, 3);
  for (int64_t s = 0; s < count; ++s) {
    all.emplace_back();
    while (all.back().size() < weights) all.back().push_back(float(rng.normal()));
  }
  return all;
}

// Draws of heads on the second network.
inline ModelContent heads() {
  ModelContent c = ensemble();
  c.posterior = {PosteriorPart::pack("alone", 1, {3, 1}, draws(4, 3), {0.1, 0.2, 0.3})};
  return c;
}

// Draws of a small network on the features themselves.
inline ModelContent small_network() {
  ModelContent c = ensemble();
  c.members.clear();
  c.posterior = {PosteriorPart::pack("alone", -1, {3, 2, 1}, draws(11, 4), {0.5, 0.4, 0.3, 0.2})};
  return c;
}

// A process over six rows, of kernels over feature vectors.
inline ModelContent process(std::vector<Kernel> kernels = {Kernel::linear, Kernel::matern52}) {
  ModelContent c = ensemble();
  c.members.clear();
  const double x[] = {0, 0, 7, 2, -1, 8, 1, -1.5, 6, -1, -0.5, 7, 3, -1, 5, 0.5, -1.25, 9};
  KernelPart part;
  part.rows = descriptors_of(dataset_from_features({x, 6, 3, 3, 1}, {}, true), 1);
  part.parameters = {0.1, std::vector<double>(kernels.size(), 0.5), 0, 1.2};
  part.kernels = std::move(kernels);
  part.targets = {-1, 0.5, 0.25, 1.5, -0.75, 0};
  c.kernel = std::make_shared<const KernelPart>(std::move(part));
  return c;
}

inline Dataset rows(int64_t count, uint64_t seed = 4) {
  std::vector<double> x;
  Rng rng(seed, 4);
  for (int64_t i = 0; i < 3 * count; ++i) x.push_back(3 * rng.normal());
  return dataset_from_features({x.data(), count, 3, 3, 1}, {}, true);
}

}  // namespace graft::small_models
