#include "transfer/networks/member_state.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace graft {

void MemberState::write(ByteWriter& to) const {
  for (const Floats* floats : {&values, &average, &best, &adam.first, &adam.second})
    to.floats(*floats);
  to.i64(adam.step);
  to.i64(step);
  to.u8(finished);
  to.f64(best_rmse);
  to.i64(best_epoch);
  to.u64(history.size());
  for (const HistoryRow& row : history) to.doubles(row.values());
}

MemberState MemberState::read(ByteReader& from, const MemberPlan& plan, const std::string& what) {
  const auto expect = [&](bool holds, const auto&... parts) {
    if (!holds) fail(GRAFT_ERROR_FORMAT, what, ": member ", plan.member, ": ", parts...);
  };
  const auto numbers = [&](const char* name, Floats& to) {
    const auto read = from.floats();
    expect(int64_t(read.size()) == plan.parameters, read.size(), ' ', name, " where ",
           plan.parameters, " belong");
    for (std::size_t i = 0; i < read.size(); ++i)
      expect(std::isfinite(read[i]), "number ", i, " of its ", name, " is ", read[i]);
    to.assign(read.begin(), read.end());
  };
  MemberState state;
  numbers("weights", state.values);
  numbers("averages", state.average);
  numbers("best weights", state.best);
  numbers("first moments", state.adam.first);
  numbers("second moments", state.adam.second);
  for (const float v : state.adam.second) expect(v >= 0, "a second moment is ", v);

  state.adam.step = from.i64();
  state.step = from.i64();
  expect(state.step >= 0 && state.step <= plan.steps, "step ", state.step, " is not in [0, ",
         plan.steps, "]");
  expect(state.step % plan.epoch_steps == 0 || state.step == plan.steps, "step ", state.step,
         " is not the end of an epoch of ", plan.epoch_steps);
  expect(state.adam.step == state.step, "step ", state.step, " of the training is step ",
         state.adam.step, " of the optimiser");

  const uint8_t finished = from.u8();
  expect(finished <= 1 && (finished == 1 || state.step < plan.steps), "finished is ", int(finished),
         " after step ", state.step);
  state.finished = finished == 1;

  state.best_rmse = from.f64();
  state.best_epoch = from.i64();
  const int64_t epochs = (state.step + plan.epoch_steps - 1) / plan.epoch_steps;
  expect(state.best_epoch >= 0 && state.best_epoch <= epochs, "its best epoch is ",
         state.best_epoch, " of ", epochs);
  expect(state.best_epoch > 0 ? std::isfinite(state.best_rmse) : state.best_rmse == INFINITY,
         "its best error is ", state.best_rmse, " at epoch ", state.best_epoch);

  const uint64_t rows = from.u64();
  expect(rows == uint64_t(epochs), rows, " epochs are recorded of ", epochs);
  for (int64_t epoch = 1; epoch <= epochs; ++epoch) {
    const auto values = from.doubles();
    expect(values.size() == HistoryRow::values_of(plan.terms), "a record of ", values.size(),
           " values");
    const HistoryRow row = HistoryRow::from_values(values, plan.terms);
    expect(row.member == double(plan.member) && row.epoch == double(epoch) &&
               row.step == double(std::min(epoch * plan.epoch_steps, plan.steps)),
           "its record ", epoch, " is of member ", row.member, ", epoch ", row.epoch, ", step ",
           row.step);
    expect(row.seconds >= 0 && std::isfinite(row.seconds) && std::isfinite(row.train.total),
           "its record ", epoch, " has the loss ", row.train.total, " after ", row.seconds,
           " seconds");
    state.history.push_back(row);
  }
  from.expect_end();
  return state;
}

}  // namespace graft
