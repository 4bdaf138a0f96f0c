// The Bayesian methods: "pc_prior", and what it is measured against, "fixed_prior" (a Gaussian of
// fixed width around the source's weights) and "target_only" (no source).
#pragma once

#include "transfer/networks/ensemble.hpp"
#include "transfer/fit/job.hpp"

namespace graft {

// Which posterior, by the options network and inference: that of a small tanh network over the
// features (NUTS), that of the last layer over a deep network's latent (exact draws), or that of
// the whole deep network (SVI, SGHMC). Each is mixed with its fallbacks (posterior_mixture.hpp)
// unless the option fallback says none.
ModelContent fit_pc_prior(FitJob& job);

// The option head = "pc_prior" of methods that train networks: their heads become Bayesian ones.
void put_pc_heads(FitJob& job, const Ensemble& ensemble, ModelContent& content, FitFacts& facts);

// The three ways; fit_pc_prior chooses.
ModelContent fit_pc_heads(FitJob& job);
ModelContent fit_pc_small(FitJob& job);  // pc_small.cpp
ModelContent fit_pc_whole(FitJob& job);  // pc_whole.cpp

}  // namespace graft
