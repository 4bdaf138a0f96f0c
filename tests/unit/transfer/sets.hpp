// Small data sets for tests of fits.
#pragma once

#include <cmath>
#include <functional>

#include "chem/molecules.hpp"
#include "data/dataset.hpp"
#include "transfer/fit/data.hpp"

namespace graft::sets {

inline Dataset features(int64_t rows, int64_t cols, uint64_t seed,
                        const std::function<double(const double* x, Rng& rng)>& y) {
  Rng rng(seed, 41);
  std::vector<double> x(std::size_t(rows * cols)), targets;
  for (double& v : x) v = rng.normal();
  for (int64_t i = 0; i < rows; ++i) targets.push_back(y(x.data() + i * cols, rng));
  return dataset_from_features({x.data(), rows, cols, cols, 1}, targets, true);
}

// Random molecules with a property that the sizes of their parts decide.
inline Dataset graphs(int64_t rows, uint64_t seed) {
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::graphs;
  inputs->atom_cols = atom_features;
  inputs->bond_cols = bond_features;
  std::vector<double> targets;
  std::vector<int64_t> input_rows;
  for (int64_t i = 0; i < rows; ++i) {
    inputs->graphs.push_back(molecules::random(int(2 + i % 9), seed * 1000 + uint64_t(i)));
    const Graph& g = inputs->graphs.back();
    targets.push_back(double(g.atom_count()) + 0.3 * double(g.bonds.index.size()) +
                      0.1 * double(i % 3));
    input_rows.push_back(i);
  }
  return Dataset(inputs, targets, input_rows, {});
}

// gate: one stage, unless a test is about the source's.
inline Options small_options() {
  Options options;
  for (const auto& [key, value] : {std::pair{"width", 16},
                                   {"encoder_width", 12},
                                   {"latent", 8},
                                   {"depth", 2},
                                   {"steps", 60},
                                   {"epoch_steps", 10},
                                   {"batch", 16},
                                   {"source_batch", 16},
                                   {"unlabelled_batch", 8},
                                   {"source_start", 0},
                                   {"members", 1}})
    options.set_integer(key, value);
  options.set_real("valid_fraction", 0.1);
  return options;
}

}  // namespace graft::sets
