// Everything that a model file holds.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "data/scaler.hpp"
#include "model/bounds.hpp"
#include "model/kernel_part.hpp"
#include "model/posterior.hpp"
#include "nn/shape.hpp"

namespace graft {

class KernelProcess;

// Something measured about a fit: "rhat", "distance.layer1.mean" ...
struct Diagnostic {
  std::string name;
  double value;
};

// Without `posterior` the networks are an ensemble; with it they only make the features of its
// heads, and there may be none. With `kernel` they are the source's, whose mean is one more feature
// of a kernel model, or there are none.
struct ModelContent {
  NetworkShape shape;
  std::vector<Scaling> targets;   // by task: 0 the target, then the sources
  std::vector<Scaling> features;  // by column, then the covariates'; empty for graphs
  std::vector<Floats> members;    // parameters of each network
  int64_t covariates = 0;         // columns behind feature_cols that only the heads see
  std::vector<PosteriorPart> posterior;
  std::shared_ptr<const KernelPart> kernel;
  std::shared_ptr<const KernelProcess> process;  // of `kernel`, where a fit has made it; not kept
  std::vector<Diagnostic> diagnostics;
  double noise_sd = missing;  // of the target, in its unit
  Bounds bounds;              // of what an ensemble's members predict
  std::string property, unit;
  std::vector<std::string> columns;  // names of `features`; empty when unknown, and for graphs
  std::string origin;                // of the inputs, see origin_fits; "" when unknown
  std::string featuriser;            // what made features of them, and its version; "" when unknown
  std::string info;                  // one JSON object
};

// "smiles" is where molecules come from, "graphs" graphs, "formulas" or "features" feature vectors.
bool origin_fits(const std::string& origin, InputKind kind);

}  // namespace graft
