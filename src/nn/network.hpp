// The network of a fit: a shared embedding E, and for each task an encoder Enc, a transfer map Phi
// with its inverse Psi, and a head h (Ko et al. 2024; sizes ours). Task 0 is the target. Without
// sources there is one task and no Phi and Psi: the conventional single-task network.
//
//   e = E(x)      D-MPNN (Yang et al. 2019) for graphs, an MLP for feature vectors
//   z = Enc(e)    width - encoder_width - latent
//   u = Phi(z)    latent - latent - latent, the common frame;  z ~ Psi(u)
//   y = h(z)      latent - latent - 1
//
// SiLU in the hidden layers of Enc, Phi, Psi and h (C1, as a metric argument needs); their last
// layers are linear.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "data/input_kind.hpp"
#include "nn/graph_batch.hpp"
#include "nn/parameters.hpp"

namespace graft {

struct NetworkShape {
  InputKind input = InputKind::features;
  int64_t atom_cols = 0, bond_cols = 0;  // graphs
  int64_t feature_cols = 0;              // feature vectors
  int64_t depth = 3, width = 300;
  Activation activation = Activation::relu;
  Pooling pooling = Pooling::mean;
  int64_t encoder_width = 128, latent = 64;
  int64_t tasks = 1;
  bool has_transfer = false;
  bool all_routes = false;  // with has_transfer: predict() comes through the frame as well

  bool takes_graphs() const { return input != InputKind::features; }
  void write(ByteWriter& to) const;
  static NetworkShape read(ByteReader& from);  // throws GRAFT_ERROR_FORMAT for impossible sizes
};

// Inputs of one batch: a graph batch, or rows of scaled feature vectors.
struct InputBatch {
  const GraphBatch* graphs = nullptr;
  Matrix features;
};

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

  // `tied`: all tasks' encoders and transfer maps begin as copies of the target's.
  void initialise(std::span<float> values, uint64_t seed, uint64_t member, bool tied) const;

  // Takes over the parameters of another network of the same sizes where it has them. The tasks of
  // `from` are those of a source's network: task 0 and task 1 here begin as its task 0 (the target
  // as its source), task 2 as its task 1 and so on.
  void adopt(std::span<float> values, const Network& from,
             std::span<const float> from_values) const;

  // A task's value becomes its negative: the head's last layer changes sign.
  void negate(std::span<float> values, int64_t task) const;

  // e [rows, width].
  Var embed(Tape& tape, const BoundParameters& p, const InputBatch& batch) const;
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
  Mlp add_mlp(const std::string& name, int64_t inputs, int64_t hidden, int64_t outputs);
  Var message_passing(Tape& tape, const BoundParameters& p, const GraphBatch& batch) const;

  NetworkShape shape_;
  ParameterLayout layout_;
  int bond_input_ = -1, message_ = -1, atom_input_ = -1, atom_message_ = -1, atom_bias_ = -1;
  std::vector<std::array<int, 2>> dense_;  // feature vectors: (matrix, bias) a layer
  std::vector<Task> tasks_;
  int teacher_map_ = -1;
};

// Singular values, largest over smallest, of the Jacobian of the MLP `phi` at z [latent], in
// double: how far the transfer map is from collapsing. Infinite when it has.
double jacobian_condition(const Network& network, std::span<const float> values,
                          const Network::Mlp& phi, std::span<const float> z);

}  // namespace graft
