// For tests, before anything else runs: a table of runnable_kernels() in place of the best one.
#pragma once

#include "tensor/kernels.hpp"

namespace graft {

void use_kernels(const Kernels& table);

}  // namespace graft
