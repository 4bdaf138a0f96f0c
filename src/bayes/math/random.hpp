// Draws that the samplers need beyond the uniform and the normal.
#pragma once

#include "base/rng.hpp"

namespace graft {

double draw_exponential(Rng& rng, double rate);

// Gamma with the given shape and scale one (Marsaglia and Tsang, ACM TOMS 26, 2000). shape > 0.
double draw_gamma(Rng& rng, double shape);

}  // namespace graft
