#include "data/dataset.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

const double numbers[] = {1, 2, 3, 4, 5, 6};
const float halves[] = {0.5f, 1.5f, 2.5f};

Dataset three_rows() { return dataset_from_features({numbers, 3, 2, 2, 1}, {}, true); }

}  // namespace

TEST_CASE("A matrix of floats is read as one of doubles is, with its strides") {
  const StridedMatrix x(halves, 3, 1, 1, 1), backwards(halves + 2, 3, 1, -1, 1);
  CHECK(x.at(1, 0) == 1.5);
  CHECK(backwards.at(0, 0) == 2.5);
  CHECK(dataset_from_features(x, {}, true).features(2)[0] == 2.5);
}

TEST_CASE("Columns have the names they are given, and subsets keep them") {
  Dataset set = three_rows();
  CHECK(set.columns().empty());
  set.set_columns({"a", "b"});
  const int64_t rows[] = {1};
  CHECK(set.select(rows).columns() == std::vector<std::string>{"a", "b"});
  set.set_columns({});
  CHECK(set.columns().empty());
}

TEST_CASE("Names of columns that cannot tell them apart are refused") {
  Dataset set = three_rows();
  const auto message = [&](std::vector<std::string> names) {
    return thrown_by([&] { set.set_columns(std::move(names)); }).message;
  };
  CHECK(message({"a"}) == "1 names for 2 columns");
  CHECK(message({"a", "a"}) == "columns 0 and 1 are both named 'a'");
  CHECK(message({"a", ""}) == "the name of column 1 is empty");
}

TEST_CASE("Columns that are added have names when all have") {
  Dataset set = three_rows();
  const StridedMatrix more(halves, 3, 1, 1, 1);
  CHECK(set.with_columns(more, {"c"}).columns().empty());
  set.set_columns({"a", "b"});
  CHECK(set.with_columns(more, {"c"}).columns() == std::vector<std::string>{"a", "b", "c"});
  CHECK(set.with_columns(more).columns().empty());
  CHECK(thrown_by([&] { set.with_columns(more, {"b"}); }).message ==
        "columns 1 and 2 are both named 'b'");
}

TEST_CASE("A row is named by where it stood in the input and by its id") {
  const int64_t lines[] = {2, 3, 7};
  Dataset set = dataset_from_features({numbers, 3, 2, 2, 1}, {}, true, {lines, {}});
  const int64_t last[] = {2};
  CHECK(set.select(last).row_name(0) == "line 7");
  CHECK(three_rows().select(last).row_name(0) == "row 2");
  set.set_ids({"x", "y", "z"});
  CHECK(set.select(last).row_name(0) == "line 7 ('z')");
}
