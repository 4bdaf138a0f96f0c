// Fitting a small tanh network (bayes/networks/mlp.hpp) by penalised least squares, in double: a
// source network on its many rows, or a fine-tuned copy of it on the target's few.
//
//   loss(W) = 1/(2 n) sum_i (y_i - f(x_i; W))^2 + weight_decay / 2 |W|^2
//
// by Adam over minibatches with a rate that falls as a cosine, then L-BFGS over all rows of the
// training part. After each epoch and each L-BFGS iteration the held-out part is scored, and the
// state that scored best is the one returned. Inputs and targets are expected in standard units.
// Sources: Kingma and Ba, ICLR (2015); Loshchilov and Hutter, ICLR (2017), for the cosine; LeCun,
// Bottou, Orr and Mueller, Efficient BackProp (1998), for weights that start at N(0, 1/fan-in).
//
// A fit is a function of its arguments, the same bits each time.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "base/groups.hpp"
#include "bayes/chains/trajectory.hpp"
#include "bayes/networks/mlp.hpp"

namespace graft {

struct TanhTraining {
  int64_t epochs = 30;    // of Adam
  int64_t batch = 64;     // at most the rows there are; rows that fill no batch wait for the next
                          // epoch's order
  double rate = 0.01;     // of Adam, at its first step
  int64_t polish = 1000;  // L-BFGS iterations at most
  int64_t patience = 0;   // epochs, or iterations, without a better score before it ends; 0: all
  double weight_decay = 1e-4;
  double validation = 0.1;  // share held out, in [0, 1); 0: none, and the last state is kept
  bool last_layer_only = false;
  uint64_t seed = 1;
};

// For the few rows of a target: gentle steps, and an end as soon as they do not help.
inline TanhTraining fine_tuning(bool last_layer_only, uint64_t seed) {
  TanhTraining s;
  s.epochs = 2000;
  s.rate = 0.003;
  s.polish = 0;
  s.patience = 200;
  s.weight_decay = 0;
  s.validation = 0.2;
  s.last_layer_only = last_layer_only;
  s.seed = seed;
  return s;
}

struct TanhFit {
  std::vector<double> weights;
  // Root mean square error of the held-out rows, which no weight was fitted to; without any, that
  // of the fit with n - (weights fitted) degrees of freedom.
  double sigma = 0;
  double start_loss = 0, best_loss = 0;  // mean square errors of the held-out rows (else of all)
  int64_t epochs = 0, polish = 0;        // done
  int64_t held_out = 0;                  // rows
  bool stopped = false;                  // by the poll; the best so far is returned
};

// x [n][inputs], y [n]. `start`: weights to begin from, empty: random ones. `groups`: rows that are
// held out together, empty: each for itself; the share is then one of groups. Throws
// GRAFT_ERROR_ARGUMENT for shapes and ranges, or too few rows: at least one to train on and,
// without held-out rows, more than weights fitted; GRAFT_ERROR_NUMERIC for losses that are not
// finite.
TanhFit train_tanh(const Mlp& mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                   const TanhTraining& settings, std::span<const double> start = {},
                   const StopPoll& poll = {}, const Groups& groups = {});

// Weights ~ N(0, 1/fan-in), biases 0.
std::vector<double> lecun_weights(const Mlp& mlp, uint64_t seed);

// f(x) for each row of x.
Eigen::VectorXd predict(const Mlp& mlp, const double* weights, const Eigen::MatrixXd& x);

}  // namespace graft
