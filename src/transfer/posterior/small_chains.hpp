// The posterior of one small network given one set of rows: by NUTS, or by exact draws where the
// model is linear.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "bayes/chains/nuts.hpp"
#include "model/model.hpp"
#include "transfer/fit/job.hpp"
#include "transfer/fit/keys.hpp"
#include "transfer/posterior/candidate.hpp"

namespace graft {

inline constexpr Keys<5> chain_keys{"chains", "adaptation", "samples", "max_depth",
                                    "target_accept"};

// What is the same for every candidate, in the target's standard units.
struct SmallProblem {
  FitJob& job;
  int threads;
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
  Groups groups;  // rows of equal input
  std::vector<int64_t> widths;
  std::vector<double> source;  // weights; empty: none
  double source_sigma = 0;
  bool affine = false;
  double limit = 3;  // U

  SmallProblem of_rows(const std::vector<int64_t>& rows) const;
};

struct SmallDraws {
  std::vector<std::vector<double>> weights;  // by draw, in the layout of bayes/networks/mlp.hpp
  std::vector<double> noise;
  std::vector<Diagnostic> diagnostics;
  bool converged = true;
  bool stopped = false;  // before all were drawn
};

// Draws in random order, at least `least` of them. `chains` is read where NUTS is needed:
// networks with hidden layers, and fixed.
bool is_exact(const SmallProblem& problem, CandidateKind kind);
SmallDraws draw_small(const SmallProblem& problem, CandidateKind kind, const NutsSettings& chains,
                      int64_t least);

// Into how many folds the rows are split, groups whole, each a refit.
int64_t folds_of(const SmallProblem& problem);

// A posterior that is to be weighed.
struct SmallRival {
  CandidateKind kind;
  double limit;
};

// log p(y_i | other folds) for every rival and row, by refitting without each fold in turn:
// importance sampling from the whole fit is not to be trusted where single rows matter as much as
// in a network of as many weights as rows. All refits run side by side. Throws GRAFT_STOPPED.
std::vector<std::vector<double>> cross_validated_densities(const SmallProblem& problem,
                                                           const std::vector<SmallRival>& rivals,
                                                           const NutsSettings& chains);

}  // namespace graft
