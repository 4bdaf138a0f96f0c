// Loops over floats that are not products: activations, sums of rows, norms, Adam. They are
// compiled once for the baseline processor and again for AVX2 and AVX-512, and chosen at run time;
// the bits may differ between processors (fused multiply-add), never between runs on one.
#pragma once

#include <cstdint>

namespace graft {

enum class Activation { none, relu, silu, tanh };

struct AdamStep {
  float rate, decay;            // rate: with both bias corrections folded in
  float beta1, beta2, epsilon;  // epsilon: scaled by the second correction
  float scale;                  // of the gradient (clipping)
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
  // y = e^x, to about 2 ulp, for x in [-87, 88]; beyond, as at the ends
  void (*exponentials)(float* y, const float* x, int64_t n);
  // Independent standard normals, a function of (seed, stream): Philox 4x32-10 and Box-Muller, cut
  // off at 6.8. Not the numbers that Rng::normal gives.
  void (*normals)(float* y, int64_t n, uint64_t seed, uint64_t stream);
};

const Kernels& kernels();

}  // namespace graft
