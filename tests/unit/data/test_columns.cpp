#include "data/columns.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

using Names = std::vector<std::string>;
using Places = std::vector<int64_t>;

Dataset rows_of(const Names& names) {
  const double x[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  Dataset set = dataset_from_features({x, 3, 3, 3, 1}, {}, true);
  set.set_columns(names);
  set.set_targets({0.1, 0.2, 0.3});
  set.set_ids({"p", "q", "r"});
  return set;
}

std::string refusal(const Names& wanted, const Names& have, bool more = false) {
  const Thrown error = thrown_by([&] { column_places(wanted, have, "set", "model", more); });
  CHECK(error.status == GRAFT_ERROR_DATA);
  return error.message;
}

}  // namespace

TEST_CASE("Columns are found by name, and stay where they are when nothing need move") {
  CHECK(column_places({"a", "b", "c"}, {"c", "a", "b"}, "set", "model") == Places{1, 2, 0});
  CHECK(column_places({"a", "b"}, {"a", "b"}, "set", "model").empty());
  CHECK(column_places({}, {"a", "b"}, "set", "model").empty());
  CHECK(column_places({"a", "b"}, {}, "set", "model").empty());
}

TEST_CASE("Columns beyond those that are wanted come behind them, where they may come") {
  CHECK(column_places({"b"}, {"a", "b", "c"}, "set", "model", true) == Places{1, 0, 2});
  CHECK(column_places({"a", "b"}, {"a", "b", "c"}, "set", "model", true).empty());
  CHECK(refusal({"b"}, {"a", "b", "c"}) == "set has a column 'a', which model has not");
}

TEST_CASE("A column that is missing or there twice is named") {
  CHECK(refusal({"a", "b"}, {"a", "d"}) == "set has no column 'b', which model has");
  CHECK(refusal({"a", "b"}, {"a", "d"}, true) == "set has no column 'b', which model has");
  CHECK(refusal({"a", "b"}, {"b", "a", "a"}) == "set: columns 1 and 2 are both named 'a'");
  CHECK(refusal({"a", "a"}, {"a", "b"}) == "model has two columns named 'a'");
}

TEST_CASE("A set in another order of columns keeps its rows, values, ids and lines") {
  const int64_t rows[] = {2, 0};
  const Dataset part = rows_of({"c", "a", "b"}).select(rows);
  const Dataset ordered = with_columns_like(part, {"a", "b", "c"}, "set", "model");
  CHECK(ordered.columns() == Names{"a", "b", "c"});
  CHECK(std::vector(ordered.features(0).begin(), ordered.features(0).end()) ==
        std::vector<double>{8, 9, 7});
  CHECK(std::vector(ordered.features(1).begin(), ordered.features(1).end()) ==
        std::vector<double>{2, 3, 1});
  CHECK(ordered.targets() == std::vector<double>{0.3, 0.1});
  CHECK(ordered.id(0) == "r");
  CHECK(ordered.row_name(1) == part.row_name(1));
  CHECK(ordered.origin() == part.origin());
}

TEST_CASE("A set whose columns stand right is not copied") {
  const Dataset set = rows_of({"a", "b", "c"});
  const Dataset same = with_columns_like(set, {"a", "b", "c"}, "set", "model");
  CHECK(&same.inputs() == &set.inputs());
}
