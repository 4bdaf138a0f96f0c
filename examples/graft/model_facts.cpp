#include "model_facts.hpp"

#include "tables.hpp"

using namespace graft_api;

namespace command {
namespace {

// "text", "int" or "double"; "" without such a fact.
std::string type_of(const Model& model, const std::string& wanted) {
  for (int64_t i = 0; i < graft_model_fact_count(model.get()); ++i) {
    const char *key = nullptr, *type = nullptr;
    check(graft_model_fact(model.get(), i, &key, &type));
    if (wanted == key) return type;
  }
  return "";
}

}  // namespace

std::optional<Fact> fact_of(const Model& model, const std::string& key) {
  const std::string type = type_of(model, key);
  Fact fact;
  if (type == "text") {
    fact.text = text(graft_model_get_text, model.get(), key.c_str());
  } else if (type == "int") {
    int64_t value = 0;
    check(graft_model_get_int(model.get(), key.c_str(), &value));
    fact.text = std::to_string(value);
    fact.number = double(value);
  } else if (type == "double") {
    check(graft_model_get_double(model.get(), key.c_str(), &fact.number));
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
