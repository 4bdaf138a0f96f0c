// The network of a fit: a shared embedding E, and for each task an encoder Enc, a transfer map Phi
// with its inverse Psi, and a head h (Ko et al. 2024; sizes ours). Task 0 is the target. Without
// sources there is one task and no Phi and Psi: the conventional single-task network.
//
//   e = E(x)      by the kind of inputs (embedding.hpp)
//   z = Enc(e)    width - encoder_width - latent
//   u = Phi(z)    latent - latent - latent, the common frame;  z ~ Psi(u)
//   y = h(z)      latent - latent - 1
//
// SiLU in the hidden layers of Enc, Phi, Psi and h (C1, as a metric argument needs); their last
// layers are linear.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nn/embedding.hpp"
#include "nn/parameters.hpp"
#include "nn/shape.hpp"

namespace graft {

class Network {
 public:
  // teacher_cols > 0 adds, behind everything else, a linear map [teacher_cols, latent] that
  // training needs and a model does not: the parameters before it are those of a network without.
  explicit Network(const NetworkShape& shape, int64_t teacher_cols = 0);

  // Two dense layers, the first with SiLU.
  struct Mlp {
    int w1, b1, w2, b2;
  };
  struct Task {
    Mlp encoder, phi, psi, head;
  };

  const NetworkShape& shape() const { return shape_; }
  const ParameterLayout& layout() const { return layout_; }
  const Task& task(int64_t t) const { return tasks_[std::size_t(t)]; }
  int teacher_map() const { return teacher_map_; }
  const Embedding& embedding() const { return *embedding_; }

  // `tied`: all tasks' encoders and transfer maps begin as copies of the target's.
  void initialise(std::span<float> values, uint64_t seed, uint64_t member, bool tied) const;

  // Takes over the parameters of another network of the same sizes where it has them. The tasks of
  // `from` are those of a source's network: task 0 and task 1 here begin as its task 0 (the target
  // as its source), task 2 as its task 1 and so on.
  void adopt(std::span<float> values, const Network& from,
             std::span<const float> from_values) const;

  // The last layer of a task's head: what its value is a line of.
  struct LastLayer {
    std::span<const float> weights;
    float bias;
  };
  LastLayer last_layer(std::span<const float> values, int64_t task) const;
  // A task's value y becomes a + b y: its head's last layer takes the change.
  void carry_head(std::span<float> values, int64_t task, double a, double b) const;

  // e [rows, width].
  Var embed(Tape& tape, const BoundParameters& p, const InputBatch& batch) const {
    return embedding_->embed(tape, p, batch);
  }
  // z of a task [rows, latent], and its prediction y [rows, 1], from the inputs. With all_routes
  // the prediction is the mean over all tasks s of head_t(psi_t(phi_s(z_s))), head_t(z_t) for t
  // itself: each is a predictor that the mapping loss has trained. Ours.
  Var latent(Tape& tape, const BoundParameters& p, const InputBatch& batch, int64_t t) const;
  Var predict(Tape& tape, const BoundParameters& p, const InputBatch& batch, int64_t t) const;
  // The hidden layer of a task's head [rows, latent]: what a Bayesian last layer stands on.
  Var head_hidden(Tape& tape, const BoundParameters& p, const InputBatch& batch, int64_t t) const;
  // The hidden pre-activation of an MLP, and what follows from it: split because the perturbed
  // points of the distance loss share the first part.
  Var first_layer(Tape& tape, const BoundParameters& p, const Mlp& mlp, Var x) const;
  Var second_layer(Tape& tape, const BoundParameters& p, const Mlp& mlp, Var hidden) const;
  Var apply(Tape& tape, const BoundParameters& p, const Mlp& mlp, Var x) const;

 private:
  Mlp add_mlp(int64_t task, Block block, int64_t inputs, int64_t hidden, int64_t outputs);

  NetworkShape shape_;
  ParameterLayout layout_;
  std::shared_ptr<const Embedding> embedding_;
  std::vector<Task> tasks_;
  int teacher_map_ = -1;
};

// Singular values, largest over smallest, of the Jacobian of the MLP `phi` at z [latent], in
// double: how far the transfer map is from collapsing. Infinite when it has.
double jacobian_condition(const Network& network, std::span<const float> values,
                          const Network::Mlp& phi, std::span<const float> z);

}  // namespace graft
