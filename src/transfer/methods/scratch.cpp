// "scratch": networks trained on the target alone.
#include "transfer/methods/joint_training.hpp"
#include "transfer/methods/methods.hpp"
#include "transfer/networks/regression.hpp"
#include "transfer/networks/small_network.hpp"

namespace graft {
namespace {

ModelContent fit(FitJob& job) {
  if (job.network == NetworkKind::small) return fit_small(job, SmallTraining::alone);
  return fit_jointly(job, Regression(false));
}

constexpr auto keys = all_keys(joint_keys, Keys<1>{"hidden"});

}  // namespace

constexpr MethodInfo scratch_method{
    "scratch", 0, 0, false, "networks trained on the target alone", keys, fit, network_as_asked};

}  // namespace graft
