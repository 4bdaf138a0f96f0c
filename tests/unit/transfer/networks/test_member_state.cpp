#include "transfer/networks/member_state.hpp"

#include <cmath>
#include <functional>
#include <limits>

#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

constexpr MemberPlan plan{
    .member = 2, .parameters = 5, .steps = 25, .epoch_steps = 10, .terms = {}};
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

HistoryRow record(int64_t epoch, int64_t step) {
  HistoryRow row{};
  row.member = double(plan.member);
  row.epoch = double(epoch);
  row.step = double(step);
  row.seconds = 0.5 * double(epoch);
  row.train.total = 1;
  row.valid.total = row.valid_rmse = row.jacobian_condition = double(unknown);  // not known
  return row;
}

// As a training leaves it after two of its three epochs.
MemberState usual() {
  MemberState state;
  state.values = state.average = state.best = {1, -2, 0.5f, 0, 3};
  state.adam.first = {0.1f, -0.1f, 0, 0, 1};
  state.adam.second = {0.1f, 0.1f, 0, 0, 1};
  state.adam.step = state.step = 20;
  state.best_rmse = 0.7;
  state.best_epoch = 1;
  state.history = {record(1, 10), record(2, 20)};
  return state;
}

// Reads the state back after `change`.
Thrown read_after(const std::function<void(MemberState&)>& change) {
  MemberState state = usual();
  change(state);
  ByteWriter to;
  state.write(to);
  return thrown_by([&] {
    ByteReader from(to.bytes(), "the file");
    MemberState::read(from, plan, "the file");
  });
}

void refused(const std::string& says, const std::function<void(MemberState&)>& change) {
  const Thrown error = read_after(change);
  INFO(error.message);
  CHECK(error.status == GRAFT_ERROR_FORMAT);
  CHECK(error.says("the file: member 2: "));
  CHECK(error.says(says));
}

}  // namespace

TEST_CASE("a member's state is read back as it was written") {
  ByteWriter to, again;
  usual().write(to);
  ByteReader from(to.bytes(), "the file");
  MemberState::read(from, plan, "the file").write(again);
  CHECK(to.bytes() == again.bytes());
}

TEST_CASE("states that trainings leave are taken") {
  const auto taken = [](const std::function<void(MemberState&)>& change) {
    const Thrown error = read_after(change);
    INFO(error.message);
    CHECK(error.status == GRAFT_OK);
  };
  taken([](MemberState& s) {  // the last epoch is shorter
    s.step = s.adam.step = 25;
    s.finished = true;
    s.history.push_back(record(3, 25));
  });
  taken([](MemberState& s) { s.finished = true; });  // patience
  taken([](MemberState& s) { s.best_rmse = -20; });  // no validation rows
  taken([](MemberState& s) {                         // no epoch had a known error
    s.best_epoch = 0;
    s.best_rmse = infinity;
  });
  taken([](MemberState& s) {
    s.step = s.adam.step = s.best_epoch = 0;
    s.best_rmse = infinity;
    s.history.clear();
  });
}

TEST_CASE("a state that no training leaves is refused and the value named") {
  refused("step -1000000000 is not in [0, 25]",
          [](MemberState& s) { s.step = s.adam.step = -1000000000; });
  refused("step 30 is not in [0, 25]", [](MemberState& s) { s.step = s.adam.step = 30; });
  refused("step 15 is not the end of an epoch of 10",
          [](MemberState& s) { s.step = s.adam.step = 15; });
  refused("is step 7 of the optimiser", [](MemberState& s) { s.adam.step = 7; });
  refused("finished is 0 after step 25", [](MemberState& s) {
    s.step = s.adam.step = 25;
    s.history.push_back(record(3, 25));
  });
  refused("4 weights where 5 belong", [](MemberState& s) { s.values.resize(4); });
  refused("6 best weights where 5 belong", [](MemberState& s) { s.best.resize(6); });
  refused("number 3 of its weights is nan", [](MemberState& s) { s.values[3] = unknown; });
  refused("of its averages is inf", [](MemberState& s) { s.average[0] = float(infinity); });
  refused("of its best weights is -inf", [](MemberState& s) { s.best[0] = -float(infinity); });
  refused("of its first moments is nan", [](MemberState& s) { s.adam.first[0] = unknown; });
  refused("of its second moments is nan", [](MemberState& s) { s.adam.second[0] = unknown; });
  refused("a second moment is -1", [](MemberState& s) { s.adam.second[2] = -1; });
  refused("its best epoch is 3 of 2", [](MemberState& s) { s.best_epoch = 3; });
  refused("its best epoch is -1 of 2", [](MemberState& s) { s.best_epoch = -1; });
  refused("its best error is nan", [](MemberState& s) { s.best_rmse = double(unknown); });
  refused("its best error is 0.7 at epoch 0", [](MemberState& s) { s.best_epoch = 0; });
  refused("1 epochs are recorded of 2", [](MemberState& s) { s.history.pop_back(); });
  refused("its record 2 is of member 2, epoch 1",
          [](MemberState& s) { s.history[1] = s.history[0]; });
  refused("its record 1 is of member 1", [](MemberState& s) { s.history[0].member = 1; });
  refused("step 11", [](MemberState& s) { s.history[0].step = 11; });
  refused("after nan seconds", [](MemberState& s) { s.history[0].seconds = double(unknown); });
  refused("has the loss inf", [](MemberState& s) { s.history[0].train.total = infinity; });
}

TEST_CASE("a state with something behind it or a part missing is refused") {
  ByteWriter to;
  usual().write(to);
  auto bytes = to.bytes();
  const auto status_of = [](const std::vector<uint8_t>& of) {
    return thrown_by([&] {
             ByteReader from(of, "the file");
             MemberState::read(from, plan, "the file");
           })
        .status;
  };
  REQUIRE(status_of(bytes) == GRAFT_OK);
  bytes.push_back(0);
  CHECK(status_of(bytes) == GRAFT_ERROR_FORMAT);
  for (std::size_t size = 0; size + 1 < bytes.size(); size += 7)
    CHECK(status_of({bytes.begin(), bytes.begin() + std::ptrdiff_t(size)}) == GRAFT_ERROR_FORMAT);
}
