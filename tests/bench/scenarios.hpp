// Pairs of a source and a target task with a known truth, for studies of transfer.
//
// Models: linear in 10 and in 50 inputs, tanh networks of 5 inputs with one and with two hidden
// layers of 16. Inputs are N(0, I). How the target's function differs from the source's:
//   same         not at all
//   last_layer   the output layer moved (linear: the intercept and a common factor)
//   all_weights  every weight moved a little
//   unrelated    another draw of the same kind
//   sparse       a tenth of the weights moved by much, the others not at all
// The sizes are such that ignoring the difference costs a mean squared error of about 0.4 to 0.7
// in the middle three, against a function of variance about 3.5 and noise of 0.3 (linear: 4 and 1).
//
// A task is a function of (model, scenario, replicate) alone, on Philox streams of purposes 900 to
// 905. Source task and inputs do not depend on the scenario, and the first rows of a larger target
// set are those of a smaller one: comparisons across scenarios and sizes are paired.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "bayes/networks/mlp.hpp"

namespace graft::bench {

enum class ModelKind { linear_10, linear_50, network_1, network_2 };
enum class Scenario { same, last_layer, all_weights, unrelated, sparse };  // S0 .. S4

inline constexpr ModelKind model_kinds[] = {ModelKind::linear_10, ModelKind::linear_50,
                                            ModelKind::network_1, ModelKind::network_2};
inline constexpr Scenario scenarios[] = {Scenario::same, Scenario::last_layer,
                                         Scenario::all_weights, Scenario::unrelated,
                                         Scenario::sparse};

inline const char* name_of(ModelKind m) {
  constexpr const char* names[] = {"linear_10", "linear_50", "network_1", "network_2"};
  return names[int(m)];
}
inline const char* name_of(Scenario s) {
  constexpr const char* names[] = {"S0_same", "S1_last_layer", "S2_all_weights", "S3_unrelated",
                                   "S4_sparse"};
  return names[int(s)];
}

inline bool is_linear(ModelKind m) {
  return m == ModelKind::linear_10 || m == ModelKind::linear_50;
}
inline double noise_of(ModelKind m) { return is_linear(m) ? 1.0 : 0.3; }
inline std::vector<int64_t> widths_of(ModelKind m) {
  switch (m) {
    case ModelKind::linear_10:
      return {10, 1};
    case ModelKind::linear_50:
      return {50, 1};
    case ModelKind::network_1:
      return {5, 16, 1};
    case ModelKind::network_2:
      break;
  }
  return {5, 16, 16, 1};
}

struct Rows {
  Eigen::MatrixXd x;  // [n][inputs]
  Eigen::VectorXd f;  // the function without noise
  Eigen::VectorXd y;
};

struct TransferTask {
  Mlp mlp;
  double noise;                                        // of source and target
  std::vector<double> source_weights, target_weights;  // the truth
  Rows source, target, test;
};

namespace detail {

// Weights of one task. Sums of hidden units have a deviation of 0.6, bends near the inputs; outputs
// of 16 units then have a variance of 3 to 4.
inline std::vector<double> draw_weights(ModelKind model, const Mlp& mlp, Rng& rng) {
  std::vector<double> w(std::size_t(mlp.weights()), 0.0);
  const auto widths = widths_of(model);
  for (int64_t l = 0; l < mlp.layers(); ++l) {
    const int64_t in = widths[std::size_t(l)];
    const bool output = l + 1 == mlp.layers();
    double deviation = 1 / std::sqrt(double(in));
    if (is_linear(model))
      deviation *= 2;
    else if (output)
      deviation *= 5;
    else
      deviation *= l == 0 ? 0.5 : 1.4;
    for (int64_t i = mlp.offset(l); i < mlp.offset(l + 1); ++i) {
      const bool bias = (i - mlp.offset(l)) % (in + 1) == in;
      w[std::size_t(i)] = rng.normal() * (bias ? 0.4 : deviation);
    }
  }
  return w;
}

inline std::vector<double> move_weights(ModelKind model, Scenario scenario, const Mlp& mlp,
                                        std::vector<double> w, Rng& rng, Rng other) {
  const int64_t last = mlp.offset(mlp.layers() - 1), count = mlp.weights();
  const bool linear = is_linear(model), deep = model == ModelKind::network_2;
  switch (scenario) {
    case Scenario::same:
      break;
    case Scenario::last_layer:
      if (linear) {
        const double factor = 1 + 0.3 * rng.normal();
        for (auto& v : w) v *= factor;
        w.back() += 0.5 * rng.normal();
      } else {
        for (int64_t i = last; i < count; ++i)
          w[std::size_t(i)] += (deep ? 0.25 : 0.35) * rng.normal();
      }
      break;
    case Scenario::all_weights:
      for (auto& v : w)
        v += rng.normal() * (linear ? 0.7 / std::sqrt(double(count)) : deep ? 0.06 : 0.075);
      break;
    case Scenario::unrelated:
      w = draw_weights(model, mlp, other);
      break;
    case Scenario::sparse: {
      auto order = permutation(count, rng);
      const int64_t moved = std::max<int64_t>(1, std::llround(0.1 * double(count)));
      for (int64_t i = 0; i < moved; ++i)
        w[std::size_t(order[std::size_t(i)])] +=
            other.normal() * (linear ? 0.7 / std::sqrt(0.1 * double(count))
                              : deep ? 0.2
                                     : 0.3);
      break;
    }
  }
  return w;
}

// Row by row, so that fewer rows are the first of more.
inline Rows draw_rows(const Mlp& mlp, const std::vector<double>& w, int64_t n, double noise,
                      Rng rng) {
  Rows rows;
  rows.x.resize(n, mlp.inputs());
  Eigen::VectorXd errors(n);
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < mlp.inputs(); ++j) rows.x(i, j) = rng.normal();
    errors[i] = noise * rng.normal();
  }
  auto work = mlp.work(n);
  mlp.forward(graft::Columns(rows.x), w.data(), work);
  rows.f = work.output;
  rows.y = rows.f + errors;
  return rows;
}

}  // namespace detail

inline TransferTask make_task(ModelKind model, Scenario scenario, int64_t replicate,
                              int64_t target_rows, int64_t source_rows = 2000,
                              int64_t test_rows = 500) {
  const auto stream = [&](uint32_t what, uint64_t extra = 0) {
    return Rng(uint64_t(replicate), stream_of(Stream(900 + what), uint64_t(model), extra));
  };
  TransferTask task{Mlp(widths_of(model)), noise_of(model), {}, {}, {}, {}, {}};
  Rng source = stream(0), moves = stream(1, uint64_t(scenario));
  task.source_weights = detail::draw_weights(model, task.mlp, source);
  task.target_weights =
      detail::move_weights(model, scenario, task.mlp, task.source_weights, moves, stream(2));
  task.source =
      detail::draw_rows(task.mlp, task.source_weights, source_rows, task.noise, stream(3));
  task.target =
      detail::draw_rows(task.mlp, task.target_weights, target_rows, task.noise, stream(4));
  task.test = detail::draw_rows(task.mlp, task.target_weights, test_rows, task.noise, stream(5));
  return task;
}

}  // namespace graft::bench
