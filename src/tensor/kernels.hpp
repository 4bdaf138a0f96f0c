// Loops that oneDNN has no product for: activations, sums of rows, norms and Adam over floats;
// small dense layers and the vector updates of the samplers over doubles. They are compiled once
// for the baseline processor and again for AVX2 and AVX-512, and chosen at run time; the bits may
// differ between processors (fused multiply-add), never between runs on one.
#pragma once

#include <cstdint>
#include <vector>

namespace graft {

enum class Activation { none, relu, silu, tanh };

struct AdamStep {
  float rate, decay;            // rate: with both bias corrections folded in
  float beta1, beta2, epsilon;  // epsilon: scaled by the second correction
  float scale;                  // of the gradient (clipping)
};

// A dense layer in double over rows that are stored feature by feature: feature i of row r is
// x[i * stride + r]. `rows` is padded to a multiple of row_padding; the padding rows are computed
// along and must be zero in every signal. Weights: for each output its input weights, then its
// bias.
constexpr int64_t row_padding = 8;
struct DenseShape {
  int64_t inputs, outputs, rows, stride;
};

// The momenta at both ends of a stretch of trajectory and the sum of all its momenta.
struct Momenta {
  const double *first, *last, *sum;
};

struct Kernels {
  // y += w x
  void (*add_scaled)(float* y, const float* x, float w, int64_t n);
  // y = w x
  void (*copy_scaled)(float* y, const float* x, float w, int64_t n);
  // y = act(x); x and y may be the same
  void (*activate)(float* y, const float* x, int64_t n, Activation act);
  // gradient *= act'(.), from the activation's input x (silu) or its result y (relu, tanh)
  void (*activate_back)(float* gradient, const float* x, const float* y, int64_t n, Activation act);
  // sum of (a - b)^2; b may be NULL
  double (*square_distance)(const float* a, const float* b, int64_t n);
  // g += w (a - b)
  void (*add_difference)(float* g, const float* a, const float* b, float w, int64_t n);
  void (*adam)(float* w, float* m, float* v, const float* g, int64_t n, AdamStep step);
  // average = memory average + (1 - memory) x
  void (*average)(float* average, const float* x, float memory, int64_t n);

  // out = W in + b, or its tanh (to 3 ulp)
  void (*dense)(double* out, const double* in, const double* w, DenseShape shape, bool tanh);
  // Derivatives by the inputs' own sums, where the inputs are tanh of them:
  //   in_signal = (1 - in^2) W^T signal
  void (*dense_signal)(double* in_signal, const double* in, const double* signal, const double* w,
                       DenseShape shape);
  // The gradient in the layout of the weights, overwritten: signal in^T, and sums for the biases
  void (*dense_gradient)(double* gradient, const double* in, const double* signal,
                         DenseShape shape);

  // y = x + w z
  void (*shifted)(double* y, const double* x, const double* z, double w, int64_t n);
  // From the gradient by x + w z to that of a log density with z normal: gradient becomes
  // w gradient - z; returns sum of gradient z (as it came) and of z^2
  void (*unscale_gradient)(double* gradient, const double* z, double w, int64_t n, double* dot,
                           double* square);
  // Leapfrog: p += half gradient, then q += step m p
  void (*kick_drift)(double* q, double* p, const double* gradient, const double* m, double half,
                     double step, int64_t n);
  // p += half gradient; returns sum of m p^2
  double (*kick)(double* p, const double* gradient, const double* m, double half, int64_t n);
  // Whether two neighbouring stretches still move apart (trajectory.cpp says how)
  bool (*moves_apart)(Momenta left, Momenta right, const double* m, int64_t n);

  // y = e^x, to about 2 ulp, for x in [-87, 88]; beyond, as at the ends
  void (*exponentials)(float* y, const float* x, int64_t n);
  // Independent standard normals, a function of (seed, stream): Philox 4x32-10 and Box-Muller, cut
  // off at 6.8. Not the numbers that Rng::normal gives.
  void (*normals)(float* y, int64_t n, uint64_t seed, uint64_t stream);
};

const Kernels& kernels();

// Every table that this processor can run, the chosen one last; for tests.
std::vector<const Kernels*> runnable_kernels();

}  // namespace graft
