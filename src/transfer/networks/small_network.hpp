// Small tanh networks over feature vectors as methods see them: their data in standard units, and
// the conventional ways to fit them, which the Bayesian ones are measured against.
//
// A fitted small network is a model with one posterior part of one draw (a member), so that it
// predicts, saves and serves as a source like the others.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "bayes/chains/trajectory.hpp"
#include "bayes/networks/mlp.hpp"
#include "transfer/fit/info.hpp"
#include "transfer/fit/job.hpp"
#include "transfer/fit/keys.hpp"

namespace graft {

inline constexpr Keys<2> small_keys{"network", "hidden"};

// What the option network asks for; auto: deep, and with a source model what that is.
NetworkKind network_as_asked(const FitSets& sets, const Options& options);

// Inputs, hidden widths of the option, 1. Throws GRAFT_ERROR_OPTION for a text that is no list.
std::vector<int64_t> small_widths(const Options& options, int64_t inputs);

// The labelled target rows in standard units: of the features' those of `base` if there is one.
struct SmallData {
  SmallData(const FitJob& job, const FitSets& sets, const ModelContent* base);
  FitData fit;
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
  Groups groups;  // rows of equal input, where there are inputs enough to hold some out whole

  const Scaling& scaling() const { return fit.tasks[0].scaling; }
  FitFacts facts() const;
};

// The source's network, given or trained here, as a content with one part of one draw.
ModelContent small_source(FitJob& job);

// The network of a source in the unit of the target: f in the source's standard units becomes
// (mean + sd f - target mean) / target sd.
std::vector<double> in_unit(const Mlp& mlp, std::vector<double> weights, const Scaling& from,
                            const Scaling& to);
// The last layer's weights times b, its bias too, plus a.
void carry_affine(const Mlp& mlp, double a, double b, std::vector<double>& weights);

// Asks the user's progress function, and whether to stop.
StopPoll poll_of(FitJob& job);

enum class SmallTraining {
  alone,        // on the target
  none,         // the source carried to the target's scale
  all_layers,   // the source trained on
  output_layer  // its last layer trained on
};
ModelContent fit_small(FitJob& job, SmallTraining way);

}  // namespace graft
