#include "tensor/tape.hpp"

#include <algorithm>

namespace graft {

void Tape::reset(bool gradients) {
  executor_.arena.reset();
  nodes_.clear();
  gradients_ = gradients;
}

Var Tape::add(Matrix value, bool needs_gradient) {
  Node node;
  node.value = value;
  node.needs_gradient = needs_gradient && gradients_;
  nodes_.push_back(node);
  return {int32_t(nodes_.size()) - 1};
}

Var Tape::parameter(Matrix value, Matrix gradient) {
  const Var v = add(value, true);
  nodes_.back().gradient = gradient;
  nodes_.back().arrived = true;  // it holds zeros, or another tape's contribution
  return v;
}

Var Tape::result(int64_t rows, int64_t cols, bool needs_gradient) {
  return add(executor_.arena.matrix(rows, cols), needs_gradient);
}

Matrix Tape::overwrite(Var v, bool& adds) {
  Node& node = nodes_[std::size_t(v.id)];
  if (!node.gradient.data) node.gradient = executor_.arena.matrix(node.value.rows, node.value.cols);
  adds = node.arrived;
  node.arrived = true;
  return node.gradient;
}

Matrix Tape::accumulate(Var v) {
  bool adds = false;
  const Matrix gradient = overwrite(v, adds);
  if (!adds) std::fill_n(gradient.data, gradient.size(), 0.f);
  return gradient;
}

void Tape::backward() {
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    const Node& node = nodes_[i];
    // A result that no loss depends on got no gradient: nothing to pass on.
    if (node.call && (node.arrived || !node.value.data)) node.call(node.closure, *this);
  }
}

}  // namespace graft
