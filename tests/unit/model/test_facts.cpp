#include "model/facts.hpp"

#include <algorithm>

#include "catch.hpp"
#include "small_models.hpp"

using namespace graft;

namespace {

const Fact* found(const std::vector<Fact>& facts, const std::string& key) {
  const auto fact = std::ranges::find(facts, key, &Fact::key);
  return fact == facts.end() ? nullptr : &*fact;
}

}  // namespace

TEST_CASE("What stands in the info is a fact, by its path") {
  ModelContent content = small_models::ensemble();
  content.info = R"({"method": "gate", "sources": [{"rows": 3}], "scores": {"rmse": 0.5}})";
  const auto facts = facts_of(content);
  CHECK(found(facts, "method")->text() == "gate");
  CHECK(found(facts, "sources.0.rows")->integer() == 3);
  CHECK(found(facts, "scores.rmse")->number() == 0.5);
  CHECK(found(facts, "sources") == nullptr);
}

TEST_CASE("An info of a stranger's gives the facts that it can") {
  ModelContent content = small_models::ensemble();
  for (const char* info : {"", "no JSON", "[1]", R"({"method": 5})", R"({"method": ["a"]})"}) {
    content.info = info;
    const auto facts = facts_of(content);
    CHECK(found(facts, "method")->text() == "");
    CHECK(found(facts, "kind")->text() == "features");
    CHECK(found(facts, "members")->integer() == 2);
  }
}
