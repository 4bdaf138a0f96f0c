// Reverse-mode differentiation over coarse operations. A step records some forty of them in an
// arena; backward() walks them in reverse. The operations are free functions in ops.hpp.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/executor.hpp"

namespace graft {

struct Var {
  int32_t id = -1;
  explicit operator bool() const { return id >= 0; }
};

class Tape {
 public:
  explicit Tape(Executor& executor) : executor_(executor) {}

  // Forgets all variables and takes the arena's memory back. Without `gradients` nothing is kept
  // for a backward pass: the mode of prediction.
  void reset(bool gradients);

  Executor& executor() { return executor_; }
  bool records() const { return gradients_; }

  // A constant; the memory must live until the next reset.
  Var constant(Matrix value) { return add(value, false); }
  // A leaf whose gradient is added to `gradient`, which has the parameter's shape.
  Var parameter(Matrix value, Matrix gradient);
  // The result of an operation: fresh memory.
  Var result(int64_t rows, int64_t cols, bool needs_gradient);

  const Matrix& value(Var v) const { return nodes_[std::size_t(v.id)].value; }
  bool needs_gradient(Var v) const { return v && nodes_[std::size_t(v.id)].needs_gradient; }

  // For backward functions. gradient(): what has arrived at v, complete when v's own function
  // runs. accumulate(): where to add a contribution, zeroed if none came before. overwrite(): the
  // same for who can either write or add: `adds` tells which is due.
  Matrix gradient(Var v) { return nodes_[std::size_t(v.id)].gradient; }
  Matrix accumulate(Var v);
  Matrix overwrite(Var v, bool& adds);

  // Registers what to do with v's gradient. F is copied into the arena.
  template <class F>
  void on_backward(Var v, F function) {
    if (!gradients_) return;
    Node& node = nodes_[std::size_t(v.id)];
    node.closure = executor_.arena.make(function);
    node.call = [](void* closure, Tape& tape) { (*static_cast<F*>(closure))(tape); };
  }

  // Runs all functions in reverse. A loss is a node without a value whose function starts the flow.
  void backward();
  template <class F>
  void on_loss(F function) {
    if (gradients_) on_backward(add({}, false), function);
  }

 private:
  struct Node {
    Matrix value, gradient;
    bool needs_gradient = false;
    bool arrived = false;  // a contribution to the gradient
    void* closure = nullptr;
    void (*call)(void*, Tape&) = nullptr;
  };
  Var add(Matrix value, bool needs_gradient);

  Executor& executor_;
  bool gradients_ = false;
  std::vector<Node> nodes_;
};

}  // namespace graft
