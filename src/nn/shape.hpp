// The sizes and choices that say what a network is, as they stand in model files.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "data/input_kind.hpp"
#include "nn/graph_batch.hpp"
#include "tensor/ops.hpp"

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

  bool takes_graphs() const { return input == InputKind::molecules || input == InputKind::graphs; }
  bool takes_features() const { return input == InputKind::features; }
  bool takes_structures() const { return input == InputKind::structures; }
  void write(ByteWriter& to) const;
  static NetworkShape read(ByteReader& from);  // throws GRAFT_ERROR_FORMAT for impossible sizes
};

}  // namespace graft
