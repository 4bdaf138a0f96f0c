// Dense products by oneDNN, a row tile at a time. The only file that knows oneDNN.
//
// oneDNN primitives are made once per shape (170 to 750 microseconds each) and kept. They run with
// a scratchpad of ours per lane (oneDNN's own is not safe to share between threads) and one thread
// inside; the loops over tiles, outside, are what runs in parallel.
#pragma once

#include <cstdint>
#include <memory>

namespace graft {

enum class Product {
  forward,          // Y [t, n]  = X [t, k] W [k, n]
  input_gradient,   // dX [t, k] = dY [t, n] W^T
  weight_gradient,  // dW [k, n] = X^T dY, over t rows
};

struct ProductShape {
  Product product;
  int64_t tile;             // t: 16 or 64
  int64_t inputs, outputs;  // k, n
  bool accumulate = false;  // add to the result instead of replacing it
  bool bias = false;        // forward: add b [n]
  bool relu = false;        // forward: max(0, .) of the result
  int64_t batch = 1;        // forward without bias: so many products, each operand one after the
                            // other: X [batch, t, k], W [batch, k, n], Y [batch, t, n]
  bool operator==(const ProductShape&) const = default;
};

class Matmuls {
 public:
  class Plan;  // one shape, ready to run

  // `lanes`: how many threads may run products at the same time, each with a lane of its own.
  explicit Matmuls(int lanes);
  ~Matmuls();
  Matmuls(const Matmuls&) = delete;
  Matmuls& operator=(const Matmuls&) = delete;

  // Not thread-safe: plans are looked up before a parallel loop. The reference stays valid.
  const Plan& plan(const ProductShape& shape);

  // Thread-safe for distinct lanes. left, right and result are X W Y, dY W dX or X dY dW.
  void run(const Plan& plan, int lane, const float* left, const float* right, float* result,
           const float* bias = nullptr) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace graft
