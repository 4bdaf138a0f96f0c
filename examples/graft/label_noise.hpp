// Labels made wrong on purpose: how much a method suffers from a few bad values.
#pragma once

#include <cstdint>
#include <string>

#include "arguments.hpp"
#include "graft.hpp"

namespace command {

// A share of the labels is moved by `deviations` of all of them, up or down.
struct LabelNoise {
  double share = 0, deviations = 0;  // 0: none

  explicit operator bool() const { return share > 0; }
  std::string text() const;  // as the flag takes it: "0.05:5"
};

// "0.05:5". Throws Failure(exit_usage).
LabelNoise label_noise_of(const Flag& flag);

// Moves round(share * rows) labels of the set, each of which must have one. Rows and signs are
// drawn from the seed; the deviation is that of the set's labels before.
void corrupt(graft_api::Dataset& set, const LabelNoise& noise, uint64_t seed);

}  // namespace command
