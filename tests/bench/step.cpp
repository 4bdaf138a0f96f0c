// What a training step costs, and how much of it the dense products would cost alone.
//
//   step esol.csv smiles logS_mol_L [--threads N] [--width 300] [--depth 3] [--batch 64] [--steps
//   200]
//
//   step_ms            one whole training step of `scratch`: batch, forward, backward, Adam,
//   average plain_products_ms  the oneDNN products of such a step in the plain network, every
//   directed bond
//                      and atom computed for itself, inputs as dense matrices
//   products_ms        the oneDNN products that the step does run (equal environments computed
//   once,
//                      first layers as sums of rows)
//   efficiency         plain_products_ms / step_ms, and with the step's own products
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "transfer/fit/data.hpp"
#include "transfer/networks/regression.hpp"
#include "transfer/networks/training.hpp"

using namespace graft;

namespace {

double now() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double median(std::vector<double> v) {
  std::nth_element(v.begin(), v.begin() + long(v.size() / 2), v.end());
  return v[v.size() / 2];
}

// One dense layer over `rows` rows; its input may need no gradient.
struct Layer {
  int64_t rows, inputs, outputs;
  bool input_gradient;
};

std::vector<Layer> heads(const NetworkShape& s, int64_t molecules) {
  return {{molecules, s.width, s.encoder_width, true},
          {molecules, s.encoder_width, s.latent, true},
          {molecules, s.latent, s.latent, true},
          {molecules, s.latent, 1, true}};
}

std::vector<Layer> plain_layers(const NetworkShape& s, int64_t bonds, int64_t atoms,
                                int64_t molecules) {
  std::vector<Layer> layers = heads(s, molecules);
  layers.push_back({bonds, s.atom_cols + s.bond_cols, s.width, false});
  for (int64_t t = 1; t < s.depth; ++t) layers.push_back({bonds, s.width, s.width, true});
  layers.push_back({atoms, s.atom_cols + s.width, s.width, true});
  return layers;
}

std::vector<Layer> own_layers(const NetworkShape& s, const GraphBatch& batch) {
  std::vector<Layer> layers = heads(s, batch.molecules());
  for (const auto& round : batch.rounds)
    layers.push_back({round.messages.rows(), s.width, s.width, true});
  layers.push_back({batch.atom_messages.rows(), s.width, s.width, true});
  return layers;
}

// The layers' products, forward and backward, on one thread, tile by tile as the library runs them.
double time_products(const std::vector<Layer>& layers) {
  Executor ex(1);
  const auto run = [&](bool dry) {
    for (const Layer& l : layers) {
      ex.arena.reset();
      const Matrix x = ex.arena.matrix(l.rows, l.inputs), y = ex.arena.matrix(l.rows, l.outputs);
      const Matrix w = ex.arena.matrix(l.inputs, l.outputs);
      if (dry)
        for (const Matrix& m : {x, y, w}) std::fill_n(m.data, m.padded_size(), 0.01f);
      const Tiles tiles(l.rows);
      for (const Product product :
           {Product::forward, Product::input_gradient, Product::weight_gradient}) {
        if (product == Product::input_gradient && !l.input_gradient) continue;
        for (int64_t t = 0; t < tiles.count(); ++t) {
          ProductShape shape{product, tiles.is_big(t) ? big_tile : small_tile, l.inputs, l.outputs};
          shape.accumulate = product == Product::weight_gradient;
          const Matmuls::Plan& plan = ex.matmuls.plan(shape);
          float *xr = x.row(tiles.begin(t)), *yr = y.row(tiles.begin(t));
          if (product == Product::forward)
            ex.matmuls.run(plan, 0, xr, w.data, yr);
          else if (product == Product::input_gradient)
            ex.matmuls.run(plan, 0, yr, w.data, xr);
          else
            ex.matmuls.run(plan, 0, xr, yr, w.data);
        }
      }
    }
  };
  run(true);
  std::vector<double> times;
  for (int i = 0; i < 15; ++i) {
    const double start = now();
    run(false);
    times.push_back(now() - start);
  }
  return median(times);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 4) {
    std::fprintf(stderr,
                 "usage: step FILE SMILES_COLUMN TARGET_COLUMN [--threads N] [--steps N] ...\n");
    return 2;
  }
  Options options;
  int threads = 1, steps = 200;
  options.set_integer("batch", 64);
  options.set_real("valid_fraction", 0);
  for (int i = 4; i + 1 < argc; i += 2) {
    const std::string key = argv[i] + 2;
    if (key == "threads")
      threads = std::atoi(argv[i + 1]);
    else if (key == "steps")
      steps = std::atoi(argv[i + 1]);
    else
      options.set_text(key, argv[i + 1]);
  }
  FitSets sets;
  sets.target = dataset_from_csv(argv[1], {"smiles", argv[2], argv[3], ""}, true, 1);
  const Regression method(false);
  const FitData data(sets, options, false);
  const Network network(data.shape);

  const int64_t batch = options.integer("batch");
  FitData::Batcher batcher(data);
  double plain = 0, own = 0;
  const int batches = 8;
  for (int b = 0; b < batches; ++b) {
    const auto order = permutation(data.rows(), Rng(uint64_t(b), 1));
    const std::span<const int64_t> rows(order.data(), std::size_t(batch));
    int64_t bonds = 0, atoms = 0;
    for (int64_t row : rows) {
      bonds += 2 * sets.target->graph(row).bond_count();
      atoms += sets.target->graph(row).atom_count();
    }
    const GraphBatch& graphs = *batcher.build(rows).graphs;
    plain += time_products(plain_layers(data.shape, bonds, atoms, batch)) / batches;
    own += time_products(own_layers(data.shape, graphs)) / batches;
    if (b == 0) {
      std::printf("batch 0: %lld directed bonds, %lld atoms; computed:",
                  static_cast<long long>(bonds), static_cast<long long>(atoms));
      std::printf(" %lld", static_cast<long long>(graphs.bond_inputs.rows()));
      for (const auto& round : graphs.rounds)
        std::printf(" + %lld", static_cast<long long>(round.messages.rows()));
      std::printf(" bond environments, %lld atom environments\n",
                  static_cast<long long>(graphs.atom_messages.rows()));
    }
  }

  Executor executor(threads);
  Training training(data, network, method, options, 0, executor);
  MemberState state = training.start();
  for (int i = 0; i < 20; ++i) training.step(state);
  std::vector<double> times;
  for (int i = 0; i < steps; ++i) {
    const double start = now();
    training.step(state);
    times.push_back(now() - start);
  }
  const double step = median(times);
  std::printf("threads %d  step_ms %.3f (min %.3f)  molecules_per_second %.0f\n", threads, step,
              *std::min_element(times.begin(), times.end()), double(batch) * 1000 / step);
  std::printf("plain_products_ms %.3f  products_ms %.3f\n", plain, own);
  std::printf("efficiency %.2f (of the plain network's products), %.2f (of the products it runs)\n",
              plain / step, own / step);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
