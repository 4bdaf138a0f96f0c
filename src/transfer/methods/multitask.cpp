// "multitask": target and sources share an embedding, and each has a head of its own.
#include "transfer/methods/joint_training.hpp"
#include "transfer/methods/methods.hpp"
#include "transfer/networks/regression.hpp"
#include "transfer/networks/small_network.hpp"

namespace graft {
namespace {

ModelContent fit(FitJob& job) {
  refuse_small(job);
  return fit_jointly(job, Regression(true));
}

constexpr auto keys = all_keys(joint_keys, Keys<2>{"source_batch", "tied_start"});

}  // namespace

constexpr MethodInfo multitask_method{"multitask",
                                      1,
                                      -1,
                                      false,
                                      "one embedding, a head for each property, trained together",
                                      keys,
                                      fit,
                                      network_as_asked};

}  // namespace graft
