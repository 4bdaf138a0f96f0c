// The operations of the networks and losses. Each computes its result at once and, when the tape
// records, registers its gradient. Index arrays must live until the tape is reset.
// n rows, d columns; every result row depends on its own inputs only, in a fixed order of sums.
#pragma once

#include <cstdint>
#include <span>

#include "tensor/kernels.hpp"
#include "tensor/tape.hpp"

namespace graft {

// A sparse matrix by rows: row i has the entries start[i] .. start[i+1]-1. weight NULL: all ones.
struct SparseMatrix {
  int64_t rows = 0, cols = 0;
  const int64_t* start = nullptr;
  const int32_t* index = nullptr;
  const float* weight = nullptr;
};

// y = S x: sums of rows of x. Gathers, message sums, pooling, and the first layer on one-hot
// features (x is then the weight matrix) are all of this kind.
Var sparse_product(Tape& tape, SparseMatrix s, Var x);

struct DenseExtras {
  Var bias;                             // [1, outputs]
  Var addend;                           // rows added before the activation: row addend_row[i]
  const int32_t* addend_row = nullptr;  // [n]; NULL: row i
};

// y = act(x W + bias + addend), x [n, inputs], W [inputs, outputs].
Var dense(Tape& tape, Var x, Var w, Activation act, DenseExtras extras = {});

// y = act(x), element by element.
Var activate(Tape& tape, Var x, Activation act);

// y[k n + i] = act(a[i] + p[k]), a [n, d], p [m, d] -> [m n, d].
Var outer_sum(Tape& tape, Var a, Var p, Activation act);

// Rows begin .. begin + count - 1.
Var slice(Tape& tape, Var x, int64_t begin, int64_t count);

// Mean of several matrices of one shape.
Var mean_of(Tape& tape, std::span<const Var> xs);

// y[k n + i] = sqrt(|a[k n + i] - b[i]|^2 + 1e-12) * scale[k], a [m n, d], b [n, d] -> [m n, 1].
// scale [m] is copied.
Var row_distance(Tape& tape, Var a, Var b, std::span<const float> scale);

// y[i, j] = the cosine of the angle between rows i and j, x [n, d] -> [n, n]; with |x|^2 + 1e-12 as
// the square of a length.
Var cosine_similarity(Tape& tape, Var x);

// Losses return their value and, with a weight other than 0, send its gradient through the tape.
// Sum over elements of (a - b)^2 divided by `count`; b may be empty (0).
double square_loss(Tape& tape, Var a, Var b, double count, double weight);
// The same against constants, y [n] for a [n, 1].
double square_loss(Tape& tape, Var a, std::span<const float> y, double count, double weight);

}  // namespace graft
