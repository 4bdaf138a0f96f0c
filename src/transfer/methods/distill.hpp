// Knowledge distillation: the target's network learns its property and, at the same rows, something
// of the latent vectors that the source's networks make of them.
//
//   distill       STL + lambda mean |z - P z_T|^2 / d           P linear and learned
//   gsp_distill   STL + lambda mean_ij (cos(z_i, z_j) - cos(z_T,i, z_T,j))^2   over pairs of a
//   batch
//
// z: the target's latent [d]; z_T: those of the source's members, one behind the other. The methods
// are named as rivals by Ko et al. (2024); these definitions are ours.
#pragma once

#include <vector>

#include "transfer/fit/job.hpp"
#include "transfer/networks/objective.hpp"

namespace graft {

class Distill : public Objective {
 public:
  enum class Term { latent, similarity };
  Distill(Term term, double weight) : term_(term), weight_(weight) {}
  // latents [rows of the fit, cols].
  void set_teacher(Floats latents, int64_t cols) {
    latents_ = std::move(latents);
    cols_ = cols;
  }

  TermNames terms() const override;
  bool uses_sources() const override { return false; }
  // total = regression + weight * the distilled term.
  Losses losses(Tape& tape, const Network& network, const BoundParameters& parameters,
                const LabelledBatch& batch, Rng rng) const override;

 private:
  Term term_;
  double weight_;
  Floats latents_;
  int64_t cols_ = 0;
};

}  // namespace graft
