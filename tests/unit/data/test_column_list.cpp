#include "data/column_list.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;
using Names = std::vector<std::string>;
using Columns = std::vector<int64_t>;

namespace {

Table table_of(const std::string& text) { return parse_csv(text, "'t.csv'"); }

Thrown refusal(const std::string& text, const std::string& list, const Names& others = {}) {
  return thrown_by([&] { feature_columns(table_of(text), list, others); });
}

}  // namespace

TEST_CASE("a list of names is a record of CSV") {
  CHECK(names_in("a,b,c", "columns") == Names{"a", "b", "c"});
  CHECK(names_in("\"logP, exp\",b", "columns") == Names{"logP, exp", "b"});
  CHECK(names_in("\"say \"\"a\"\"\"", "columns") == Names{"say \"a\""});
  CHECK(names_in("a;b", "columns") == Names{"a;b"});
  for (const char* list : {"", "a,,b", "a,", "\"a", "\"a\"b", "a\nb"}) {
    const Thrown thrown = thrown_by([&] { names_in(list, "columns"); });
    CHECK(thrown.status == GRAFT_ERROR_ARGUMENT);
    CHECK(thrown.says("columns: '"));
  }
}

TEST_CASE("features are the columns that the list names, in its order") {
  CHECK(feature_columns(table_of("a,\"b, c\",d\n"), "d,a", {}) == Columns{2, 0});
  CHECK(feature_columns(table_of("a,\"b, c\",d\n"), "\"b, c\",a", {"d"}) == Columns{1, 0});
}

TEST_CASE("a star is every column that is nothing else, whatever its name") {
  CHECK(feature_columns(table_of("id,\"logP, exp\",*,y\n"), "*", {"y", "id"}) == Columns{1, 2});
  CHECK(feature_columns(table_of("a,b,,\n1,2,,\n"), "*", {"", ""}) == Columns{0, 1});
  CHECK(feature_columns(table_of("y,a,y\n"), "*", {"y"}) == Columns{1});
}

TEST_CASE("a column named twice, or for something else, is refused with its name") {
  CHECK(refusal("a,b,y\n", "a,b,a").says("'t.csv': 'a' is named twice among the features"));
  CHECK(refusal("a,b,y\n", "a,y", {"y", ""}).says("'y' is the target"));
  CHECK(refusal("a,b,y\n", "a,y", {"y", ""}).status == GRAFT_ERROR_DATA);
  CHECK(refusal("a,b,y\n", "b,a", {"", "a"}).says("'a' is the target, the id"));
}

TEST_CASE("a star over columns that cannot be told apart is refused") {
  CHECK(refusal("a,b,a\n", "*").says("two columns are named 'a'"));
  const Thrown nameless = refusal(",a\n,1\n\"\",2\n7,3\n", "*");
  CHECK(nameless.says("column 1 has no name but values, the first in line 4"));
  CHECK(refusal("y\n1\n", "*", {"y"}).says("leaves no column"));
}

TEST_CASE("a name with a comma that stands without quotes is explained") {
  CHECK(refusal("\"logP, exp\",b\n", "logP, exp,b").says("in a list such a name stands in quotes"));
}
