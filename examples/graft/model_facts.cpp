#include "model_facts.hpp"

#include "tables.hpp"

using namespace graft_api;

namespace command {
namespace {

// "text", "int" or "double"; "" without such a fact.
std::string type_of(const Model& model, const std::string& wanted) {
  for (const FactEntry& fact : model.facts())
    if (fact.key == wanted) return fact.type;
  return "";
}

}  // namespace

std::optional<Fact> fact_of(const Model& model, const std::string& key) {
  const std::string type = type_of(model, key);
  Fact fact;
  if (type == "text") {
    fact.text = model.text(key);
  } else if (type == "int") {
    const int64_t value = model.integer(key);
    fact.text = std::to_string(value);
    fact.number = double(value);
  } else if (type == "double") {
    fact.number = model.number(key);
    fact.text = rounded(fact.number);
    fact.is_fraction = true;
  }
  if (fact.text.empty()) return std::nullopt;
  return fact;
}

std::string fact_text(const Model& model, const std::string& key) {
  const auto fact = fact_of(model, key);
  return fact ? fact->text : "";
}

}  // namespace command
