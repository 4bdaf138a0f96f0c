// A kernel model: target rows, their values and the parameters of a Gaussian process over them
// (bayes/linear/gaussian_process.hpp), where the model's networks, if there are any, give the known
// prediction f. Its factor is not kept but made when it is first asked (kernel_process.hpp): n^3 / 3
// multiplications against n^2 / 2 numbers in the file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "bayes/linear/gaussian_process.hpp"
#include "data/similarity.hpp"

namespace graft {

constexpr int64_t most_kernel_rows = 8000;  // n^2 numbers in memory, and n^3 / 3 steps
constexpr int64_t most_joint_rows = 2000;   // of draws, whose covariance is factorised
const char* name_of(Kernel kernel);

struct KernelPart {
  std::vector<Kernel> kernels;  // summed, for graphs at each radius
  GpParameters parameters;
  Descriptors rows;             // what was learned from
  std::vector<double> source;   // f of the rows in standard units, or empty
  Scaling source_scaling;       // of the networks' mean scaled output to these units
  std::vector<double> targets;  // scaled

  void write(ByteWriter& to) const;
  // Throws GRAFT_ERROR_FORMAT for sizes and values that do not fit together.
  static KernelPart read(ByteReader& from, const std::string& what);
};

}  // namespace graft
