#include "bayes/priors/pc_prior.hpp"

#include <cmath>

#include "base/error.hpp"

namespace graft {

double pc_rate(double u, double a) {
  if (!(u > 0 && std::isfinite(u)))
    fail(GRAFT_ERROR_ARGUMENT, "pc prior: the distance u is ", u, ", not above 0");
  if (!(a > 0 && a < 1))
    fail(GRAFT_ERROR_ARGUMENT, "pc prior: the probability a is ", a, ", not within (0, 1)");
  return -std::log(a) / u;
}

}  // namespace graft
