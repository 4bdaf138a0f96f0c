#include "base/facts.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace graft {
namespace {

[[noreturn]] void of_another_type(const Fact& fact, const char* wanted) {
  fail(GRAFT_ERROR_ARGUMENT, "key: ", quoted(fact.key), " is of type ", fact.type(), ", not ",
       wanted);
}

}  // namespace

const std::string& Fact::text() const {
  const auto* text = std::get_if<std::string>(&value);
  if (!text) of_another_type(*this, "text");
  return *text;
}

int64_t Fact::integer() const {
  if (const auto* i = std::get_if<int64_t>(&value)) return *i;
  constexpr double exact = 9007199254740992.0;  // 2^53
  const auto* r = std::get_if<double>(&value);
  if (!r || std::abs(*r) > exact || std::trunc(*r) != *r) of_another_type(*this, "int");
  return int64_t(*r);
}

double Fact::number() const {
  if (const auto* i = std::get_if<int64_t>(&value)) return double(*i);
  const auto* r = std::get_if<double>(&value);
  if (!r) of_another_type(*this, "double");
  return *r;
}

const Fact& fact_of(const std::vector<Fact>& facts, const std::string& key) {
  const auto found = std::ranges::find(facts, key, &Fact::key);
  if (found != facts.end()) return *found;
  std::vector<std::string> keys;
  for (const Fact& fact : facts) keys.push_back(fact.key);
  fail(GRAFT_ERROR_ARGUMENT, "key: ", quoted(key), " is unknown; the nearest is ",
       quoted(nearest(key, keys)));
}

}  // namespace graft
