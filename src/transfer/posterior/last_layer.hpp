// Bayesian last layers: the features are the hidden layer of a trained network's head, the weights
// behind it have the PC prior around that head (bayes/linear/linear_head.hpp). Draws are exact.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "bayes/linear/linear_head.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/posterior/mixture.hpp"

namespace graft {

inline constexpr Keys<5> head_keys{"pc_limit", "pc_tail", "pc_hyperprior", "pc_head", "draws"};

// The hidden layer of the target's head at rows of the fit: [rows][latent], in double.
Eigen::MatrixXd head_features(const FitData& data, const Network& network, const Floats& member,
                              std::span<const int64_t> rows, Executor& executor);

// Exact draws of one head and what is known of them.
struct HeadFit {
  Candidate::Part part;
  std::vector<double> left_out;  // log density of each of its rows given those of other groups
  std::vector<double> distance;
  double unreliable = 0;  // rows whose left-out density is not to be relied on
};
HeadFit draw_heads(const LinearHead& head, const Eigen::MatrixXd& phi,
                   const Eigen::MatrixXd& covariates, const Eigen::VectorXd& y,
                   const Groups& groups, int64_t draws, Rng rng);

// The prior that the options ask for, with the limit U.
LinearHeadSettings head_settings(const Options& options, double limit);

// The limits U that are tried when the option asks for cross-validation.
std::span<const double> limits_tried();

// The option's U, or 3 where it asks for a choice that there is not.
double limit_or_default(const Options& options);

// A posterior for each member of `source`, whose networks are members 0 .. of the model: the
// target's rows see the source's features for the first time. phi: each member's head_features of
// the target's rows. kind: transfer or source.
Candidate source_heads(FitJob& job, const FitData& data, const Network& network,
                       const ModelContent& source, const std::vector<Eigen::MatrixXd>& phi,
                       CandidateKind kind);

// Heads of an ensemble that was trained on the target itself: each is updated by the rows that its
// member did not learn from, so that neither weights nor noise are judged by memorised values.
// `first_member`: where the ensemble's networks stand among the model's.
Candidate held_out_heads(FitJob& job, const Ensemble& ensemble, const ModelContent& trained,
                         CandidateKind kind, int64_t first_member);

}  // namespace graft
