#include "bayes/networks/grouped_model.hpp"

#include <cmath>
#include <functional>

#include "base/error.hpp"
#include "catch.hpp"

namespace {

using namespace graft;

// Seven weights: 1, 2 and 5 share one tau, 3 has its own, the others stay the source's.
GroupedModel model() {
  GroupedModel m{Floats(7, 0.5f), {}, ScalePrior::exponential({1, 2}, 1), 10, 0.3, 1};
  m.groups = {{{1, 3}, {5, 6}}, {{3, 4}}};
  return m;
}

}  // namespace

TEST_CASE("a group counts the weights of all its ranges", "[bayes]") {
  const GroupedModel m = model();
  CHECK(m.size() == 7);
  CHECK(m.weights(0) == 3);
  CHECK(m.weights(1) == 1);
  CHECK_NOTHROW(check(m));
}

TEST_CASE("groups that do not fit the block, the prior or each other are refused", "[bayes]") {
  const auto refused = [](const std::function<void(GroupedModel&)>& change) {
    GroupedModel m = model();
    change(m);
    CHECK_THROWS_AS(check(m), Error);
  };
  refused([](GroupedModel& m) { m.groups.pop_back(); });             // a prior of two
  refused([](GroupedModel& m) { m.groups[1].clear(); });             // no weights
  refused([](GroupedModel& m) { m.groups[1] = {{4, 4}}; });          // an empty range
  refused([](GroupedModel& m) { m.groups[1] = {{5, 4}}; });          // backwards
  refused([](GroupedModel& m) { m.groups[1] = {{2, 4}}; });          // part of the other group
  refused([](GroupedModel& m) { m.groups[0] = {{1, 3}, {2, 4}}; });  // of its own
  refused([](GroupedModel& m) { m.groups[1] = {{6, 8}}; });          // past the end
  refused([](GroupedModel& m) { m.groups[1] = {{-1, 1}}; });
  refused([](GroupedModel& m) { m.source[6] = INFINITY; });
  refused([](GroupedModel& m) { m.rows = 0; });
  refused([](GroupedModel& m) { m.source_sigma = 0; });
  refused([](GroupedModel& m) { m.sigma_spread = -1; });
  refused([](GroupedModel& m) { m.sigma_spread = NAN; });
}
