// Draws of a posterior, kept for prediction: a mixture of small networks over one set of inputs,
// evaluated all at once. Source: ours.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "nn/parameters.hpp"
#include "tensor/executor.hpp"

namespace graft {

// Equally likely draws of one network: tanh in the hidden layers, one linear output; without hidden
// layers a linear head. Inputs are the scaled features, or the hidden layer of the head of one of
// the model's networks, followed by the covariates.
//
// The draws lie side by side, so that a layer costs one product whatever their number: the first
// layer's weights are [inputs, draws, units], later ones' [draws, inputs, units], biases
// [draws, units].
struct PosteriorPart {
  std::string name;                     // what the draws belong to: "transfer", "alone" ...
  int64_t member = -1;                  // -1: the inputs are the features
  std::vector<int64_t> widths;          // inputs, hidden layers, 1
  std::vector<Floats> weights, biases;  // by layer
  std::vector<double> noise;            // by draw: sigma, of the scaled target

  int64_t draws() const { return int64_t(noise.size()); }
  int64_t layers() const { return int64_t(widths.size()) - 1; }

  // Takes the draws from the layout of bayes/networks/mlp.hpp: for each layer and unit its input weights,
  // then its bias. draws: [count] pointers.
  static PosteriorPart pack(std::string name, int64_t member, std::vector<int64_t> widths,
                            std::span<const std::vector<double>> draws, std::vector<double> noise);

  // One draw again in that layout.
  std::vector<double> draw(int64_t s) const;

  void write(ByteWriter& to) const;
  // Throws GRAFT_ERROR_FORMAT for sizes that do not fit together.
  static PosteriorPart read(ByteReader& from, const std::string& what);
};

// f of each draw, scaled: out[i * stride + s] for row i and draw s. inputs [rows, widths[0]], with
// padded storage. The same bits for any number of threads and rows. Takes memory of the executor's
// arena.
void evaluate(const PosteriorPart& part, Matrix inputs, Executor& executor, double* out,
              int64_t stride);

}  // namespace graft
