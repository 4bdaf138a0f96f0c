#include "transfer/fit/history.hpp"

#include <cmath>

#include "catch.hpp"

using namespace graft;

namespace {

constexpr const char* plain[] = {"regression"};
constexpr const char* taught[] = {"regression", "distilled"};

HistoryRow row_of(TermNames names, double first) {
  HistoryRow row{0, 1, 25, 0.5, Losses::missing(names), Losses::missing(names), 3, 2};
  row.train.total = first;
  for (std::size_t i = 0; i < names.size(); ++i) row.train.terms[i] = first + 1 + double(i);
  return row;
}

}  // namespace

TEST_CASE("a row of the history comes back from its values") {
  const HistoryRow row = row_of(taught, 10);
  const auto values = row.values();
  CHECK(values.size() == HistoryRow::values_of(taught));
  const HistoryRow again = HistoryRow::from_values(values, taught);
  CHECK(again.train["distilled"] == 12);
  CHECK(again.step == 25);
  CHECK(again.valid_rmse == 3);
  CHECK(again.jacobian_condition == 2);
}

TEST_CASE("a fit's columns are the terms of all its objectives, each once") {
  using Columns = std::vector<std::string>;
  CHECK(columns_of({}) == Columns{"member", "epoch", "step", "seconds", "train_total",
                                  "valid_total", "valid_rmse", "jacobian_condition"});
  const History history{row_of(plain, 1), row_of(plain, 2), row_of(taught, 3)};
  const auto columns = columns_of(history);
  CHECK(columns == Columns{"member", "epoch", "step", "seconds", "train_total", "train_regression",
                           "train_distilled", "valid_total", "valid_regression", "valid_distilled",
                           "valid_rmse", "jacobian_condition"});
  const auto first = values_in(columns, history[0]), last = values_in(columns, history[2]);
  CHECK(first[5] == 2);
  CHECK(std::isnan(first[6]));  // its objective has no such term
  CHECK(last[6] == 5);
  CHECK(last[11] == 2);
}

TEST_CASE("losses add up term by term") {
  Losses sum;
  sum += row_of(taught, 1).train;
  sum += row_of(taught, 3).train;
  sum /= 2;
  CHECK(sum.total == 2);
  CHECK(sum["regression"] == 3);
  CHECK(sum["distilled"] == 4);
  CHECK(std::isnan(sum["mapping"]));
}
