// The penalised-complexity prior on the distance between source and target.
//
//   d(W)^2 = 1/(n sigma_S^2) sum_i (f(x_i; W) - f(x_i; W_S))^2   ~  delta^T H delta,
//   H = 1/(n sigma_S^2) sum_i J_i^T J_i,   delta = W - W_S,   d ~ Exponential(rate):
// the shift of the predictions in units of the source's noise (from the Kullback-Leibler divergence
// of the predictive models), small unless the data say otherwise. Two densities of weights have it:
//
// A, constant on the level sets of d, which is exactly Exponential(rate):
//   pi(delta) = rate Gamma(p/2) / (2 pi^{p/2}) |H|^{1/2} d^{1-p} exp(-rate d).
// For p > 1 it is infinite at delta = 0, integrably: sampling is sound, maximising it is not. A
// linear model has it (bayes/linear/linear_pc.hpp).
// B, normal with an unknown scale for each group of weights (scale_prior.hpp), for networks too.
//
// Sources: the idea, Abba, Williams and Reich, Annals of Applied Statistics 17 (2023); PC priors,
// Simpson, Rue et al., Statistical Science 32 (2017), whose multivariate form is construction A.
// The distance and construction B are ours.
#pragma once

namespace graft {

// The rate with P(d > u) = a: -log(a)/u. Throws GRAFT_ERROR_ARGUMENT unless u > 0 and 0 < a < 1.
double pc_rate(double u, double a);

}  // namespace graft
