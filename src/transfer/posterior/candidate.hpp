// One posterior of a target among several.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.hpp"

namespace graft {

enum class CandidateKind {
  transfer,  // the PC prior around the source
  source,    // the source with its affine map alone
  alone,     // no source
  fixed,     // a Gaussian of fixed width around the source
  tuned      // the source's networks trained on, with heads under the PC prior around theirs
};
const char* name_of(CandidateKind kind);

// Its draws, in parts of equal weight, and left-out densities.
struct Candidate {
  CandidateKind kind = CandidateKind::transfer;
  struct Part {
    int64_t member = -1;  // see PosteriorPart
    std::vector<int64_t> widths;
    std::vector<std::vector<double>> draws;  // independent, or thinned out of chains: the first
                                             // ones are as good as any
    std::vector<double> noise;
  };
  std::vector<Part> parts;
  std::vector<double> log_density;  // log p(y_i | other rows), by target row; scaled unit
  std::vector<Diagnostic> diagnostics;
  bool converged = true;

  std::string name() const { return name_of(kind); }
};

}  // namespace graft
