#include "transfer/fit/history.hpp"

#include <algorithm>
#include <string_view>

namespace graft {
namespace {

// visit(name, value) of every column of a row, in order.
template <class Visit>
void visit(const HistoryRow& row, Visit&& visit) {
  visit("member", row.member);
  visit("epoch", row.epoch);
  visit("step", row.step);
  visit("seconds", row.seconds);
  for (const auto& [part, losses] :
       {std::pair{std::string("train_"), &row.train}, {std::string("valid_"), &row.valid}}) {
    visit(part + "total", losses->total);
    for (std::size_t i = 0; i < losses->names.size(); ++i)
      visit(part + losses->names[i], losses->terms[i]);
  }
  visit("valid_rmse", row.valid_rmse);
  visit("jacobian_condition", row.jacobian_condition);
}

bool same(TermNames a, TermNames b) {
  return std::ranges::equal(
      a, b, {}, [](const char* name) { return std::string_view(name); },
      [](const char* name) { return std::string_view(name); });
}

}  // namespace

std::vector<double> HistoryRow::values() const {
  std::vector<double> values;
  visit(*this, [&](const std::string&, double value) { values.push_back(value); });
  return values;
}

HistoryRow HistoryRow::from_values(const std::vector<double>& v, TermNames names) {
  HistoryRow row{v[0], v[1], v[2], v[3], {}, {}, 0, 0};
  std::size_t at = 4;
  for (Losses* losses : {&row.train, &row.valid}) {
    losses->names = names;
    losses->total = v[at++];
    for (std::size_t i = 0; i < names.size(); ++i) losses->terms[i] = v[at++];
  }
  row.valid_rmse = v[at++];
  row.jacobian_condition = v[at];
  return row;
}

std::vector<std::string> columns_of(const History& history) {
  std::vector<std::string> terms;
  TermNames last;
  for (const HistoryRow& row : history) {
    if (same(row.train.names, last)) continue;
    last = row.train.names;
    for (const char* name : last)
      if (std::ranges::find(terms, name) == terms.end()) terms.push_back(name);
  }
  std::vector<std::string> columns{"member", "epoch", "step", "seconds"};
  for (const char* part : {"train_", "valid_"}) {
    columns.push_back(std::string(part) + "total");
    for (const std::string& term : terms) columns.push_back(part + term);
  }
  columns.insert(columns.end(), {"valid_rmse", "jacobian_condition"});
  return columns;
}

std::vector<double> values_in(const std::vector<std::string>& columns, const HistoryRow& row) {
  std::vector<double> values(columns.size(), std::numeric_limits<double>::quiet_NaN());
  visit(row, [&](const std::string& name, double value) {
    const auto at = std::ranges::find(columns, name);
    if (at != columns.end()) values[std::size_t(at - columns.begin())] = value;
  });
  return values;
}

}  // namespace graft
